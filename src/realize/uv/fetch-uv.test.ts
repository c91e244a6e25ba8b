import { afterEach, expect, test } from "bun:test";
import { chmodSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { gzipSync, zipSync } from "fflate";

import { fakeBench, planFor, type FakeBench } from "../../../test/fixtures/realize/fake-bench.ts";
import { fetchUv } from "./fetch-uv.ts";
import { findInIndex } from "../indexes/find-in-index.ts";
import type { StepContext } from "../realize-context.ts";
import { unpackArchive, unpackWheel } from "./unpack-uv.ts";
import { uvWheels } from "./uv-releases.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

const serve = (answers: Readonly<Record<string, string | Uint8Array>>): string => {
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request) => {
      const { pathname } = new URL(request.url);
      const answer = answers[pathname];
      return answer === undefined
        ? new Response("not here", { status: 404 })
        : new Response(typeof answer === "string" ? answer : Buffer.from(answer));
    },
  });
  cleanups.push(() => server.stop(true));
  return `http://127.0.0.1:${server.port}`;
};

const bench = (env: Record<string, string> = {}): FakeBench => {
  const made = fakeBench({ env });
  cleanups.push(() => rmSync(made.dir, { recursive: true, force: true }));
  return made;
};

const contextOf = (made: FakeBench, pythons: readonly string[] = []): StepContext => {
  const plan = planFor(made);
  const [step] = plan.steps;
  if (step === undefined) throw new Error("the plan has steps");
  return {
    host: made.host,
    layout: made.layout,
    lock: null,
    plan,
    step,
    uv: null,
    python: null,
    turn: null,
    purpose: "jig test",
    executable: "/nowhere/jig",
    report: () => {},
    progress: () => {},
    signal: new AbortController().signal,
    facts: { ...made.facts, pythons: pythons.map((path) => ({ path, version: "3.11.7" })) },
  };
};

const wheel = uvWheels[0]?.name ?? "";

test("an index that speaks JSON and one that gives a page are both read", async () => {
  const json = JSON.stringify({ files: [{ url: `../../files/${wheel}#sha256=1`, filename: wheel }] });
  const page = `<html><a href="/elsewhere/other.whl">x</a>\n<a class=y href='/files/${wheel}#sha256=1'>x</a></html>`;
  for (const body of [json, page]) {
    const base = serve({ "/simple/uv/": body });
    const found = await findInIndex(contextOf(bench()), {
      index: `${base.replace("//", "//me:secret@")}/simple`,
      project: "uv",
      file: wheel,
    });
    expect(found).toEqual({
      ok: true,
      value: `${base.replace("//", "//me:secret@")}/files/${wheel}#sha256=1`,
    });
  }
});

test("a file that is not the expected one is never unpacked, and every way that was tried is told", async () => {
  const base = serve({
    "/simple/uv/": `<a href="/files/${wheel}">x</a>`,
    [`/files/${wheel}`]: zipSync({ "uv.data/scripts/uv": new Uint8Array([1]) }),
    "/astral-sh/uv/releases/download/0.13.9/uv-x86_64-unknown-linux-gnu.tar.gz": tar("uv-x/uv", "bad"),
  });
  const made = bench({ UV_DEFAULT_INDEX: `${base}/simple`, UV_INSTALLER_GITHUB_BASE_URL: base });
  const python = join(made.dir, "python-without-pip");
  writeFileSync(python, '#!/bin/sh\necho "$0: No module named pip" >&2\nexit 1\n');
  chmodSync(python, 0o755);
  const context = contextOf(made, [python]);
  const onLinux = { ...made.host, machine: { ...made.host.machine, platform: "linux", arch: "x64" } };
  const target = join(made.dir, "cache/uv");
  const fetched = await fetchUv({ ...context, host: onLinux }, target);
  expect(fetched.ok ? [] : fetched.failure.map(({ way, problem }) => [way, problem])).toEqual([
    [`\`${python} -m pip\``, "it failed"],
    ["the package index", `\`${wheel}\` is not the expected file (sha256)`],
    ["uv's own release", "the archive holds another uv than expected"],
  ]);
  expect(fetched.ok || fetched.failure[0]?.program?.lastLines).toEqual([`${python}: No module named pip`]);
  expect(existsSync(target)).toBe(false);
});

test("a program comes out of a wheel and out of an archive as it went in", () => {
  const program = new TextEncoder().encode("#!/bin/sh\n");
  expect(
    unpackWheel(
      zipSync({ "uv-1.data/scripts/uvx": new Uint8Array(9), "uv-1.data/scripts/uv": program }),
      "uv",
    ),
  ).toEqual(program);
  expect(unpackArchive(tar("uv-target/uv", "#!/bin/sh\n"))).toEqual(program);
});

test("what is no wheel and no archive gives nothing", () => {
  const junk = new TextEncoder().encode("<html>please log in</html>");
  expect([unpackWheel(junk, "uv"), unpackArchive(junk), unpackArchive(gzipSync(junk))]).toEqual([
    null,
    null,
    null,
  ]);
  expect(unpackWheel(zipSync({ "../../uv": junk }), "uv")).toBeNull();
});

/** A gzipped tar with one file before the wanted one. */
const tar = (name: string, text: string): Uint8Array => {
  const parts = [tarEntry("uv-target/uvx", "x".repeat(700)), tarEntry(name, text), new Uint8Array(1024)];
  return gzipSync(new Uint8Array(Buffer.concat(parts)));
};

const tarEntry = (name: string, content: string): Uint8Array => {
  const bytes = new TextEncoder().encode(content);
  const out = new Uint8Array(512 + Math.ceil(bytes.length / 512) * 512);
  out.set(new TextEncoder().encode(name), 0);
  out.set(new TextEncoder().encode(`${bytes.length.toString(8).padStart(11, "0")}\0`), 124);
  out.set(bytes, 512);
  return out;
};
