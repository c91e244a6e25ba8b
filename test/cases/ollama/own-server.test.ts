import { join } from "node:path";

import { expect, test } from "bun:test";

import { hasOllama, installOllama, ollamaModel } from "../../rig/ollama.ts";
import { serveModels } from "../../rig/model-registry.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { isAlive, processesOf } from "../../rig/processes.ts";
import { openRig, type Rig } from "../../rig/rig.ts";
import { waitFor } from "../../rig/wait-for.ts";

const describeBench = (model: string): string => `name = "bench"

[ollama]
models = ["${model}"]

[services.web]
run = ["sh", "-c", "echo at $OLLAMA_HOST; exec sleep 1000"]
`;

const modelOf = async (rig: Rig) => {
  const { models = [] } = await rig.serviceStatus("ollama");
  const [model] = models;
  if (model === undefined) throw new Error(`no model in ${JSON.stringify(await rig.status())}`);
  return model;
};

const runners = (rig: Rig) => processesOf(rig.base).filter(({ argv }) => argv.includes("runner"));

test.skipIf(!hasOllama)(
  "an Ollama of the project's own is started, its model pulled behind the terminal's back, through a supervisor's death, and nothing is left",
  async () => {
    // A proxy that is not there must not stand between anything on this machine.
    await using rig = await openRig({
      env: { HTTP_PROXY: "http://127.0.0.1:9", http_proxy: "http://127.0.0.1:9" },
    });
    await using registry = await serveModels(await ollamaModel(), 3_000_000);
    installOllama(rig);
    registry.misbehave({ kind: "slow", bytesPerSecond: 800_000 });
    rig.write("jig.toml", describeBench(registry.nameOf("latest")));

    expectOutcome(await rig.jig("up"), { stdout: [/ollama +ready/, /web +ready/], stderr: anything });
    const server = await rig.serviceStatus("ollama");
    expect(server).toMatchObject({ state: "ready", url: `http://127.0.0.1:${server.port}/` });
    // It came back long before the model is there.
    expect((await modelOf(rig)).state).toMatch(/^(absent|pulling)$/);
    await waitFor("some of the model to come", async () => ((await modelOf(rig)).bytes ?? 0) > 1_000_000, {
      explain: rig.logs,
    });
    expect(await modelOf(rig)).toMatchObject({ state: "pulling", total: expect.any(Number) });
    expectOutcome(await rig.jig("status"), { stdout: [/tiny:latest +pulling +\d+ % of 3\.5 MB, \d+ kB\/s/] });

    // The pull is the supervisor's: it ends with it, and goes on where it was when there is one again.
    const { supervisor } = await rig.status();
    process.kill(supervisor?.pid ?? 0, "SIGKILL");
    await waitFor("the supervisor to be gone", () => !isAlive(supervisor?.pid ?? 0));
    expect((await rig.serviceStatus("ollama")).pid).toBe(server.pid);
    registry.misbehave(null);
    expectOutcome(await rig.jig("up"), { stdout: /ollama +ready/, stderr: anything });
    await waitFor("the model to answer", async () => (await modelOf(rig)).state === "answered", {
      timeoutMs: 60_000,
      explain: rig.logs,
    });
    expect(await modelOf(rig)).toMatchObject({
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      reason: null,
    });
    // No byte was sent twice, but for those that were on their way.
    expect(registry.sent()).toBeLessThan(registry.size + 500_000);

    expectOutcome(await rig.jig("up"), {
      stdout: /tiny:latest +answered/,
      stderr: /Ollama says: Ollama is running\n/,
    });
    expectOutcome(await rig.jig("doctor"), {
      stdout: /Ollama {2}http:\S+ gives a token in \d+\.\d s/,
      stderr: anything,
    });

    // Commands and services find it.
    const address = `http://127.0.0.1:${server.port}`;
    expectOutcome(await rig.jig("run", "--", "sh", "-c", "echo $OLLAMA_HOST $NO_PROXY"), {
      stdout: `${address} localhost,127.0.0.1,::1\n`,
    });
    expectOutcome(await rig.jig("logs", "web"), { stdout: [`at ${address}`] });

    // Its runner goes with it, however it goes.
    expect(runners(rig)).toHaveLength(1);
    process.kill(server.pid ?? 0, "SIGKILL");
    await waitFor(
      "another server, and no runner of the former",
      async () => {
        const { state, pid } = await rig.serviceStatus("ollama");
        return state === "ready" && pid !== server.pid && runners(rig).length === 0;
      },
      { timeoutMs: 30_000, explain: rig.logs },
    );
    expect(await modelOf(rig)).toMatchObject({ name: registry.nameOf("latest") });
    // What is pulled by hand is asked for its token as well.
    expectOutcome(await rig.jig("models", "pull"), { stdout: /it is there/, stderr: anything });
    await waitFor("it to answer again", async () => (await modelOf(rig)).state === "answered", {
      explain: rig.logs,
    });

    // A generation goes on without a supervisor, and `down` ends server and runner.
    const { supervisor: second } = await rig.status();
    const generation = fetch(`${address}/api/generate`, {
      method: "POST",
      body: JSON.stringify({
        model: registry.heldName("latest"),
        prompt: "x",
        options: { num_predict: 20 },
      }),
    });
    const answer = await generation;
    process.kill(second?.pid ?? 0, "SIGKILL");
    expect(await answer.text()).toContain('"done":true');
    expectOutcome(await rig.jig("down"), {
      stdout: /^stopped (ollama, web|web, ollama)\n$/,
      stderr: anything,
    });
    expect(processesOf(rig.base)).toEqual([]);
  },
  1_500_000,
);

test.skipIf(!hasOllama)(
  "two projects have a server each, and none takes the other's",
  async () => {
    await using first = await openRig({ description: "[ollama]\nmodels = []\n" });
    await using second = await openRig({ description: "[ollama]\n" });
    await ollamaModel();
    installOllama(first);
    installOllama(second);
    expectOutcome(await first.jig("up"), { stdout: /ollama +ready/, stderr: anything });
    const one = await first.serviceStatus("ollama");
    // As in a `jig shell` of the first.
    const env = { OLLAMA_HOST: `http://127.0.0.1:${one.port}` };
    expectOutcome(await second.jigWith({ env }, "up"), { stdout: /ollama +ready/, stderr: anything });
    const two = await second.serviceStatus("ollama");
    expect(two.port).not.toBe(one.port);
    expectOutcome(await first.jig("down"), { stdout: "stopped ollama\n", stderr: anything });
    expect((await second.serviceStatus("ollama")).state).toBe("ready");
    await second.jig("down");

    // Both at one moment, with one folder for the models of both: neither is in the other's way.
    const registry = await serveModels(await ollamaModel(), 1_000_000);
    await using _ = registry;
    const shared = { OLLAMA_MODELS: join(first.base, "models") };
    const text = `[ollama]\nmodels = ["${registry.nameOf("latest")}"]\n`;
    for (const rig of [first, second]) rig.write("jig.toml", text);
    const ups = await Promise.all([first, second].map((rig) => rig.jigWith({ env: shared }, "up")));
    for (const up of ups) expectOutcome(up, { stdout: /ollama +ready/, stderr: anything });
    for (const rig of [first, second])
      await waitFor("the model to answer", async () => (await modelOf(rig)).state === "answered", {
        timeoutMs: 60_000,
        explain: rig.logs,
      });
    const [left, right] = await Promise.all([first, second].map((rig) => rig.serviceStatus("ollama")));
    expect(left?.port).not.toBe(right?.port);
  },
  1_500_000,
);
