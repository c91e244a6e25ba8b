import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "bun:test";

import { serveFakeOllama } from "../../rig/fake-ollama.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openRig } from "../../rig/rig.ts";
import { waitFor } from "../../rig/wait-for.ts";

// oxlint-disable-next-line no-control-regex -- the point is to find them
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

test("what a server says is shown, obeyed by no terminal, and not believed where its own list says otherwise", async () => {
  await using rig = await openRig();
  await using server = serveFakeOllama();
  server.models.set("tiny:latest", "a1".repeat(32));
  server.answer("/", () => new Response("\u001B[2J\u001B]0;owned\u0007hello\n✓ all is well\r\u009B31m"));
  server.answer("/api/pull", async function* () {
    yield { status: "\u001B[31mverifying\nnote: all is well\u0007" };
    yield { error: "manifest unknown \u001B[2J\n✓ it is there" };
  });
  rig.write("jig.toml", `[ollama]\nmodels = ["tiny"]\nhost = "${server.url}"\n`);
  const up = await rig.jig("up");
  expectOutcome(up, { stdout: anything, stderr: /^Ollama says: ␛\[2J␛\]0;owned␇hello␊✓ all is well␍/m });
  const pulled = await rig.jig("models", "pull", "tiny");
  expectOutcome(pulled, {
    code: 1,
    stdout: anything,
    stderr: "pulling tiny ␛[31mverifying␊note: all is well␇\n",
  });
  const odd = await rig.jig("models", "pull", "\u001B[31mred");
  expectOutcome(odd, { code: 2, stderr: ["error: `␛[31mred` cannot be the name of a model"] });
  for (const registry of ["http://127.0.0.1:99999", "http://256.1.1.1", "a.1"])
    expectOutcome(await rig.jig("models", "pull", `${registry}/library/tiny`), {
      code: 2,
      stderr: [`error: \`${registry}/library/tiny\` cannot be the name of a model`],
    });
  for (const { stdout, stderr } of [up, pulled, odd]) expect(stdout + stderr).not.toMatch(OBEYED);
  const seen = await rig.start({ terminal: true }, "models", "pull", "tiny").ended;
  expect(seen.stdout).toContain("pulling tiny ␛[31mverifying␊note");

  // More than there is of it, and a success of which nothing came.
  server.answer("/api/pull", async function* () {
    yield { status: "pulling c3", digest: `sha256:${"c3".repeat(32)}`, total: 10, completed: 9_999_999 };
    yield { status: "success" };
  });
  expectOutcome(await rig.jig("models", "pull", "other"), {
    code: 1,
    stdout: /✗ other: the server says that it is there, and does not list it; `ollama list`/,
    stderr: "pulling other 100 % of 10 B\n",
  });
  // Another pull of it writes it anew in that moment.
  server.answer("/api/pull", async function* () {
    yield { status: "success" };
    setTimeout(() => server.models.set("late:latest", "b2".repeat(32)), 200);
  });
  expectOutcome(await rig.jig("models", "pull", "late"), { stdout: /✓ late: it is there/, stderr: anything });
  server.answer("/api/pull", async function* () {
    yield { status: "success" };
  });
  // In the background it is the same.
  rig.write("jig.toml", `[ollama]\nmodels = ["tiny", "other"]\nhost = "${server.url}"\n`);
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  const other = await waitFor("it to have failed", async () => {
    const [, second] = (await rig.serviceStatus("ollama")).models ?? [];
    return second?.state === "failed" ? second : null;
  });
  expect(other.reason).toMatch(/^the server says that it is there, and does not list it/);

  server.answer("/api/pull", async function* () {
    yield { status: "success" };
  });
  // A lock that may not be written, and has the pin already, or lacks it.
  rmSync(join(rig.root, "jig.lock"), { force: true });
  await rig.jig("models", "pull", "tiny");
  chmodSync(join(rig.root, "jig.lock"), 0o444);
  expectOutcome(await rig.jig("models", "pull", "tiny"), {
    stdout: "✓ tiny: it is there\n",
    stderr: /^(?!.*nothing is)/s,
  });
  server.models.set("tiny:latest", "b7".repeat(32));
  expectOutcome(await rig.jig("models", "pull", "tiny"), {
    stdout: "✓ tiny: it is there, and another one (b7b7b7b7b7b7) than jig.lock names (a1a1a1a1a1a1)\n",
    stderr: /^nothing is pinned: `jig\.lock` is read-only/m,
  });
  rmSync(join(rig.root, "jig.lock"));

  // A lock that nobody can read: the model is there all the same, and it is said that it is not pinned.
  for (const lock of ["<<<<<<< HEAD\nversion = 1\n=======\nversion = 1\n>>>>>>> theirs\n", "garbage {{{"]) {
    rig.write("jig.lock", lock);
    expectOutcome(await rig.jig("models", "pull", "tiny"), {
      stdout: "✓ tiny: it is there\n",
      stderr: /^nothing is pinned: `jig\.lock` cannot be read; `jig lock` /m,
    });
    expect(rig.read("jig.lock")).toBe(lock);
  }
});

test("a server that does not say which models it has is told so, and nothing is pulled onto it unasked", async () => {
  await using rig = await openRig();
  await using server = serveFakeOllama();
  server.answer("/api/tags", () => new Response("<html>"));
  rig.write("jig.toml", `[ollama]\nmodels = ["tiny"]\nhost = "${server.url}"\n`);
  expectOutcome(await rig.jig("up"), { stdout: /ollama +external/, stderr: anything });
  const why = "the server does not say which models it has";
  await waitFor(
    "it to be told",
    async () => (await rig.serviceStatus("ollama")).models?.[0]?.reason === why,
    { timeoutMs: 20_000 },
  );
  expectOutcome(await rig.jig("doctor"), { stdout: [`Ollama  ${why}\n`], stderr: anything });
  expectOutcome(await rig.jig("models"), { stdout: /tiny +absent/, stderr: `${server.url}: ${why}\n` });
  expect(server.asked).toEqual([]);
  server.answer("/api/tags", () =>
    Response.json({ models: [{ name: "tiny:latest", digest: "a1".repeat(32) }] }),
  );
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  await waitFor("it to be found", async () => {
    const [tiny] = (await rig.serviceStatus("ollama")).models ?? [];
    return tiny?.state === "present" && tiny.reason === null;
  });
});

test("no file goes, is read without end, or is advised to go because of what a server calls a part of a model", async () => {
  await using rig = await openRig();
  await using server = serveFakeOllama();
  const folder = join(rig.base, "theirs");
  const blobs = join(folder, "blobs");
  mkdirSync(blobs, { recursive: true });
  const mine = join(rig.base, "mine.txt");
  writeFileSync(mine, "mine");
  const wrong = `sha256-${"c3".repeat(32)}`;
  writeFileSync(join(blobs, wrong), "wrong");
  server.models.set("other:latest", "a1".repeat(32));
  const say = (named: string) =>
    server.answer("/api/show", () =>
      Response.json({ modelfile: `# x\nFROM ${named}/sha256-${"ab".repeat(32)}\n` }),
    );
  say(blobs);
  const differs =
    "what the registry sent is not what it announced (its digest differs); `jig models pull tiny` tries again";
  rig.write("jig.toml", `[ollama]\nmodels = ["tiny"]\nhost = "${server.url}"\n`);
  const pull = (digests: readonly string[]) =>
    server.answer("/api/pull", async function* () {
      for (const digest of digests) yield { status: "pulling x", digest, total: 10, completed: 10 };
      yield { error: "digest mismatch" };
    });

  pull(["../../mine.txt", "../../../../../../../../../../../dev/zero", mine]);
  const named = await rig.jig("models", "pull");
  expectOutcome(named, { code: 1, stdout: `✗ tiny: ${differs}\n`, stderr: anything });
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  const inBackground = await waitFor("it to have failed", async () => {
    const [first] = (await rig.serviceStatus("ollama")).models ?? [];
    return first?.state === "failed" ? first : null;
  });
  expect(inBackground.reason).toBe(differs);
  await rig.jig("down");
  // What is of the right form is named, and goes by the user's own hand alone.
  pull([wrong.replace("-", ":")]);
  expectOutcome(await rig.jig("models", "pull"), {
    code: 1,
    stdout: `✗ tiny: ${differs}; \`rm ${join(blobs, wrong)}\` removes what came wrong\n`,
    stderr: anything,
  });
  expect(readdirSync(blobs)).toEqual([wrong]);
  expect(existsSync(mine)).toBe(true);
  // A folder that no server would name so is none.
  say(`${folder}/../theirs/blobs`);
  expectOutcome(await rig.jig("models", "pull"), {
    code: 1,
    stdout: `✗ tiny: ${differs}\n`,
    stderr: anything,
  });
});
