import { readFileSync, rmSync } from "node:fs";

import { expect, test } from "bun:test";

import { anything, expectOutcome } from "../../rig/outcome.ts";
import { installOwnOllama } from "../../rig/own-ollama.ts";
import { openRig } from "../../rig/rig.ts";
import { waitFor } from "../../rig/wait-for.ts";

const described = '[ollama]\nmodels = ["tiny"]\n';

test("a model that goes onto the processor where there is a GPU is told with the line that shows it, whoever had it loaded", async () => {
  await using rig = await openRig({ description: described });
  installOwnOllama(rig);
  expectOutcome(await rig.jig("up"), { stdout: /tiny +present/, stderr: anything });
  const server = await rig.serviceStatus("ollama");
  expect(server).toMatchObject({ state: "ready", models: [{ state: "present", reason: null }] });

  // A notebook's cell, say: nobody has told jig.
  await fetch(`${server.url}api/generate`, { method: "POST", body: JSON.stringify({ model: "tiny" }) });
  await rig.jig("up");
  const wrong =
    "there is a GPU, and the model is on the CPU: `load_tensors:          CPU model buffer size =     0.45 MiB`";
  expect((await rig.serviceStatus("ollama")).models).toMatchObject([{ state: "present", reason: wrong }]);

  // It begins its log with its variables.
  for (const form of [[], ["--json"]]) {
    const logged = await rig.jig("logs", "-n", "500", "ollama", ...form);
    expectOutcome(logged, { stdout: ["HTTPS_PROXY:http://*********@127.0.0.1:9 HTTP_PROXY:"] });
    expect(logged.stdout).not.toContain("geheim");
  }

  // With a log of its own, into which nothing was loaded yet: the diagnosis has it loaded.
  await rig.jig("restart", "ollama");
  expect((await rig.serviceStatus("ollama")).models).toMatchObject([{ state: "present", reason: null }]);
  expectOutcome(await rig.jig("doctor"), {
    stdout: [/Ollama {2}tiny gives a token in \d+\.\d s; there is a GPU, and the model/],
    stderr: anything,
  });
});

test("a program called `ollama` that answers with a page is not ready, and why is said", async () => {
  await using rig = await openRig({ description: described });
  installOwnOllama(rig);
  const page = rig.write("../home/page", "");
  expectOutcome(await rig.jig("up", "--timeout", "1"), { code: 1, stdout: anything, stderr: anything });
  expect(await rig.serviceStatus("ollama")).toMatchObject({
    state: "starting",
    ready: false,
    reason: "what answers at `/api/version` is not Ollama",
  });
  rmSync(page);
  expectOutcome(await rig.jig("restart", "ollama"), { stdout: /ollama +ready/, stderr: anything });
});

test("an `ollama` here that is too old is started and told to be updated; its models are where the description says", async () => {
  await using rig = await openRig({
    description: `${described}[services.ollama]\nuse = "ollama"\nenv = { OLLAMA_MODELS = "\${env:HOME}/own models" }\n`,
  });
  installOwnOllama(rig, "0.1.20");
  // Where they would be without it nothing can be made.
  rig.write("../home/.ollama", "a file");
  expectOutcome(await rig.jig("up"), { stdout: /ollama +ready/, stderr: anything });
  expect(await rig.serviceStatus("ollama")).toMatchObject({
    state: "ready",
    reason: "this Ollama 0.1.20 is older than 0.3.0: update it",
  });
});

test("a server that loses its port to another program before it listens takes another, and who was told the first is told anew", async () => {
  await using rig = await openRig({
    description: `${described}[services.web]\nrun = ["sh", "-c", "echo at $OLLAMA_HOST; exec sleep 1000"]\n`,
  });
  installOwnOllama(rig);
  const slow = rig.write("../home/slow", "");
  const up = rig.start({}, "up");
  const host = await waitFor("it to be started", () => readFileSync(slow, "utf8") || null);
  rmSync(slow);
  using _ = Bun.serve({
    port: Number(host.split(":")[1]),
    hostname: "127.0.0.1",
    fetch: () => new Response("x"),
  });
  expectOutcome(await up.ended, { stdout: [/ollama +ready/, /web +ready/], stderr: anything });
  const { url } = await rig.serviceStatus("ollama");
  expect(url).not.toBe(`http://${host}/`);
  expect(await rig.serviceStatus("web")).toMatchObject({ state: "ready", reason: null });
  const logged = await rig.jig("logs", "web");
  expect(logged.stdout.match(/^at .*$/gm)).toEqual([`at http://${host}`, `at ${url?.replace(/\/$/, "")}`]);
});

test("a server that `OLLAMA_HOST` names, and that cannot be used, is named while another is started", async () => {
  await using rig = await openRig({ description: described });
  installOwnOllama(rig);
  const reasonWith = async (host: string): Promise<string | null> => {
    expectOutcome(await rig.jigWith({ env: { OLLAMA_HOST: host } }, "up"), {
      stdout: /ollama +ready/,
      stderr: anything,
    });
    const { reason } = await rig.serviceStatus("ollama");
    await rig.jig("down");
    return reason;
  };
  expect(await reasonWith("gpu-box.invalid")).toBe(
    "nothing answers at http://gpu-box.invalid:11434, which `OLLAMA_HOST` names",
  );
  expect(await reasonWith("http://me:geheim@gpu-box")).toBe(
    "`OLLAMA_HOST` holds a name or a password, and Ollama takes none (`http://gpu-box:11434`)",
  );
  expect(await reasonWith("19999")).toBe(
    "`OLLAMA_HOST` is a port alone: `127.0.0.1:19999` is one of this machine",
  );
  expect(await reasonWith("a".repeat(5000))).toBe(
    "what `OLLAMA_HOST` says is not the address of a server (`http://gpu-box:11434`)",
  );
  // Where a server is to listen, or where one of the project was, as its shell still says.
  expect(await reasonWith("0.0.0.0:9")).toBeNull();
});
