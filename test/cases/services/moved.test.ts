import { expect, test } from "bun:test";
import { cpSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

import { describeService } from "../../rig/describe-service.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { isAlive } from "../../rig/processes.ts";
import { openRig, type Rig } from "../../rig/rig.ts";

/** Starts the project's one service; its pid. */
const startWeb = async (rig: Rig): Promise<number> => {
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words }));
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  return (await rig.serviceStatus("web")).pid ?? 0;
};

test("services of a folder that was moved are named, not doubled, and stopped from the new place", async () => {
  await using rig = await openRig();
  const pid = await startWeb(rig);
  const place = join(rig.base, "new place");
  renameSync(rig.root, place);
  const here = { cwd: place };
  const sentence = `services of this folder run from its former place \`${rig.root}\`: web`;
  const hint = "`jig down` stops them";
  expectOutcome(await rig.jigWith(here, "status"), {
    stdout: /web +stopped/,
    stderr: `warning: ${sentence}; ${hint}\n`,
  });
  for (const verb of ["up", "restart"]) {
    expectOutcome(await rig.jigWith(here, verb), {
      code: 1,
      stderr: [`error: ${sentence}\n`, `hint: ${hint}`],
    });
  }
  expect(rig.service("web").starts()).toBe(1);
  expectOutcome(await rig.jigWith(here, "down"), { stdout: "stopped web\n", stderr: anything });
  expect(isAlive(pid)).toBe(false);
  expectOutcome(await rig.jigWith(here, "status"), { stdout: /web +stopped/ });
  expectOutcome(await rig.jigWith(here, "up"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jigWith(here, "down"), { stdout: "stopped web\n", stderr: anything });
});

test("moved back again, a folder has its services as before", async () => {
  await using rig = await openRig();
  const pid = await startWeb(rig);
  renameSync(rig.root, `${rig.root} away`);
  renameSync(`${rig.root} away`, rig.root);
  expect(await rig.serviceStatus("web")).toMatchObject({ state: "ready", pid });
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
});

test("a copy is another project, and nothing is said of the first", async () => {
  await using rig = await openRig();
  const pid = await startWeb(rig);
  const copy = join(rig.base, "copy");
  cpSync(rig.root, copy, { recursive: true });
  expectOutcome(await rig.jigWith({ cwd: copy }, "status"), { stdout: /web +stopped/ });
  expectOutcome(await rig.jigWith({ cwd: copy }, "down"), { stdout: "nothing is running\n" });
  expect(isAlive(pid)).toBe(true);
});

test("services of a deleted folder are stopped by its path, and by no other", async () => {
  await using rig = await openRig();
  const pid = await startWeb(rig);
  rmSync(rig.root, { recursive: true });
  const from = { cwd: rig.base };
  expectOutcome(await rig.jigWith(from, "-C", join(rig.base, "other"), "down"), {
    code: 2,
    stderr: /there is no folder/,
  });
  expectOutcome(await rig.jigWith(from, "-C", rig.root, "status"), {
    code: 2,
    stderr: ["there is no folder", "still run: web", `\`jig -C '${rig.root}' down\` stops them`],
  });
  expect(isAlive(pid)).toBe(true);
  expectOutcome(await rig.jigWith(from, "-C", rig.root, "down"), {
    stdout: "stopped web\n",
    stderr: anything,
  });
  expect(isAlive(pid)).toBe(false);
});

test("a path that is mistyped below a project does not stop its services", async () => {
  await using rig = await openRig();
  const pid = await startWeb(rig);
  expectOutcome(await rig.jig("-C", "mistyped", "down"), { code: 2, stderr: /there is no folder/ });
  expect(isAlive(pid)).toBe(true);
});

test("services of a folder that was made anew are named, not doubled, and stopped", async () => {
  await using rig = await openRig();
  const pid = await startWeb(rig);
  const text = rig.read("jig.toml");
  renameSync(rig.root, join(rig.base, "bin", "away"));
  rmSync(join(rig.base, "bin", "away"), { recursive: true });
  mkdirSync(rig.root);
  rig.write("jig.toml", text);
  const sentence = `services of the former folder \`${rig.root}\` still run: web`;
  expectOutcome(await rig.jig("status"), {
    stdout: /web +stopped/,
    stderr: `warning: ${sentence}; \`jig down\` stops them\n`,
  });
  expectOutcome(await rig.jig("up"), { code: 1, stderr: [sentence, "hint: `jig down`"] });
  expectOutcome(await rig.jig("down", "web"), { stdout: "stopped web\n", stderr: anything });
  expect(isAlive(pid)).toBe(false);
});

test("services whose description is gone are named, and stopped from the folder or below it", async () => {
  await using rig = await openRig();
  const pid = await startWeb(rig);
  rmSync(join(rig.root, "jig.toml"));
  mkdirSync(join(rig.root, "below"));
  for (const verb of ["status", "up"]) {
    expectOutcome(await rig.jigWith({ cwd: join(rig.root, "below") }, verb), {
      code: 2,
      stderr: ["there is no `jig.toml`", "still run: web", "hint: `jig down` stops them"],
    });
  }
  for (const words of [["logs", "web"], ["run", "--", "true"], ["sync"], ["open"]]) {
    expectOutcome(await rig.jig(...words), { code: 2, stderr: ["still run: web", "hint: `jig down`"] });
  }
  const { code, stdout } = await rig.jig("down", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({
    event: "summary",
    ok: true,
    project: { root: rig.root },
    services: [{ name: "web", state: "stopped" }],
  });
  expect(isAlive(pid)).toBe(false);
  expectOutcome(await rig.jig("down"), { code: 2, stderr: /there is no `jig.toml`/ });
});
