import { expect, test } from "bun:test";

import { expectOutcome } from "../../rig/outcome.ts";
import { openRig } from "../../rig/rig.ts";

const description = 'name = "bench"\n[env]\nGREETING = "hello"\nTWICE = "${env:HOME}"\n';

test("a command gets the project's variables, its own words, input and folder", async () => {
  await using rig = await openRig({ description });
  rig.write("below/file", "");
  expectOutcome(await rig.jig("run", "--", "sh", "-c", 'echo "$GREETING $TWICE"'), {
    stdout: `hello ${rig.home}\n`,
  });
  const words = ["a b", "$HOME", "", "*", "--json", "-C"];
  expectOutcome(await rig.jig("run", "--", "printf", "[%s]", ...words), {
    stdout: "[a b][$HOME][][*][--json][-C]",
  });
  expectOutcome(await rig.jigWith({ input: "fed" }, "run", "--", "cat"), { stdout: "fed" });
  expectOutcome(await rig.jigWith({ cwd: `${rig.root}/below` }, "run", "--", "pwd"), {
    stdout: `${rig.root}/below\n`,
  });
});

test("the exit code is the command's own", async () => {
  await using rig = await openRig({ description });
  for (const code of [0, 1, 2, 70, 255]) {
    expectOutcome(await rig.jig("run", "--", "sh", "-c", `exit ${code}`), { code });
  }
  expectOutcome(await rig.jig("run", "--", "no-such-command"), { code: 127, stderr: ["`no-such-command`"] });
});

test("a command ended by a signal ends by that signal", async () => {
  await using rig = await openRig({ description });
  expectOutcome(await rig.jig("run", "--", "sh", "-c", "kill -TERM $$"), { code: 143 });
  expectOutcome(await rig.jig("run", "--", "sh", "-c", "kill -KILL $$"), { code: 137 });
});

test("the command is the same process: a signal needs no forwarding", async () => {
  await using rig = await openRig({ description });
  const running = rig.start({}, "run", "--", "sh", "-c", "echo $$; exec sleep 1000");
  const { waitFor } = await import("../../rig/wait-for.ts");
  const printed = await waitFor("the command's pid", () => /^\d+\n/.exec(running.stdout())?.[0]);
  expect(Number(printed)).toBe(running.pid);
  running.kill("SIGTERM");
  expectOutcome(await running.ended, { code: 143, stdout: printed });
});

test("a pipe that closes early ends the command without a complaint", async () => {
  await using rig = await openRig({ description });
  const line = 'exec "$0" run -- sh -c "yes | head -1; exec yes" | head -n 1';
  const { executable } = await import("../../rig/paths.ts");
  const { startProgram } = await import("../../rig/start-program.ts");
  const outcome = await startProgram(["sh", "-c", line, executable], { cwd: rig.root, env: rig.env }).ended;
  expectOutcome(outcome, { stdout: "y\n" });
});

test("the variables of another environment do not reach the command", async () => {
  await using rig = await openRig({ description });
  const env = {
    CONDA_PREFIX: "/opt/conda",
    VIRTUAL_ENV: "/somewhere/.venv",
    PYTHONPATH: "/somewhere",
    PYTHONHOME: "/somewhere",
    JUPYTER_TOKEN: "theirs",
    KEPT: "yes",
    PATH: `/somewhere/.venv/bin:/opt/conda/bin:${rig.env["PATH"]}`,
  };
  const outcome = await rig.jigWith({ env }, "run", "--", "env");
  expectOutcome(outcome, { stdout: ["KEPT=yes\n"] });
  expect(outcome.stdout).not.toMatch(/^(CONDA|VIRTUAL_ENV|PYTHON|JUPYTER)/m);
  expect(/^PATH=(.*)$/m.exec(outcome.stdout)?.[1]).not.toMatch(/somewhere|conda/);
});

test("`run` without its two dashes says what to write", async () => {
  await using rig = await openRig({ description });
  expectOutcome(await rig.jig("run"), { code: 2, stderr: ["hint: ", "`jig run -- COMMAND`"] });
  expectOutcome(await rig.jig("run", "ls"), { code: 2, stderr: ["`ls`", "`jig run -- COMMAND`"] });
});
