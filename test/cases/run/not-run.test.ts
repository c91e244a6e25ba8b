import { expect, test } from "bun:test";
import { chmodSync } from "node:fs";

import { anything, expectOutcome } from "../../rig/outcome.ts";
import { offline } from "../../rig/offline.ts";
import { openRig, type Rig } from "../../rig/rig.ts";

const description = 'name = "bench"\n';

const script = (rig: Rig, name: string, text: string): string => {
  const path = rig.write(name, text);
  chmodSync(path, 0o755);
  return path;
};

test("a script whose interpreter is missing is told in one line", async () => {
  await using rig = await openRig({ description });
  const path = script(rig, "nope", "#!/no/such/program\n");
  expectOutcome(await rig.jig("run", "--", "./nope"), {
    code: 126,
    stderr: `error: \`${path}\` asks for \`/no/such/program\`, which is not there\n`,
  });
});

test("a script with Windows line endings is told as such, and the hint mends it", async () => {
  await using rig = await openRig({ description });
  script(rig, "crlf", "#!/bin/sh\r\necho hi\r\n");
  const outcome = await rig.jig("run", "--", "./crlf");
  expectOutcome(outcome, {
    code: 126,
    stderr:
      /^error: .* has Windows line endings, so `\/bin\/sh` is not found\nhint: `perl .*` takes them out\n$/,
  });
  const hint = /^hint: `(.*)` takes/m.exec(outcome.stderr)?.[1] ?? "";
  expectOutcome(await rig.jig("run", "--", "sh", "-c", hint));
  expectOutcome(await rig.jig("run", "--", "./crlf"), { stdout: "hi\n" });
});

test("a program that only the caller's own PATH has is told with its place", async () => {
  await using rig = await openRig({ description: '[env]\nPATH = "/usr/bin:/bin"\n' });
  const path = rig.program("tool", "#!/bin/sh\n");
  expectOutcome(await rig.jig("run", "--", "tool"), {
    code: 127,
    stderr: `error: \`tool\` is not in the environment, and \`${path}\` is not on the project's PATH\n`,
  });
});

test("a program that is there and may not be executed is told apart from one that is not there", async () => {
  await using rig = await openRig({ description });
  const path = rig.program("tool", "#!/bin/sh\n");
  chmodSync(path, 0o644);
  const stderr = `error: \`${path}\` may not be executed\nhint: \`chmod +x ${path}\` allows it\n`;
  expectOutcome(await rig.jig("run", "--", "tool"), { code: 126, stderr });
  expectOutcome(await rig.jig("run", "--", ""), { code: 2, stderr: ["not an empty word"] });
});

test("a project without a lock is told that there is none", async () => {
  await using rig = await openRig({ description: '[python]\nversion = "3.11"\npackages = ["six"]\n' });
  expectOutcome(await rig.jig("run", "--", "python"), {
    code: 1,
    stderr:
      "error: there is no jig.lock yet, and `jig run` makes none\nhint: `jig sync` makes it, and `.venv`\n",
  });
});

test("with a lock that cannot be brought up to date, `run` says how to use the packages of before", async () => {
  await using rig = await openRig({
    description: '[python]\nversion = "3.11"\npackages = ["six==1.16.0"]\n',
  });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  rig.write("jig.toml", '[python]\nversion = "3.11"\npackages = ["six==1.17.0"]\n');
  const outcome = await rig.jigWith({ env: offline }, "run", "--", "true");
  expectOutcome(outcome, { code: 1, stderr: ["`jig sync` brings both up to date", "/.venv/bin/"] });
  const python = /until then `(.*)COMMAND`/.exec(outcome.stderr)?.[1] ?? "";
  const ran = Bun.spawnSync(["sh", "-c", `${python}python -c "import six; print(six.__version__)"`]);
  expect(ran.stdout.toString()).toBe("1.16.0\n");
});

test("a Python tool that is not the environment's is told with the package that brings it, and runs", async () => {
  await using rig = await openRig({ description: '[python]\nversion = "3.11"\n' });
  const path = rig.program("pytest", "#!/bin/sh\necho theirs\n");
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  const note = `note: \`${path}\` is not this environment's, and finds none of its packages; \`jig add pytest\` brings one that does\n`;
  for (const _ of ["made", "warm"])
    expectOutcome(await rig.jig("run", "--", "pytest"), { stdout: "theirs\n", stderr: note });
  expectOutcome(await rig.jig("run", "--", "papermill"), {
    code: 127,
    stderr:
      "error: `papermill` is neither in the environment nor on PATH\nhint: `jig add papermill` brings it\n",
  });
  // The project's own, by its path, and what imports nothing of it are nobody's mistake.
  script(rig, "pytest", "#!/bin/sh\necho ours\n");
  expectOutcome(await rig.jig("run", "--", "./pytest"), { stdout: "ours\n" });
  rig.program("ruff", "#!/bin/sh\necho ruff\n");
  expectOutcome(await rig.jig("run", "--", "ruff"), { stdout: "ruff\n" });
});
