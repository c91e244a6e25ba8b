import { expect, test } from "bun:test";

import { installOwnOllama } from "../../rig/own-ollama.ts";
import { serveFakeOllama } from "../../rig/fake-ollama.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { freePort } from "../../rig/ports.ts";
import { openRig } from "../../rig/rig.ts";

test("`jig doctor` looks anew for an Ollama that an `up` had not found, and after `jig down` nothing is said of that `up`", async () => {
  await using rig = await openRig({ description: '[ollama]\nmodels = ["tiny"]\n' });
  const absent = /Ollama {2}Ollama is not installed: /;
  expectOutcome(await rig.jig("doctor"), { stdout: [absent], stderr: anything });
  expectOutcome(await rig.jig("up"), { stdout: [/Ollama is not installed/], stderr: anything });
  installOwnOllama(rig);
  const found = { stdout: /^ {2}Ollama {2}does not run$/m, stderr: anything };
  expectOutcome(await rig.jig("doctor"), found);
  expectOutcome(await rig.jig("down"), { stdout: "nothing is running\n" });
  expect(await rig.serviceStatus("ollama")).toMatchObject({ state: "stopped", reason: null });
  expectOutcome(await rig.jig("doctor"), found);

  // Somebody starts one meanwhile, or a `host` that did not answer is taken out.
  const port = await freePort();
  rig.write("jig.toml", `[ollama]\nmodels = ["tiny"]\nhost = "http://127.0.0.1:${port}"\n`);
  expectOutcome(await rig.jig("up"), { stdout: [/nothing answers at/], stderr: anything });
  {
    await using server = serveFakeOllama("0.9.6", undefined, port);
    expectOutcome(await rig.jig("doctor"), {
      stdout: [`  Ollama  0.9.6 at ${server.url} answers: \`jig up\` uses it\n`],
      stderr: anything,
    });
  }
  rig.write("jig.toml", '[ollama]\nmodels = ["tiny"]\n');
  expectOutcome(await rig.jig("doctor"), found);
});

test("`jig doctor` finds that an Ollama is missing that the project insists on, before and after an `up`", async () => {
  await using rig = await openRig({ description: "[ollama]\nrequire = true\n" });
  const missing = {
    code: 1,
    stdout: [
      "error: Ollama is not installed\n --> jig.toml:1\n",
      /hint: .*nstall/,
      "✗ `jig up` does not start `ollama`; nothing stops the rest\n",
    ],
    stderr: anything,
  };
  expectOutcome(await rig.jig("doctor"), missing);
  expectOutcome(await rig.jig("up"), { code: 1, stdout: /Ollama is not installed/, stderr: anything });
  expectOutcome(await rig.jig("doctor"), missing);
  const told = JSON.parse((await rig.jig("doctor", "--json")).stdout);
  expect(told).toMatchObject({ ok: false, findings: [{ id: "ollama-missing", services: ["ollama"] }] });
  installOwnOllama(rig);
  expectOutcome(await rig.jig("doctor"), { stdout: /nothing stops `jig up`/, stderr: anything });
});
