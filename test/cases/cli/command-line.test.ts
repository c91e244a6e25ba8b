import { expect, test } from "bun:test";

import manifest from "../../../package.json" with { type: "json" };
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openRig } from "../../rig/rig.ts";

test("the version is one line, wherever it is asked for", async () => {
  await using rig = await openRig();
  const stdout = `jig ${manifest.version}\n`;
  expectOutcome(await rig.jig("--version"), { stdout });
  expectOutcome(await rig.jigWith({ cwd: "/" }, "--version"), { stdout });
});

test("the help names every command and needs no project", async () => {
  await using rig = await openRig();
  const commands = ["up", "down", "restart", "status", "logs", "open", "run", "sync", "lock", "plan"];
  expectOutcome(await rig.jig("--help"), {
    stdout: commands.map((name) => new RegExp(`^\\s+.*\\b${name}\\b`, "m")),
  });
  expectOutcome(await rig.jig("up", "--help"), { stdout: ["--no-open", "--timeout", "--json"] });
});

test("an unknown command is a usage error that names the nearest one", async () => {
  await using rig = await openRig();
  expectOutcome(await rig.jig("staus"), {
    code: 2,
    stderr: ["there is no command `staus`", "did you mean `status`?"],
  });
});

test("an unknown flag is a usage error that names the nearest one", async () => {
  await using rig = await openRig();
  expectOutcome(await rig.jig("up", "--no-opne"), { code: 2, stderr: ["`--no-opne`", "hint: "] });
  expectOutcome(await rig.jig("up", "--jsn"), { code: 2, stderr: ["`--jsn`", "did you mean `--json`?"] });
});

test("a command without a project says where it looked and what to do", async () => {
  await using rig = await openRig();
  for (const command of ["up", "down", "status", "logs", "sync", "plan"]) {
    expectOutcome(await rig.jig(command), { code: 2, stderr: [/^error: .*jig\.toml/m, "hint: "] });
  }
  expectOutcome(await rig.jig("run", "--", "true"), { code: 2, stderr: [/^error: .*jig\.toml/m, "hint: "] });
});

test("the project is found from a folder below it, and by -C before and behind the command", async () => {
  await using rig = await openRig({ description: 'name = "bench"\n' });
  rig.write("a/b/file", "");
  const expected = { stdout: ["bench"] };
  expectOutcome(await rig.jigWith({ cwd: `${rig.root}/a/b` }, "status"), expected);
  expectOutcome(await rig.jigWith({ cwd: "/" }, "status", "-C", rig.root), expected);
  expectOutcome(await rig.jigWith({ cwd: "/" }, "-C", rig.root, "status"), expected);
  const wrong = await rig.jig("status", "-C", "nowhere");
  expectOutcome(wrong, { code: 2, stderr: ["nowhere"] });
});

test("without a terminal and with NO_COLOR nothing is coloured", async () => {
  await using rig = await openRig({ description: 'name = "bench"\n' });
  const plain = await rig.jig("plan");
  expectOutcome(plain, { stdout: anything });
  expect(plain.stdout).not.toContain("\u001B");
  const onTerminal = await rig.jigWith({ terminal: true, env: { NO_COLOR: "1" } }, "plan");
  expectOutcome(onTerminal, { stdout: anything });
  const afterEscapes = onTerminal.stdout.split("\u001B[").slice(1);
  expect(afterEscapes.filter((text) => /^[\d;]*m/.test(text))).toEqual([]);
});
