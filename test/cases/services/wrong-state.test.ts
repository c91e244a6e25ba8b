// Things in the state folder that are not what jig put there: told, or taken as absent, and never waited for.

import { expect, test } from "bun:test";
import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

import { describeService } from "../../rig/describe-service.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openRig, type Rig } from "../../rig/rig.ts";

/** The state folder of the rig's only project. */
const stateOf = (rig: Rig): string => {
  const projects = join(rig.state, "projects");
  const [name] = readdirSync(projects);
  expect(name).toBeDefined();
  return join(projects, name ?? "");
};

test("every folder that jig makes for its state and its sockets is its owner's alone", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words }));
  const env = { JIG_STATE_DIR: join(rig.state, "a", "b"), JIG_RUNTIME_DIR: join(rig.runtime, "a", "b") };
  expectOutcome(await rig.jigWith({ env }, "up"), { stdout: anything, stderr: anything });
  const folders = [rig.state, rig.runtime].flatMap((base) =>
    readdirSync(base, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  expect(folders.length).toBeGreaterThan(6);
  expect(folders.filter((path) => (statSync(path).mode & 0o777) !== 0o700)).toEqual([]);
  expectOutcome(await rig.jigWith({ env }, "down"), { stdout: anything, stderr: anything });
}, 30_000);

test("pipes in the place of jig's files hold up no command", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words }));
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig("down"), { stdout: anything, stderr: anything });
  const state = stateOf(rig);
  const files = ["id", "desired.json", "ports.json", "project.json", "services/web/state.json"];
  for (const file of [...files, "services/web/1.exit", "logs/web.1.log"]) {
    rmSync(join(state, file), { force: true });
    Bun.spawnSync(["mkfifo", join(state, file)]);
  }
  for (const command of [["status"], ["logs"], ["up"], ["status", "--json"], ["down"]]) {
    const { code, stderr } = await rig.jig(...command);
    expect(code, `${command.join(" ")}\n${stderr}`).toBe(0);
  }
}, 30_000);

test("a service that only its former run's files remember is started as a new run", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words }));
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig("down"), { stdout: anything, stderr: anything });
  rmSync(join(stateOf(rig), "desired.json"));
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  expect(await rig.serviceStatus("web")).toMatchObject({ state: "ready" });
  expect(readdirSync(join(stateOf(rig), "logs"))).toEqual(["web.1.log", "web.2.log"]);
}, 30_000);

test("a folder in the place of the file that tells state folders apart is named as the reason", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words }));
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig("down"), { stdout: anything, stderr: anything });
  const id = join(stateOf(rig), "id");
  rmSync(id);
  Bun.spawnSync(["mkdir", id]);
  const up = await rig.jig("up");
  expectOutcome(up, { code: 1, stdout: anything, stderr: ["the supervisor did not start", `\`${id}\`: `] });
  expect(up.stderr).not.toContain("id.part");
}, 30_000);
