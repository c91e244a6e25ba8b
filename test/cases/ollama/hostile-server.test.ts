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
