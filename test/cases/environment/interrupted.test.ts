import { expect, test } from "bun:test";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { bringUv } from "../../rig/bring-uv.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { processesOf } from "../../rig/processes.ts";
import { openRig, type Rig } from "../../rig/rig.ts";
import { waitFor } from "../../rig/wait-for.ts";

const description = '[python]\nversion = "3.11"\npackages = ["six==1.16.0"]\nimport-check = ["six"]\n';

/** A uv that runs `script` first; `$real` is the real one, `$rig` the rig's folder. */
const uvWith = (rig: Rig, { real, script }: { real: string; script: string }): string =>
  rig.program("other-uv", `#!/bin/sh\nrig='${rig.base}'\n${script}\nexec '${real}' "$@"\n`);

test("a `sync` killed at any call of uv is completed by the next one", async () => {
  await using rig = await openRig({ description });
  const real = await bringUv(rig);
  // The n-th call of uv kills whoever called it, once.
  const script = [
    'n=$(cat "$rig/calls" 2>/dev/null || echo 0); n=$((n + 1)); echo "$n" >"$rig/calls"',
    'if [ "$n" = "$(cat "$rig/kill-at" 2>/dev/null)" ]; then kill -KILL "$PPID"; sleep 0.05; fi',
  ].join("\n");
  const env = { JIG_UV: uvWith(rig, { real, script }) };
  let wasKilled = true;
  for (let at = 1; wasKilled; at += 1) {
    rmSync(join(rig.root, ".venv"), { recursive: true, force: true });
    rmSync(join(rig.root, "jig.lock"), { force: true });
    rmSync(join(rig.base, "calls"), { force: true });
    writeFileSync(join(rig.base, "kill-at"), String(at));
    const killed = await rig.jigWith({ env }, "sync");
    wasKilled = killed.code === 137;
    if (!wasKilled) expectOutcome(killed, { stdout: anything, stderr: anything });
    await waitFor("the killed sync's uv to end", () => processesOf(rig.base).length === 0);
    expectOutcome(await rig.jigWith({ env }, "sync"), { stdout: anything, stderr: anything });
    expectOutcome(await rig.jig("run", "--", "python", "-c", "import six"));
    expect(at).toBeLessThan(12);
  }
}, 120_000);

test("of two `sync` at once one works, and the other waits and says for whom", async () => {
  await using rig = await openRig({ description });
  const real = await bringUv(rig);
  // The first call that changes something waits until the test lets it go on.
  const script = [
    'echo "$*" >>"$rig/all-calls"',
    'case "$1" in --version|version|self) ;; *)',
    '  touch "$rig/reached"; while [ ! -e "$rig/go" ]; do sleep 0.05; done ;;',
    "esac",
  ].join("\n");
  const env = { JIG_UV: uvWith(rig, { real, script }) };
  const first = rig.start({ env }, "sync");
  await waitFor("uv to be called", () => existsSync(join(rig.base, "reached")));
  const second = rig.start({ env, terminal: true }, "sync");
  await waitFor("the second to say for whom it waits", () => second.stdout().includes(String(first.pid)), {
    explain: second.stdout,
  });
  writeFileSync(join(rig.base, "go"), "");
  expectOutcome(await first.ended, { stdout: anything, stderr: anything });
  expectOutcome(await second.ended, { stdout: anything });
  const { readFileSync } = await import("node:fs");
  const installs = readFileSync(join(rig.base, "all-calls"), "utf8").match(/pip install/g) ?? [];
  expect(installs.length).toBe(1);
}, 60_000);

test("Ctrl-C during a `sync` ends it and uv, and the next one completes it", async () => {
  await using rig = await openRig({ description });
  const real = await bringUv(rig);
  const script =
    'case "$1" in --version) ;; *) touch "$rig/reached"; [ -e "$rig/go" ] || exec sleep 1000 ;; esac';
  const env = { JIG_UV: uvWith(rig, { real, script }) };
  const interrupted = rig.start({ env, terminal: true }, "sync");
  await waitFor("uv to be called", () => existsSync(join(rig.base, "reached")));
  interrupted.type("\u0003");
  const { code } = await interrupted.ended;
  expect([1, 130]).toContain(code);
  await waitFor("uv to be gone", () => processesOf(rig.base).length === 0);
  writeFileSync(join(rig.base, "go"), "");
  expectOutcome(await rig.jigWith({ env }, "sync"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig("run", "--", "python", "-c", "import six"));
}, 60_000);

test("what a killed jig left at work is waited for, and not worked against", async () => {
  await using rig = await openRig({ description });
  const real = await bringUv(rig);
  const script = [
    'case "$1" in venv) touch "$rig/reached"; while [ ! -e "$rig/go" ]; do sleep 0.05; done ;; esac',
  ].join("\n");
  const env = { JIG_UV: uvWith(rig, { real, script }) };
  const first = rig.start({ env }, "sync");
  await waitFor("uv to be at work", () => existsSync(join(rig.base, "reached")));
  first.kill("SIGKILL");
  await first.ended;
  const second = rig.start({ env }, "sync");
  await waitFor("the next sync to wait", () => second.stderr().includes("left behind by `jig sync`"));
  writeFileSync(join(rig.base, "go"), "");
  expectOutcome(await second.ended, { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig("run", "--", "python", "-c", "import six"));
});
