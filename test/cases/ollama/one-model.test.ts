import { expect, test } from "bun:test";

import { serveFakeOllama } from "../../rig/fake-ollama.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openRig } from "../../rig/rig.ts";
import { waitFor } from "../../rig/wait-for.ts";

const [first, second] = ["a1".repeat(32), "b2".repeat(32)] as const;

test("one model in several spellings is one: shown, pinned, pulled and removed once; `up` and `status` say the same of its pin", async () => {
  await using rig = await openRig();
  await using server = serveFakeOllama();
  server.models.set("tiny:latest", first);
  server.models.set("odd:latest", "none");
  const spellings = ["tiny", "tiny:latest", "library/tiny", "registry.ollama.ai/library/Tiny", "odd"];
  rig.write("jig.toml", `[ollama]\nmodels = ${JSON.stringify(spellings)}\nhost = "${server.url}"\n`);
  expectOutcome(await rig.jig("up"), {
    stdout: /^(?![^]*tiny:latest)[^]*tiny +present/i,
    stderr: ["`tiny` is pinned in jig.lock\n", "`odd` is not pinned: the server gives no digest for it\n"],
  });
  expect(rig.read("jig.lock").match(/^name = .*$/gm)).toEqual(['name = "tiny"']);
  expectOutcome(await rig.jig("models"), { stdout: /^(?!.*not in jig\.toml)/s });
  const models = async () => (await rig.serviceStatus("ollama")).models ?? [];
  expect((await models()).map(({ name, state, digest }) => [name, state, digest])).toEqual([
    ["tiny", "present", first],
    ["odd", "present", null],
  ]);

  // Another one under the same name, pulled by another spelling.
  server.models.set("tiny:latest", second);
  server.answer("/api/pull", async function* () {
    yield { status: "success" };
  });
  expectOutcome(await rig.jig("models", "pull", "library/tiny", "tiny"), {
    stdout: `✓ library/tiny: it is there, and another one (${second.slice(0, 12)}) than jig.lock named (${first.slice(0, 12)}): pinned in jig.lock\n`,
    stderr: anything,
  });
  expect(rig.read("jig.lock").match(/^(?:name|digest) = .*$/gm)).toEqual([
    'name = "tiny"',
    `digest = "${second}"`,
  ]);
  expect((await models())[0]).toMatchObject({ name: "tiny", digest: second, reason: null });

  // A lock of somebody else's, with another pin: who looks sees it, by `up` and by `status`.
  rig.write("jig.lock", rig.read("jig.lock").replace(second, first));
  const another = `it is another one (${second.slice(0, 12)}) than jig.lock names (${first.slice(0, 12)})`;
  expectOutcome(await rig.jig("up"), { stdout: [another], stderr: anything });
  expectOutcome(await rig.jig("status"), { stdout: [another] });
  expectOutcome(await rig.jig("down"), { stdout: anything });
  expectOutcome(await rig.jig("up"), { stdout: [another], stderr: anything });
});

test("`down` during a pull onto a server that jig did not start says what became of it", async () => {
  await using rig = await openRig();
  await using server = serveFakeOllama();
  const half = { status: "pulling c3", digest: `sha256:${"c3".repeat(32)}`, total: 1000, completed: 300 };
  server.answer("/api/pull", async function* (_, gone) {
    yield half;
    await new Promise<void>((resolve) => gone.addEventListener("abort", () => resolve(), { once: true }));
  });
  rig.write("jig.toml", `[ollama]\nmodels = ["tiny"]\nhost = "${server.url}"\n`);
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  const isPulling = async (): Promise<boolean> =>
    (await rig.serviceStatus("ollama")).models?.[0]?.state === "pulling";
  await waitFor("the pull to begin", isPulling, { explain: rig.logs });
  expectOutcome(await rig.jig("down"), {
    stdout: `the pull of \`tiny\` has ended; what has come stays with the Ollama at ${server.url}, which is not jig's to stop, and \`jig up\` goes on there\n`,
  });
  expectOutcome(await rig.jig("down"), { stdout: "nothing is running\n" });
});
