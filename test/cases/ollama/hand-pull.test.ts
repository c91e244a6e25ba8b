import { expect, test } from "bun:test";

import { serveFakeOllama } from "../../rig/fake-ollama.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openRig, type Rig } from "../../rig/rig.ts";
import { waitFor } from "../../rig/wait-for.ts";

interface Told {
  readonly state: string;
  readonly bytes: number | null;
  readonly total: number | null;
  readonly reason: string | null;
}

const byModels = async (rig: Rig): Promise<Told | undefined> => {
  const { models }: { readonly models: readonly Told[] } = JSON.parse(
    (await rig.jig("models", "--json")).stdout,
  );
  return models[0];
};

const byStatus = async (rig: Rig): Promise<Told | undefined> =>
  (await rig.serviceStatus("ollama")).models?.[0];

test("a pull by hand is seen by other commands while it runs, and why it failed after it", async () => {
  await using rig = await openRig();
  await using server = serveFakeOllama();
  server.models.set("tiny:latest", "a1".repeat(32));
  rig.write("jig.toml", `[ollama]\nmodels = ["tiny"]\nhost = "${server.url}"\n`);
  expectOutcome(await rig.jig("up"), { stdout: /tiny +present/, stderr: anything });
  // Gone, and the supervisor leaves it to the user.
  expectOutcome(await rig.jig("models", "remove", "tiny"), { stdout: anything });

  const lie = Promise.withResolvers<void>();
  server.answer("/api/pull", async function* () {
    yield {
      status: "pulling c3c3c3",
      digest: `sha256:${"c3".repeat(32)}`,
      total: 1_000_000,
      completed: 300_000,
    };
    await lie.promise;
    yield { error: "digest mismatch, file must be downloaded again: want sha256:c3, got sha256:d4" };
  });
  const pull = rig.start({}, "models", "pull");
  const told = { state: "pulling", bytes: 300_000, total: 1_000_000 };
  for (const ask of [byModels, byStatus]) {
    await waitFor("the pull to be told", async () => (await ask(rig))?.bytes === 300_000, {
      explain: rig.logs,
    });
    expect(await ask(rig)).toMatchObject(told);
  }
  expectOutcome(await rig.jig("models"), { stdout: /tiny +pulling +30 % of 1\.0 MB/ });
  // It is not taken away from under the pull.
  expectOutcome(await rig.jig("models", "remove", "tiny:latest"), {
    code: 1,
    stdout: "✗ tiny:latest: it is being pulled: Ctrl-C at its `jig models pull` ends that\n",
  });
  expect(await byModels(rig)).toMatchObject(told);
  lie.resolve();
  expectOutcome(await pull.ended, { code: 1, stdout: /its digest differs/, stderr: anything });
  const failed = {
    state: "failed",
    reason:
      "what the registry sent is not what it announced (its digest differs); `jig models pull tiny` tries again",
  };
  expect(await byModels(rig)).toMatchObject(failed);

  // One that jig.toml does not name is seen while it comes.
  const end = Promise.withResolvers<void>();
  server.answer("/api/pull", async function* () {
    yield { status: "pulling d4", digest: `sha256:${"d4".repeat(32)}`, total: 1000, completed: 500 };
    await end.promise;
    server.models.set("another:latest", "d4".repeat(32));
    yield { status: "success" };
  });
  const another = rig.start({}, "models", "pull", "another");
  await waitFor("the other to be told", async () =>
    /another +pulling +50 % of 1\.0 kB/.test((await rig.jig("models")).stdout),
  );
  end.resolve();
  expectOutcome(await another.ended, { stdout: /another: it is there/, stderr: anything });
  expectOutcome(await rig.jig("models"), { stdout: /^(?!.*pulling)/s });

  // One that is killed is under way no more; one that comes to its end leaves nothing to tell.
  server.answer("/api/pull", async function* (_, gone) {
    yield {
      status: "pulling c3c3c3",
      digest: `sha256:${"c3".repeat(32)}`,
      total: 1_000_000,
      completed: 400_000,
    };
    await new Promise((resolve) => gone.addEventListener("abort", resolve, { once: true }));
  });
  const stopped = rig.start({}, "models", "pull");
  await waitFor("a pull to be stopped", async () => (await byModels(rig))?.bytes === 400_000, {
    explain: rig.logs,
  });
  stopped.kill("SIGINT");
  expectOutcome(await stopped.ended, { code: 130, stdout: /interrupted; what has come/, stderr: anything });
  const killed = rig.start({}, "models", "pull");
  await waitFor("the second pull", async () => (await byModels(rig))?.bytes === 400_000, {
    explain: rig.logs,
  });
  killed.kill("SIGKILL");
  await killed.ended;
  const left = "its pull ended before it was over; `jig models pull tiny` goes on where it was";
  expect(await byModels(rig)).toMatchObject({ state: "absent", reason: left });
  expect(await byStatus(rig)).toMatchObject({ state: "absent", reason: left });
  server.answer("/api/pull", async function* () {
    server.models.set("tiny:latest", "a1".repeat(32));
    yield { status: "success" };
  });
  expectOutcome(await rig.jig("models", "pull"), { stdout: /it is there/, stderr: anything });
  expect(await byModels(rig)).toMatchObject({ state: "present", reason: null });
});

test("without a network what is there is used, and of what is not it is said why, by whichever way", async () => {
  await using rig = await openRig();
  await using server = serveFakeOllama();
  server.models.set("tiny:latest", "a1".repeat(32));
  server.answer("/api/pull", async function* () {
    yield { status: "pulling manifest" };
    yield {
      error: 'pull model manifest: Get "https://registry.x/v2/": dial tcp: lookup registry.x: no such host',
    };
  });
  rig.write(
    "jig.toml",
    `[ollama]\nmodels = ["tiny", "http://127.0.0.1:9/library/far"]\nhost = "${server.url}"\n`,
  );
  expectOutcome(await rig.jig("up"), { stdout: /tiny +present/, stderr: anything });
  const far = await waitFor("the other to be tried", async () => {
    const [, second] = (await rig.serviceStatus("ollama")).models ?? [];
    return second?.reason?.includes("trying again") === true ? second : null;
  });
  expect(far).toMatchObject({
    state: "pulling",
    reason: expect.stringMatching(/^the registry cannot be read: .*no such host; trying again$/),
  });
  expect(server.asked.filter((line) => line.includes("/api/pull tiny"))).toEqual([]);
  expectOutcome(await rig.jig("models", "remove", "http://127.0.0.1:9/library/far"), {
    code: 1,
    stdout: /far: it is being pulled for `jig up`: `jig down` ends that/,
  });
});
