// jig packed as a release is, for this machine's platform only, and a loopback registry that serves its npm packages.

import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import manifest from "../../../package.json" with { type: "json" };
import { platforms } from "../../../script/platforms.ts";
import { repository } from "../../rig/paths.ts";

export const version: string = manifest.version;

/** This machine's platform, as archives are named; null when none is packed for it. */
export const platform: string | null =
  platforms.find(({ npm }) => npm.os === process.platform && npm.cpu === process.arch && npm.libc !== "musl")
    ?.name ?? null;

export interface Packed extends Disposable {
  /** The folder with all packages. */
  readonly folder: string;
  readonly wheel: string;
}

/** @throws when one of the scripts fails, with what it said */
export const packJig = (only: string): Packed => {
  const base = mkdtempSync(join(realpathSync(tmpdir()), "jig-packed-"));
  for (const script of ["build-all.ts", "pack.ts"]) {
    const argv = [process.execPath, join(repository, "script", script), "--only", only, "--dist", base];
    const ran = Bun.spawnSync(argv, { cwd: repository, stdout: "pipe", stderr: "pipe" });
    if (ran.exitCode !== 0)
      throw new Error(`${argv.join(" ")}: ${ran.stdout.toString()}${ran.stderr.toString()}`);
  }
  const folder = join(base, "packages");
  const wheel = readdirSync(folder).find((name) => name.endsWith(".whl")) ?? "";
  return {
    folder,
    wheel: join(folder, wheel),
    [Symbol.dispose]: () => rmSync(base, { recursive: true, force: true }),
  };
};

export interface Served extends Disposable {
  /** Without a final slash. */
  readonly url: string;
}

/** The folder over HTTP. */
export const serveFolder = (folder: string): Served => {
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => {
      const name = new URL(request.url).pathname.slice(1);
      return readdirSync(folder).includes(name)
        ? new Response(Bun.file(join(folder, name)))
        : new Response("not found", { status: 404 });
    },
  });
  return { url: `http://127.0.0.1:${server.port}`, [Symbol.dispose]: () => void server.stop(true) };
};

/** The npm packages of the folder, as a registry that knows nothing else. */
export const serveRegistry = (folder: string): Served => {
  const files = serveFolder(folder);
  const documents = new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith(".tgz"))
      .map((name) => {
        const document = describePackage(folder, name, files.url);
        return [document.name, document] as const;
      }),
  );
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => {
      const found = documents.get(decodeURIComponent(new URL(request.url).pathname.slice(1)));
      return found === undefined
        ? Response.json({ error: "not found" }, { status: 404 })
        : Response.json(found);
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    [Symbol.dispose]: () => {
      void server.stop(true);
      files[Symbol.dispose]();
    },
  };
};

/** What a registry says of a package, out of the package itself. */
const describePackage = (folder: string, file: string, url: string) => {
  const path = join(folder, file);
  const inside = Bun.spawnSync(["tar", "-xzOf", path, "package/package.json"]).stdout.toString();
  const described: { readonly name: string; readonly version: string } = JSON.parse(inside);
  const integrity = `sha512-${createHash("sha512").update(readFileSync(path)).digest("base64")}`;
  return {
    name: described.name,
    "dist-tags": { latest: described.version },
    versions: { [described.version]: { ...described, dist: { tarball: `${url}/${file}`, integrity } } },
  };
};
