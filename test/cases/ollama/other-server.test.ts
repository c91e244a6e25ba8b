import { expect, test } from "bun:test";

import { canMakeCertificates, makeCertificates } from "../../rig/certificates.ts";
import { serveFakeOllama } from "../../rig/fake-ollama.ts";
import { serveModels } from "../../rig/model-registry.ts";
import { hasOllama, installOllama, ollamaModel, startForeignOllama } from "../../rig/ollama.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { freePort } from "../../rig/ports.ts";
import { isAlive } from "../../rig/processes.ts";
import { openRig, type Rig } from "../../rig/rig.ts";
import { waitFor } from "../../rig/wait-for.ts";

const web = `
[services.web]
run = ["sh", "-c", "echo at $\${OLLAMA_HOST:-nowhere}; exec sleep 1000"]
`;

const modelsOf = async (rig: Rig) => (await rig.serviceStatus("ollama")).models ?? [];

test.skipIf(!hasOllama)(
  "a server that runs already is used with its models, never stopped, and told when it goes and comes back to be looked for",
  async () => {
    await using rig = await openRig();
    await using registry = await serveModels(await ollamaModel());
    await using server = await startForeignOllama(rig);
    installOllama(rig);
    rig.write("jig.toml", `[ollama]\nmodels = ["${registry.nameOf("latest")}"]\n${web}`);
    const env = { OLLAMA_HOST: `127.0.0.1:${server.port}` };
    expectOutcome(await rig.jigWith({ env }, "up"), { stdout: /ollama +external +http/, stderr: anything });
    const found = await rig.serviceStatus("ollama");
    expect(found).toMatchObject({ state: "external", ready: true, pid: null, url: server.url, port: null });
    expect(found.reason).toBe(
      `Ollama 0.9.6 that ran already, models in ${rig.base}/their models; jig does not stop it`,
    );
    // It is pulled there, and somebody else's server is not asked to load it.
    await waitFor("the model to be there", async () => (await modelsOf(rig))[0]?.state === "present", {
      timeoutMs: 30_000,
      explain: rig.logs,
    });
    expectOutcome(await rig.jigWith({ env }, "doctor"), {
      stdout: new RegExp(
        `  Ollama  0\\.9\\.6 at ${server.url}, which jig did not start and asks for no token; \\S+ is there\n`,
      ),
      stderr: anything,
    });
    expect(server.stderr()).not.toContain("/api/generate");
    expectOutcome(await rig.jig("run", "--", "sh", "-c", "echo $OLLAMA_HOST"), { stdout: `${server.url}\n` });
    expectOutcome(await rig.jig("logs", "web"), { stdout: [`at ${server.url}`] });

    // A supervisor that takes over goes on with it.
    const { supervisor } = await rig.status();
    process.kill(supervisor?.pid ?? 0, "SIGKILL");
    await waitFor("the supervisor to be gone", () => !isAlive(supervisor?.pid ?? 0));
    expect(await rig.serviceStatus("ollama")).toMatchObject({ state: "external", url: server.url });
    expectOutcome(await rig.jigWith({ env }, "up"), { stdout: /ollama +external/, stderr: anything });

    expectOutcome(await rig.jig("down"), { stdout: "stopped web\n", stderr: anything });
    expect(isAlive(server.pid)).toBe(true);

    // Gone while it is used: it is said, and the next `up` starts one of the project's own.
    await rig.jigWith({ env }, "up");
    await server.stop();
    const gone = await waitFor(
      "its end to be noticed",
      async () => {
        const status = await rig.serviceStatus("ollama");
        return status.state === "unavailable" ? status : null;
      },
      { timeoutMs: 30_000, explain: rig.logs },
    );
    expect(gone.reason).toBe(
      `the Ollama at ${server.url} answers no more; \`jig up\` looks for another, or starts one`,
    );
    expectOutcome(await rig.jigWith({ env }, "up"), { stdout: /ollama +ready/, stderr: anything });
  },
  1_500_000,
);

test("without an Ollama the rest comes up, and what installs it is said; one that is required fails", async () => {
  await using rig = await openRig({ description: `[ollama]\nmodels = ["qwen3:0.6b"]\n${web}` });
  expectOutcome(await rig.jig("up"), {
    stdout: [/is up, without ollama/, /ollama +unavailable/, /Ollama is not installed: /, /web +ready/],
    stderr: anything,
  });
  expect(await rig.serviceStatus("ollama")).toMatchObject({ state: "unavailable", ready: false, pid: null });
  expectOutcome(await rig.jig("logs", "web"), { stdout: ["at nowhere"] });

  // One that comes later: who was started before does not know of it, which is said, and `jig restart` mends it.
  {
    await using server = serveFakeOllama();
    server.models.set("qwen3:0.6b", "a1".repeat(32));
    const env = { OLLAMA_HOST: `127.0.0.1:${server.port}` };
    const untold = `\`OLLAMA_HOST\` is ${server.url} now, and this was started without it: \`jig restart web\``;
    expectOutcome(await rig.jigWith({ env }, "up"), {
      stdout: [/ollama +external/, untold],
      stderr: anything,
    });
    expect((await rig.serviceStatus("web")).reason).toBe(untold);
    // Also after another supervisor has taken over.
    const { supervisor } = await rig.status();
    process.kill(supervisor?.pid ?? 0, "SIGKILL");
    await waitFor("the supervisor to be gone", () => !isAlive(supervisor?.pid ?? 0));
    expectOutcome(await rig.jigWith({ env }, "up"), { stdout: [untold], stderr: anything });
    expectOutcome(await rig.jigWith({ env }, "restart"), { stdout: /web +ready/, stderr: anything });
    expect(await rig.serviceStatus("web")).toMatchObject({ state: "ready", reason: null });
    expectOutcome(await rig.jig("logs", "web"), { stdout: [`at ${server.url}`] });
    expectOutcome(await rig.jigWith({ env }, "restart"), { stdout: /othing/, stderr: anything });
  }
  // It has gone a moment ago: whoever asks for it now is told so.
  expectOutcome(await rig.jig("up"), {
    stdout: [/is up, without ollama/, /ollama +unavailable/],
    stderr: anything,
  });
  await rig.jig("down");
  rig.write("jig.toml", `[ollama]\nrequire = true\n${web}`);
  expectOutcome(await rig.jig("up"), { code: 1, stdout: /Ollama is not installed/, stderr: anything });
});

/** Somebody who answers on a port, and is no Ollama that jig could use. */
const serveInstead = (port: number, answer: () => Response) =>
  Bun.serve({ port, hostname: "127.0.0.1", fetch: answer });

test("a host that answers a page, nothing, or an Ollama too old is named with the next step, and none is started for it", async () => {
  await using rig = await openRig();
  const port = await freePort();
  rig.write("jig.toml", `[ollama]\nhost = "http://127.0.0.1:${port}"\n${web}`);
  rig.program("ollama", "#!/bin/sh\necho started >&2\nexit 1\n");
  const reasonOf = async (): Promise<string | null> => {
    expectOutcome(await rig.jig("up"), { stdout: /is up, without ollama/, stderr: anything });
    const { state, reason } = await rig.serviceStatus("ollama");
    expect(state).toBe("unavailable");
    return reason;
  };
  const silence = `nothing answers at \`http://127.0.0.1:${port}\` (\`host\`, jig.toml:2)`;
  const advice = `\`OLLAMA_HOST=127.0.0.1:${port} ollama serve\` starts one there; without \`host\` jig starts one itself`;
  expect(await reasonOf()).toBe(`${silence}: ${advice}`);
  // All that speak of it say where it stands, and what helps.
  expectOutcome(await rig.jig("doctor"), { stdout: [silence, advice], stderr: anything });
  expectOutcome(await rig.jig("models"), { stdout: anything, stderr: `${silence}; ${advice}\n` });
  expectOutcome(await rig.jig("models", "pull"), {
    code: 1,
    stderr: [`error: ${silence}\n`, `hint: ${advice}\n`],
  });
  {
    using _ = serveInstead(port, () => new Response("<html>", { headers: { "content-type": "text/html" } }));
    expect(await reasonOf()).toMatch(
      /^what answers at http:\/\/127\.0\.0\.1:\d+ is not Ollama but pid \d+.* \(`host`, jig\.toml:2\): correct `host`, or take it out: then jig starts one itself$/,
    );
  }
  rig.write("jig.toml", rig.read("jig.toml").replace("http:", "https:"));
  {
    using _ = serveInstead(port, () => Response.json({ version: "0.9.6" }));
    expect(await reasonOf()).toBe(
      `https://127.0.0.1:${port} speaks HTTP, not HTTPS (\`host\`, jig.toml:2): write \`http://127.0.0.1:${port}\``,
    );
  }
  rig.write("jig.toml", rig.read("jig.toml").replace("https:", "http:"));
  using _ = serveInstead(port, () => Response.json({ version: "0.1.20" }));
  expect(await reasonOf()).toBe(
    `the Ollama 0.1.20 at http://127.0.0.1:${port} is older than 0.3.0 (\`host\`, jig.toml:2): update it`,
  );
});

test("an Ollama that runs already and is too old is told to be updated, where nobody named it, too", async () => {
  await using rig = await openRig({ description: '[ollama]\nmodels = ["tiny"]\n' });
  await using server = serveFakeOllama("0.1.20");
  const env = { OLLAMA_HOST: `127.0.0.1:${server.port}` };
  const old = `the Ollama 0.1.20 at ${server.url} is older than 0.3.0: update it`;
  expectOutcome(await rig.jigWith({ env }, "up"), { stdout: /without ollama/, stderr: anything });
  expect(await rig.serviceStatus("ollama")).toMatchObject({ state: "unavailable", reason: old });
  expectOutcome(await rig.jigWith({ env }, "models"), { stdout: anything, stderr: [old] });
  expectOutcome(await rig.jigWith({ env }, "models", "pull"), { code: 1, stderr: [`error: ${old}\n`] });
  expect(server.asked).toEqual([]);
});

const cannot = canMakeCertificates ? "" : " (not run: there is no openssl)";

test.skipIf(!canMakeCertificates)(
  `a host with https is used where its certificate is trusted, and elsewhere it is said how to trust it${cannot}`,
  async () => {
    const { key, cert, authority } = makeCertificates();
    await using server = serveFakeOllama("0.9.6", { key, cert });
    server.models.set("tiny:latest", "a1".repeat(32));
    // No proxy stands between, whatever the variables say.
    await using rig = await openRig({
      description: `[ollama]\nmodels = ["tiny"]\nhost = "${server.url}"\n`,
      env: { HTTPS_PROXY: "http://127.0.0.1:9", https_proxy: "http://127.0.0.1:9" },
    });
    const why = `the certificate of ${server.url} is not trusted here (\`host\`, jig.toml:3)`;
    const hint = "name the bundle that vouches for it with `SSL_CERT_FILE`";
    expectOutcome(await rig.jig("models", "pull"), { code: 1, stderr: [`error: ${why}\n`, `hint: ${hint}`] });
    const env = { SSL_CERT_FILE: rig.write("../ca.pem", authority) };
    expectOutcome(await rig.jigWith({ env }, "up"), {
      stdout: [/ollama +external +https/, /tiny +present/],
      stderr: /Ollama says: Ollama is running/,
    });
    expectOutcome(await rig.jigWith({ env }, "run", "--", "sh", "-c", "echo $OLLAMA_HOST"), {
      stdout: `${server.url}\n`,
    });
  },
);
