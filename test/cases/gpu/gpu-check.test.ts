import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "bun:test";

import { fakeDriver } from "../../rig/fake-driver.ts";
import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { servePackageIndex } from "../../rig/package-index.ts";
import { executable, repository } from "../../rig/paths.ts";
import type { Rig } from "../../rig/rig.ts";
import { startProgram } from "../../rig/start-program.ts";

const script = join(repository, "script", "gpu-check");

const hasOwn = process.platform !== "linux" || existsSync("/dev/nvidiactl") || existsSync("/dev/dxg");
const skipped = hasOwn ? " (not run: it stands a driver in, and this is a Mac or has an NVIDIA card)" : "";

test("the guide to the GPU check shows what the script prints: each check by its name, in order, and how many there are", () => {
  const named = readFileSync(script, "utf8").matchAll(/^ *check "((?:[^"\\]|\\.)*)"/gm);
  const names = [...named].map(([, name = ""]) => name.replaceAll("\\", "").replace("$needed", "11"));
  const page = readFileSync(join(repository, "docs", "guides", "gpu-check.md"), "utf8");
  const [, shown = ""] = /What it must print.*\n\n```\n([^`]*)```/.exec(page) ?? [];
  expect([...shown.matchAll(/^ok {4}(.*)$/gm)].map(([, name]) => name)).toEqual(names);
  expect(shown).toMatch(/^doctor: /m);
  expect(shown).toEndWith(
    `verdict: all ${names.length} checks hold: jig finds this GPU, uses it and proves it\n`,
  );
});

const check = async (
  rig: Rig,
  env: Readonly<Record<string, string>>,
  words: readonly string[] = [executable],
) => {
  const TMPDIR = join(rig.base, "check");
  mkdirSync(TMPDIR, { recursive: true });
  const ran = await startProgram(["sh", script, ...words], {
    env: { ...rig.env, TMPDIR, GPU_CHECK_PACKAGES: "alder", GPU_CHECK_TOOLKIT: "0", ...env },
    timeoutMs: 120_000,
  }).ended;
  expect(readdirSync(TMPDIR)).toEqual([]);
  return ran;
};

test.skipIf(hasOwn)(
  `the GPU check ends with a verdict, and with what to do about each check that fails${skipped}`,
  async () => {
    await using index = await servePackageIndex();
    await using rig = await openIndexedRig(index);
    const none = await check(rig, {}, ["./no-jig"]);
    expect(none.code).toBe(2);
    expect(none.stdout).toBe(
      "verdict: not checked: there is no ./no-jig\nnext: name jig's executable: script/gpu-check ./jig\n",
    );
    // Without a word, and with no jig on PATH, it is the clone's own.
    const bare = await check(rig, {}, []);
    expect(bare.stdout).toMatch(/^jig \d/);
    expect(bare.code).toBe(1);
    expect(bare.stdout).toContain("FAIL  doctor names the card\n");
    expect(bare.stdout).toMatch(/ {6}next: see whether `nvidia-smi` shows it/);
    expect(bare.stdout).toMatch(
      /^verdict: 1 check fails and 0 hold; nothing more can be checked:\n {6}- doctor names the card\nnext: .*\n$/m,
    );

    // What compilers would leave in the places that they usually take.
    const leaving = rig.program(
      "jig-that-leaves",
      `#!/bin/sh\nmkdir -p "\${TORCHINDUCTOR_CACHE_DIR:-$TMPDIR/torchinductor_root}" "\${TRITON_CACHE_DIR:-$HOME/.triton}" "\${CUDA_CACHE_PATH:-$HOME/.nv}"\nexec '${executable}' "$@"\n`,
    );
    const left = () => readdirSync(rig.home).filter((name) => [".triton", ".nv"].includes(name));
    expect((await check(rig, {}, [leaving])).code).toBe(1);
    expect(left()).toEqual([]);

    // A driver that is found and opens nothing: all that jig does holds, and what needs the card does not.
    const { env } = fakeDriver(rig, "580.65.06, 23034, NVIDIA L4, 8.9, [N/A]");
    const fake = await check(rig, env);
    expect(fake.code).toBe(1);
    const failed = fake.stdout.split("\n").flatMap((line) => /^FAIL {2}(.*)/.exec(line)?.[1] ?? []);
    expect(failed).toEqual([
      "up proves it, once",
      "status --json has the proof",
      "doctor proves it, each time",
      "a command opens the driver",
      "and the processor computes",
    ]);
    expect(fake.stdout.match(/^ {6}next: /gm)).toHaveLength(failed.length);
    expect(fake.stdout).toMatch(/^verdict: 5 checks fail and \d+ hold:\n( {6}- .*\n){5}next: .*\n$/m);
    expect(fake.stderr).toBe("");
  },
  180_000,
);

const hasShellcheck = Bun.which("shellcheck") !== null;

test.skipIf(!hasShellcheck)(
  `shellcheck finds nothing in the scripts that people run${hasShellcheck ? "" : " (not run: there is no shellcheck)"}`,
  () => {
    const scripts = ["gpu-check", "prepare", "prepare-ollama", "test", "up"];
    const paths = scripts.map((name) => join(repository, "script", name));
    const ran = Bun.spawnSync(["shellcheck", ...paths]);
    expect(ran.stdout.toString()).toBe("");
    expect(ran.exitCode).toBe(0);
  },
);
