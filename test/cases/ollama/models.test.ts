import { expect, test } from "bun:test";

import { serveFakeOllama } from "../../rig/fake-ollama.ts";
import { serveModels } from "../../rig/model-registry.ts";
import { hasOllama, installOllama, ollamaModel, startForeignOllama } from "../../rig/ollama.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openRig, type Rig } from "../../rig/rig.ts";
import { waitFor } from "../../rig/wait-for.ts";

interface ModelsReport {
  readonly version: number;
  readonly server: string | null;
  readonly models: readonly {
    readonly name: string;
    readonly state: string;
    readonly pinned: string | null;
  }[];
  readonly others: readonly { readonly name: string }[];
}

const report = async (rig: Rig): Promise<ModelsReport> => {
  const { stdout } = await rig.jig("models", "--json");
  return JSON.parse(stdout);
};

test.skipIf(!hasOllama)(
  "`models` lists, pulls, pins and removes on the server that is there, and says why it cannot",
  async () => {
    await using rig = await openRig();
    await using registry = await serveModels(await ollamaModel());
    const model = registry.nameOf("latest");
    const host = `[ollama]\nmodels = ["${model}"]\n`;
    rig.write("jig.toml", `${host}host = "127.0.0.1:9"\n`);
    expectOutcome(await rig.jig("models"), {
      stdout: /tiny:latest +absent/,
      stderr: /^nothing answers at `127/,
    });
    expectOutcome(await rig.jig("models", "pull"), {
      code: 1,
      stderr: [
        "error: nothing answers at `127.0.0.1:9` (`host`, jig.toml:3)",
        "hint: `OLLAMA_HOST=127.0.0.1:9 ollama serve` starts one there",
      ],
    });
    await using server = await startForeignOllama(rig);
    rig.write("jig.toml", `${host}host = "${server.url}"\n`);
    expectOutcome(await rig.jig("models", "pull"), {
      stdout: `✓ ${model}: it is there, pinned in jig.lock\n`,
      stderr: anything,
    });
    const [pulled] = (await report(rig)).models;
    expect(pulled).toMatchObject({ name: model, state: "present" });
    expect(pulled?.pinned).toMatch(/^[0-9a-f]{64}$/);
    expect(rig.read("jig.lock")).toContain(`[[model]]\nname = "${model}"\ndigest = "${pulled?.pinned}"\n`);

    // What came instead of it, a model that there is not, and a name that is none.
    registry.misbehave({ kind: "lie" });
    expectOutcome(await rig.jig("models", "remove", model), {
      stdout: `✓ ${model}: removed; jig.toml names it, so \`jig up\` pulls it again\n`,
    });
    expectOutcome(await rig.jig("models", "pull"), {
      code: 1,
      stdout: `✗ ${model}: what the registry sent is not what it announced (its digest differs); \`jig models pull ${model}\` tries again\n`,
      stderr: anything,
    });
    registry.misbehave(null);
    expectOutcome(await rig.jig("models", "pull"), { stdout: `✓ ${model}: it is there\n`, stderr: anything });
    const absent = registry.nameOf("latest").replace("tiny", "nope");
    expectOutcome(await rig.jig("models", "pull", absent), {
      code: 1,
      stdout: `✗ ${absent}: the registry has no model of this name; look up its name and tag at \`${absent.split("/")[2]}\`\n`,
      stderr: anything,
    });
    expectOutcome(await rig.jig("models", "pull", absent, "a:b:c"), {
      code: 2,
      stderr: ["`a:b:c` cannot be the name of a model", "hint: write it as behind `ollama pull`"],
    });
    expectOutcome(await rig.jig("models", "remove", "nope"), {
      code: 1,
      stdout: "✗ nope: the server has no model of this name\n",
    });
    expectOutcome(await rig.jig("models", "fetch"), { code: 2, stderr: /there is no `jig models fetch`/ });
    expectOutcome(await rig.jig("models", "remove"), { code: 2, stderr: /takes the names of models/ });

    // Another model of the same name than the one that is pinned is said.
    rig.write("jig.lock", rig.read("jig.lock").replace(/digest = "[0-9a-f]{4}/, 'digest = "0000'));
    await rig.jig("up");
    const status = await waitFor("it to be looked at", async () => {
      const [first] = (await rig.serviceStatus("ollama")).models ?? [];
      return first?.state === "present" ? first : null;
    });
    expect(status.reason).toMatch(
      /^it is another one \([0-9a-f]{12}\) than jig\.lock names \(0000[0-9a-f]{8}\)/,
    );
    // Taken into the lock, it is no other one any more.
    expectOutcome(await rig.jig("models", "pull"), { stdout: /pinned in jig\.lock/, stderr: anything });
    expectOutcome(await rig.jig("models"), { stdout: /^(?!.*another one)/s });
    // `up` looks before it speaks, and fetches what was removed at this moment.
    expectOutcome(await rig.jig("up"), { stdout: /tiny:latest +present/, stderr: anything });
    await rig.jig("down");
    expectOutcome(await rig.jig("up"), { stdout: /tiny:latest +present/, stderr: anything });
    await rig.jig("models", "remove", model);
    await rig.jig("up");
    await waitFor("it to be pulled again", async () => {
      const [first] = (await rig.serviceStatus("ollama")).models ?? [];
      return first?.state === "present" && (await report(rig)).models[0]?.state === "present";
    });
    rig.write("jig.toml", 'name = "x"\n');
    expectOutcome(await rig.jig("models"), { code: 2, stderr: /`jig\.toml` has no `\[ollama\]`/ });
  },
  1_500_000,
);

test.skipIf(!hasOllama || process.getuid?.() !== 0)(
  "models that cannot be written are told with the next step, and `jig up` tries again",
  async () => {
    await using rig = await openRig();
    await using registry = await serveModels(await ollamaModel());
    installOllama(rig);
    rig.write("jig.toml", `[ollama]\nmodels = ["${registry.nameOf("latest")}"]\n`);
    // A folder that even root cannot write into.
    const env = { OLLAMA_MODELS: "/proc/models" };
    await rig.jigWith({ env }, "up");
    expect(await rig.serviceStatus("ollama")).toMatchObject({
      state: "unavailable",
      reason:
        "its models cannot be kept in `/proc/models` (ENOENT); make it writable, or name another folder in `OLLAMA_MODELS`",
    });
    await rig.jig("down");
    expectOutcome(await rig.jig("up"), { stdout: /ollama +ready/, stderr: anything });
    await waitFor(
      "the model to answer",
      async () => {
        const [model] = (await rig.serviceStatus("ollama")).models ?? [];
        return model?.state === "answered";
      },
      { timeoutMs: 30_000, explain: rig.logs },
    );
  },
  1_500_000,
);

test("`jig up --offline` takes the models that are there and fetches none, until an `up` without it", async () => {
  await using rig = await openRig();
  await using server = serveFakeOllama();
  server.models.set("tiny:latest", "a1".repeat(32));
  rig.write("jig.toml", `[ollama]\nmodels = ["tiny", "other"]\nhost = "${server.url}"\n`);
  expectOutcome(await rig.jig("up", "--offline"), { stdout: /tiny +present/, stderr: anything });
  const states = async () => (await rig.serviceStatus("ollama")).models ?? [];
  await waitFor("it to be looked for", async () => (await states())[1]?.reason !== null);
  expect(await states()).toMatchObject([
    { state: "present", reason: null },
    {
      state: "absent",
      reason: "not fetched, because of `--offline`; `jig models pull other` fetches it",
    },
  ]);
  // Nor does another supervisor.
  process.kill((await rig.status()).supervisor?.pid ?? 0, "SIGKILL");
  expectOutcome(await rig.jig("up", "--offline"), { stdout: anything, stderr: anything });
  await waitFor("it to be looked for again", async () => (await states())[1]?.reason !== null);
  expect(server.asked.filter((line) => line.includes("/api/pull"))).toEqual([]);
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  await waitFor("it to be pulled", () => server.asked.includes("POST /api/pull other"));
});
