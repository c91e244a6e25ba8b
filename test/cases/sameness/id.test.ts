import { expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { copyWorkbench } from "../../rig/copy-workbench.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openRig, type Rig } from "../../rig/rig.ts";

const idOf = async (rig: Rig, env: Record<string, string> = {}): Promise<string> => {
  const told = await rig.jigWith({ env }, "id");
  expectOutcome(told, { stdout: /^[0-9a-f]{8}\n$/ });
  return told.stdout.trim();
};

test("two people in two folders, on two systems' editors, have the same id", async () => {
  await using rig = await openRig({ folder: "mine" });
  await using other = await openRig({ folder: "Übung 2" });
  await copyWorkbench(rig);
  for (const file of ["jig.lock", "requirements.txt"]) {
    other.write(file, rig.read(file).replaceAll("\n", "\r\n"));
  }
  const [first = "", ...tables] = rig.read("jig.toml").split(/\n(?=\[)/);
  const shuffled = [first, ...tables.toReversed()].join("\n\n# theirs\n");
  other.write("jig.toml", `\uFEFF${shuffled.replaceAll("\n", "\r\n")}`);
  // What is of one machine alone does not change it.
  other.write("jig.local.toml", 'env = { X = "1" }\n[python]\npackages = ["six"]\n');
  const id = await idOf(rig);
  expect(await idOf(other, { LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8", TZ: "Pacific/Chatham" })).toBe(id);
  expectOutcome(await other.jig("id", "--json"), {
    stdout: `${JSON.stringify({ version: 1, project: { name: "workbench", root: other.root }, id, lock: "current" })}\n`,
  });
  expectOutcome(await rig.jig("status"), { stdout: [`id ${id}\n`] });
  expect(JSON.parse((await rig.jig("status", "--json")).stdout)).toMatchObject({ project: { id } });
  expect(JSON.parse((await rig.jig("plan", "--json")).stdout)).toMatchObject({ project: { id } });

  rig.write("jig.lock", rig.read("jig.lock").replace(/sha256 = "..../, 'sha256 = "0000'));
  expect(await idOf(rig)).not.toBe(id);
});

test("the id says when the lock does not fit yet, and has no folder's name in it", async () => {
  await using rig = await openRig({ description: '[services.web]\nrun = "sleep 1000"\n' });
  const id = await idOf(rig);
  mkdirSync(join(rig.base, "elsewhere"));
  const elsewhere = join(rig.base, "elsewhere");
  await Bun.write(join(elsewhere, "jig.toml"), rig.read("jig.toml"));
  expectOutcome(await rig.jig("id", "-C", elsewhere), { stdout: `${id}\n` });

  rig.write("jig.toml", '[python]\nversion = "3.11"\npackages = ["six"]\n');
  expectOutcome(await rig.jig("id"), {
    stdout: anything,
    stderr: ["there is no `jig.lock` yet", "`jig lock`"],
  });
  rig.write(
    "jig.lock",
    'version = 1\npython = "3.11.7"\nrequires-python = "==3.11.*"\ninputs = "sha256:0"\n',
  );
  expectOutcome(await rig.jig("id"), { stdout: anything, stderr: ["`jig.lock` is out of date"] });
  rig.write("jig.toml", '[python]\nversion = "3.11"\nrequirements = ["none.txt"]\n');
  expectOutcome(await rig.jig("id"), { code: 2, stderr: ["none.txt", "jig.toml:3"] });
  expectOutcome(await rig.jig("status"), { stdout: anything });
});
