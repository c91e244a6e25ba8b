import { expect, test } from "bun:test";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { describeService } from "../../rig/describe-service.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openRig, type Rig } from "../../rig/rig.ts";

/** A bench whose supervisor is stopped in its tracks until the test has ended. */
const openSilent = async (rig: Rig): Promise<AsyncDisposable & { readonly pid: number }> => {
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words }));
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  const pid = (await rig.status()).supervisor?.pid ?? 0;
  expect(pid).toBeGreaterThan(1);
  process.kill(pid, "SIGSTOP");
  return {
    pid,
    [Symbol.asyncDispose]: async () => {
      process.kill(pid, "SIGCONT");
    },
  };
};

test("a supervisor that does not answer is named, and nobody promises to take over", async () => {
  await using rig = await openRig();
  await using supervisor = await openSilent(rig);
  const { pid } = supervisor;
  const told = await rig.jig("status");
  expectOutcome(told, {
    stdout: [/web +ready/, `its supervisor (pid ${pid}) does not answer`],
    stderr: `warning: the supervisor (pid ${pid}) is running and does not answer\n`,
  });
  expect(told.stdout).not.toContain("takes it over");
  expect(await rig.status()).toMatchObject({ supervisor: { pid }, services: [{ state: "ready" }] });
}, 30_000);

test("`up` and `down` give up on it after some seconds", async () => {
  await using rig = await openRig();
  await using supervisor = await openSilent(rig);
  const message = `the supervisor (pid ${supervisor.pid}) is running and does not answer`;
  const [up, down] = await Promise.all([rig.jig("up"), rig.jig("down")]);
  expectOutcome(up, { code: 1, stdout: anything, stderr: [message, "kill -CONT"] });
  expectOutcome(down, { code: 1, stderr: [message, "kill -CONT"] });
  expect(up.stderr + down.stderr).not.toContain("waiting");
}, 30_000);

test("on a terminal, `up` and `down` say whom they wait for", async () => {
  await using rig = await openRig();
  await using supervisor = await openSilent(rig);
  for (const verb of ["up", "down"]) {
    const { code, stdout } = await rig.jigWith({ terminal: true }, verb);
    expect(code, stdout).toBe(1);
    expect(stdout).toContain(`waiting for the supervisor (pid ${supervisor.pid})`);
    expect(stdout).toContain("does not answer");
  }
}, 30_000);

test("one that was stopped after its socket had vanished is not waited for longer", async () => {
  await using rig = await openRig();
  await using supervisor = await openSilent(rig);
  for (const name of readdirSync(rig.runtime)) if (name.endsWith(".sock")) rmSync(join(rig.runtime, name));
  const began = performance.now();
  const up = await rig.jig("up");
  const message = `the supervisor (pid ${supervisor.pid}) is running and does not answer`;
  expectOutcome(up, { code: 1, stdout: anything, stderr: [message, "kill -CONT"] });
  // Without looking at whether it can answer at all it would be eight seconds.
  expect(performance.now() - began).toBeLessThan(6500);
}, 30_000);
