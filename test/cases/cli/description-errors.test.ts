import { expect, test } from "bun:test";

import { expectOutcome } from "../../rig/outcome.ts";
import { openRig } from "../../rig/rig.ts";

test("every problem of the description is shown, each with its place, its line and a hint", async () => {
  await using rig = await openRig({
    description: [
      'name = "bench"',
      "",
      "[services.web]",
      'comand = "python server.py"',
      "port = 5001",
      'after = ["databse"]',
      "",
      "[services.database]",
      'run = "sleep 1000"',
      'port = "5432"',
      "",
    ].join("\n"),
  });
  for (const command of ["up", "plan", "sync"]) {
    expectOutcome(await rig.jig(command), {
      code: 2,
      stderr: [
        "jig.toml:4:1",
        '4 | comand = "python server.py"',
        /\^{6}/,
        "jig.toml:6:",
        "did you mean `database`?",
        "jig.toml:10:",
      ],
    });
  }
});

test("an unknown preset and an `after` in a circle are told at their places", async () => {
  await using rig = await openRig({
    description: [
      "[services.a]",
      'run = "true"',
      'after = ["b"]',
      "[services.b]",
      'run = "true"',
      'after = ["a"]',
      "",
    ].join("\n"),
  });
  expectOutcome(await rig.jig("plan"), { code: 2, stderr: [/`a` → `b` → `a`|`b` → `a` → `b`/, "jig.toml:"] });
  rig.write("jig.toml", '[services.lab]\nuse = "jupyterlb"\n');
  expectOutcome(await rig.jig("plan"), { code: 2, stderr: ["jig.toml:2:", "did you mean `jupyterlab`?"] });
});

test("a missing requirements file is an error at the line that names it", async () => {
  await using rig = await openRig({
    description: '[python]\nversion = "3.11"\nrequirements = ["requirements.txt"]\n',
  });
  expectOutcome(await rig.jig("plan"), { code: 2, stderr: ["jig.toml:3:", "requirements.txt"] });
});

test("with --json a problem is an event with its place", async () => {
  await using rig = await openRig({ description: 'nme = "bench"\n' });
  const outcome = await rig.jig("up", "--json");
  expectOutcome(outcome, { code: 2, stdout: /^\{/ });
  const events: { event: string; place?: unknown }[] = outcome.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(events.find(({ event }) => event === "diagnostic")?.place).toEqual({
    file: "jig.toml",
    line: 1,
    column: 1,
  });
});

test("a description in pyproject.toml counts, and one in both places is an error that names both", async () => {
  await using rig = await openRig();
  rig.write("pyproject.toml", '[project]\nname = "x"\n\n[tool.jig]\nname = "inside"\n');
  expectOutcome(await rig.jig("status"), { stdout: ["inside"] });
  rig.write("jig.toml", 'name = "beside"\n');
  expectOutcome(await rig.jig("status"), { code: 2, stderr: ["jig.toml", "pyproject.toml"] });
});
