import { rmSync } from "node:fs";

import { expect, test } from "bun:test";

import { anything, expectOutcome } from "../../rig/outcome.ts";
import { installOwnOllama } from "../../rig/own-ollama.ts";
import { openRig } from "../../rig/rig.ts";

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
