import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "bun:test";

import { serveFakeOllama } from "../../rig/fake-ollama.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openRig } from "../../rig/rig.ts";

const [first, second] = ["a1", "b2"].map((pair) => pair.repeat(32));

test("models are pinned in jig.lock without any Python, one without a digest is named, and a changed one is said", async () => {
  await using rig = await openRig();
  await using server = serveFakeOllama();
  server.models.set("tiny:latest", first ?? "");
  server.models.set("odd:latest", "none");
  rig.write(
    "jig.toml",
    `[ollama]\nmodels = ["tiny", "odd"]\nhost = "${server.url}"\n\n[services.web]\nrun = "exec sleep 1000"\n`,
  );
  // What is only looked at, or frozen, is not written down.
  expectOutcome(await rig.jig("up", "--frozen"), { stdout: anything, stderr: anything });
  expect(existsSync(join(rig.root, "jig.lock"))).toBe(false);
  expectOutcome(await rig.jig("up"), {
    stdout: /tiny +present/,
    stderr: ["`odd` is not pinned: the server gives no digest for it\n", "`tiny` is pinned in jig.lock\n"],
  });
  expect(rig.read("jig.lock")).toBe(
    [
      "# The models of this project, as they were when they were pinned. Commit it.",
      "version = 1",
      "",
      "[[model]]",
      'name = "tiny"',
      `digest = "${first}"`,
      "",
    ].join("\n"),
  );
  // It is a lock like any other for whoever reads it.
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: /^(?!.*`tiny` is pinned)/s });
  expectOutcome(await rig.jig("sync", "--locked"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig("id"), { stdout: anything });
  expectOutcome(await rig.jig("lock"), { stdout: /there is nothing to lock/, stderr: anything });

  // Another model of the same name.
  server.models.set("tiny:latest", second ?? "");
  await rig.jig("down");
  const another = `it is another one (${second?.slice(0, 12)}) than jig.lock names (${first?.slice(0, 12)}); \`jig models pull tiny\` takes it into jig.lock`;
  expectOutcome(await rig.jig("up"), { stdout: /tiny +present/, stderr: anything });
  const [model] = (await rig.serviceStatus("ollama")).models ?? [];
  expect(model?.reason).toBe(another);
  expectOutcome(await rig.jig("models"), { stdout: [another] });
  // What is there is not fetched again, network or not.
  expect(server.asked.filter((line) => line.includes("/api/pull"))).toEqual([]);
  server.answer("/api/pull", async function* () {
    yield { status: "success" };
  });
  expectOutcome(await rig.jig("doctor"), { stdout: [`; tiny: ${another}`], stderr: anything });
  // A lock that cannot be written has the former one still.
  const change = `(${second?.slice(0, 12)}) than jig.lock`;
  chmodSync(join(rig.root, "jig.lock"), 0o444);
  expectOutcome(await rig.jig("models", "pull", "tiny"), {
    stdout: `✓ tiny: it is there, and another one ${change} names (${first?.slice(0, 12)})\n`,
    stderr: /nothing is pinned: `jig\.lock` is read-only/,
  });
  chmodSync(join(rig.root, "jig.lock"), 0o644);
  const lockBefore = rig.read("jig.lock");
  expectOutcome(await rig.jig("models", "pull", "tiny"), {
    stdout: `✓ tiny: it is there, and another one ${change} named (${first?.slice(0, 12)}): pinned in jig.lock\n`,
    stderr: anything,
  });
  const lockAfter = rig.read("jig.lock");
  rig.write("jig.lock", lockBefore);
  const json = await rig.jig("models", "pull", "tiny", "--json");
  expect(JSON.parse(json.stdout)).toEqual({
    version: 1,
    models: [
      {
        name: "tiny",
        ok: true,
        reason: `another one ${change} named (${first?.slice(0, 12)}): pinned in jig.lock`,
      },
    ],
  });
  expect(rig.read("jig.lock")).toBe(lockAfter);
  expect(rig.read("jig.lock")).toContain(`digest = "${second}"`);
  expectOutcome(await rig.jig("models"), { stdout: /^(?!.*another one)/s });
  // Also at once for who has watched it all the time.
  expect((await rig.serviceStatus("ollama")).models?.[0]).toMatchObject({ state: "present", reason: null });
  expectOutcome(await rig.jig("models", "remove", "tiny"), { stdout: /removed/ });
  expect((await rig.serviceStatus("ollama")).models?.[0]).toMatchObject({
    state: "absent",
    digest: null,
    reason: "it was removed; `jig up`, or `jig models pull tiny`, fetches it again",
  });
  server.models.set("tiny:latest", second ?? "");
  expectOutcome(await rig.jig("models", "pull", "tiny"), { stdout: /it is there/, stderr: anything });
  expect((await rig.serviceStatus("ollama")).models?.[0]).toMatchObject({ state: "present", reason: null });

  // A merge that left both sides in it.
  const lock = rig.read("jig.lock");
  const theirs = lock.replace('"tiny"', '"other"');
  rig.write("jig.lock", `<<<<<<< HEAD\n${lock}=======\n${theirs}>>>>>>> branch\n`);
  expectOutcome(await rig.jig("up"), { code: 2, stderr: [/jig lock/] });
  expectOutcome(await rig.jig("lock"), {
    stdout: anything,
    stderr: /the models of both sides are in `jig\.lock` now/,
  });
  expect(rig.read("jig.lock").match(/^name = .*$/gm)).toEqual(['name = "other"', 'name = "tiny"']);

  // With packages from now on: the pins stay, and nobody takes them for a lock of packages.
  rig.write("jig.toml", `${rig.read("jig.toml")}\n[python]\nversion = "3.11"\npackages = []\n`);
  expectOutcome(await rig.jig("up", "--frozen"), {
    code: 1,
    stderr: /`jig\.lock` names no packages yet, and `--frozen` makes none/,
  });
  expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: anything });
  expect(rig.read("jig.lock")).toContain('requires-python = "==3.11.*"');
  expect(rig.read("jig.lock")).toContain(`[[model]]\nname = "tiny"\ndigest = "${second}"\n`);
});
