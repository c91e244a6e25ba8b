// A package index on loopback with a few tiny wheels of its own, that misbehaves as a test says: tests of what goes wrong
// with an index need neither a network nor a mirror, and downloads take no time.

import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { zipSync } from "fflate";

export interface PackageIndex extends AsyncDisposable {
  readonly url: string;
  /** uv's cache for what comes from this index. */
  readonly cache: string;
  /** With these, uv asks this index and no other, through no proxy, and keeps what it gets in that cache. */
  readonly env: Readonly<Record<string, string>>;
  /** The paths that were asked for so far. */
  readonly asked: readonly string[];
  /** Nobody listens there any more, as without a network. */
  close(): Promise<void>;
  /** From now on every request is answered by this; null for a well-behaved index again. */
  misbehave(answer: Misbehaviour | null): void;
}

/** Answers a request in its own way, and says so with `true`; otherwise the index goes on as if nothing were wrong. */
export type Misbehaviour = (response: ServerResponse, asked: Asked) => boolean;

export interface Asked {
  readonly method: string;
  readonly path: string;
  /** The bytes of the wheel that is asked for; null when it is a page. */
  readonly wheel: Uint8Array | null;
  /** Who asks, as HTTP has it; empty when nobody says. */
  readonly authorization: string;
}

interface Wheel {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly bytes: Uint8Array;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const sha256 = (bytes: Uint8Array, encoding: "hex" | "base64url"): string =>
  createHash("sha256").update(bytes).digest(encoding);

/** A wheel of one module that holds its version, with a program of the same name that prints it. @param more files beside it */
export const makeWheel = (
  name: string,
  version: string,
  what: string | { readonly more: Readonly<Record<string, string>> } = "py3-none-any",
): Wheel => {
  const tag = typeof what === "string" ? what : "py3-none-any";
  const more = typeof what === "string" ? {} : what.more;
  // Versions differ in size, and so do builds of one: Python tells a changed module by its second and its size, and all of
  // this is quick.
  const build = Number(/\+\D*(\d+)/.exec(version)?.[1] ?? 0);
  const padding = "#".repeat(Math.round(Number.parseFloat(version) * 10) + build);
  const record = `${name}-${version}.dist-info`;
  const files: Record<string, Uint8Array> = {
    [`${name}.py`]: bytesOf(`version = "${version}"\n\n\ndef main():\n    print(version)\n${padding}\n`),
    [`${record}/METADATA`]: bytesOf(`Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`),
    [`${record}/WHEEL`]: bytesOf(`Wheel-Version: 1.0\nGenerator: rig\nRoot-Is-Purelib: true\nTag: ${tag}\n`),
    ...Object.fromEntries(Object.entries(more).map(([path, text]) => [path, bytesOf(text)])),
    [`${record}/entry_points.txt`]: bytesOf(`[console_scripts]\n${name} = ${name}:main\n`),
  };
  const lines = Object.entries(files).map(
    ([path, bytes]) => `${path},sha256=${sha256(bytes, "base64url")},${bytes.length}`,
  );
  files[`${record}/RECORD`] = bytesOf([...lines, `${record}/RECORD,,`, ""].join("\n"));
  return { name, version, file: `${name}-${version}-${tag}.whl`, bytes: zipSync(files) };
};

/** What the index has: each in two versions, torch for who chooses among its builds. jig puts pip into every environment, so there is one of that name. */
const wheels: readonly Wheel[] = ["alder", "birch", "cedar", "pip", "torch"].flatMap((name) => [
  makeWheel(name, "1.0"),
  makeWheel(name, "2.0"),
]);

export interface IndexOptions {
  readonly tls?: { readonly key: string; readonly cert: string };
  /** What it has besides. */
  readonly more?: readonly Wheel[];
}

/** Serves the index; with `tls`, over HTTPS with that certificate. */
export const servePackageIndex = async (options: IndexOptions = {}): Promise<PackageIndex> => {
  const all = [...wheels, ...(options.more ?? [])];
  const asked: string[] = [];
  let misbehaviour: Misbehaviour | null = null;
  const listener: RequestListener = (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://index");
    asked.push(pathname);
    const wheel = all.find(({ file }) => pathname === `/files/${file}`) ?? null;
    const { authorization = "" } = request.headers;
    const about = {
      path: pathname,
      method: request.method ?? "",
      wheel: wheel?.bytes ?? null,
      authorization,
    };
    if (misbehaviour?.(response, about) === true) return;
    if (wheel === null) answerPage(response, pathname, all);
    else answerBytes(response, request, wheel.bytes);
  };
  const server = options.tls === undefined ? createServer(listener) : createTlsServer(options.tls, listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const url = `${options.tls === undefined ? "http" : "https"}://127.0.0.1:${port}/simple`;
  const cache = mkdtempSync(join(tmpdir(), "jig-index-"));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    url,
    cache,
    asked,
    env: {
      UV_CACHE_DIR: cache,
      UV_DEFAULT_INDEX: url,
      UV_INDEX_URL: "",
      UV_INDEX: "",
      UV_EXTRA_INDEX_URL: "",
      PIP_INDEX_URL: url,
      PIP_EXTRA_INDEX_URL: "",
      PIP_FIND_LINKS: "",
      PIP_CONFIG_FILE: "/dev/null",
      NO_PROXY: "127.0.0.1",
      no_proxy: "127.0.0.1",
      // A misbehaving index is not asked three times with growing pauses.
      UV_HTTP_RETRIES: "0",
    },
    misbehave: (answer) => {
      misbehaviour = answer;
    },
    close,
    [Symbol.asyncDispose]: async () => {
      await close();
      rmSync(cache, { recursive: true, force: true });
    },
  };
};

/** What uv knows of a page is old at once, as it is with a real index after ten minutes. */
const asksAgain = { "cache-control": "max-age=0, must-revalidate" };

/** A project's page, in the form of PEP 691. */
const answerPage = (response: ServerResponse, path: string, all: readonly Wheel[]): void => {
  const name = /^\/simple\/([a-z-]+)\/?$/.exec(path)?.[1];
  const found = all.filter((wheel) => wheel.name === name);
  if (found.length === 0) {
    response.writeHead(404).end();
    return;
  }
  const files = found.map(({ file, version, bytes }) => ({
    filename: file,
    url: `/files/${file}`,
    size: bytes.length,
    // The second version of each is of today.
    "upload-time": version === "1.0" ? "2020-01-31T12:00:00Z" : new Date().toISOString(),
    hashes: { sha256: sha256(bytes, "hex") },
  }));
  response.writeHead(200, { "content-type": "application/vnd.pypi.simple.v1+json", ...asksAgain });
  response.end(JSON.stringify({ meta: { "api-version": "1.1" }, name, versions: ["1.0", "2.0"], files }));
};

const answerBytes = (response: ServerResponse, request: IncomingMessage, bytes: Uint8Array): void => {
  response.writeHead(200, { "content-type": "application/octet-stream", "content-length": bytes.length });
  response.end(request.method === "HEAD" ? undefined : bytes);
};
