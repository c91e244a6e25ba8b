import { expect, test } from "bun:test";
import { existsSync } from "node:fs";

import manifest from "../../../package.json" with { type: "json" };
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { executable } from "../../rig/paths.ts";
import { openRig } from "../../rig/rig.ts";
import { startProgram } from "../../rig/start-program.ts";

test("the version is one line that says where this copy is from, wherever it is asked for", async () => {
  await using rig = await openRig();
  const stdout = `jig ${manifest.version} (built from source)\n`;
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
  for (const name of [...commands, "uninstall", "clean", "presets", "schema", "completions"])
    expectOutcome(await rig.jig(name, "--help"), { stdout: ["[-C DIR]"] });
});

test("an unknown command is a usage error that names the nearest one", async () => {
  await using rig = await openRig();
  expectOutcome(await rig.jig("staus"), {
    code: 2,
    stderr: ["there is no command `staus`", "did you mean `status`?"],
  });
});

test("a command line that is wrong is told in the colours of every other error", async () => {
  await using rig = await openRig();
  for (const words of [["staus"], ["up", "--nope"], ["sync", "numpy"]]) {
    const { stderr } = await rig.jigWith({ env: { FORCE_COLOR: "1" } }, ...words);
    expect(stderr).toStartWith("\u001B[31merror\u001B[0m: ");
  }
});

test("an unknown flag is a usage error that names the nearest one", async () => {
  await using rig = await openRig();
  expectOutcome(await rig.jig("up", "--no-opne"), { code: 2, stderr: ["`--no-opne`", "hint: "] });
  const flags = {
    "--no-opn": "did you mean `--no-open`? see `jig up --help`",
    "--zzzzzz": "see `jig up --help`",
    "--ye": "see `jig up --help`",
    "-v": "see `jig up --help`",
  };
  for (const [flag, hint] of Object.entries(flags)) {
    const stderr = `error: there is no flag \`${flag}\`\nhint: ${hint}\n`;
    expectOutcome(await rig.jig("up", flag), { code: 2, stderr });
  }
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

test("`-C` takes a folder of any name, and says when there is none", async () => {
  await using rig = await openRig();
  rig.write("-lead/jig.toml", 'name = "leading"\n');
  for (const words of [
    ["status", "-C", "-lead"],
    ["-C", "-lead", "status"],
    ["status", "--directory", "-lead"],
  ]) {
    expectOutcome(await rig.jig(...words), { stdout: ["leading"] });
  }
  expectOutcome(await rig.jig("down", "-C", "-lead"), { stdout: "nothing is running\n" });
  for (const words of [["-C"], ["status", "-C"], ["run", "-C"]]) {
    expectOutcome(await rig.jig(...words), { code: 2, stderr: ["error: `-C` needs a folder", "hint: "] });
  }
});

const full = "/dev/full";

test.skipIf(!existsSync(full))("output that cannot be written is one line and a failure", async () => {
  await using rig = await openRig({ description: 'name = "bench"\n' });
  for (const words of ["--version", "--help", "up --help", "status", "status --json", "plan"]) {
    const argv = ["sh", "-c", `exec "$0" ${words} >${full}`, executable];
    expectOutcome(await startProgram(argv, { cwd: rig.root, env: rig.env }).ended, {
      code: 1,
      stderr: "error: standard output: there is no room left on the device\n",
    });
  }
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
