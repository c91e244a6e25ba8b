import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "bun:test";

import { serveFakeOllama } from "../../rig/fake-ollama.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openRig } from "../../rig/rig.ts";
import { startProgram } from "../../rig/start-program.ts";
import { waitFor } from "../../rig/wait-for.ts";

const hex = "c3".repeat(32);
const layer = { digest: `sha256:${hex}`, size: 1e15 };

/** A registry that knows how large a model is, or does not say. */
const serveManifest = (manifest: object | null) =>
  Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: () => (manifest === null ? new Response("no", { status: 404 }) : Response.json(manifest)),
  });

test("a model that does not fit is not begun where its size can be known, and what came of it otherwise is named with what frees it", async () => {
  await using rig = await openRig();
  await using server = serveFakeOllama();
  const blobs = join(rig.base, "their models", "blobs");
  mkdirSync(blobs, { recursive: true });
  server.models.set("other:latest", "d4".repeat(32));
  server.answer("/api/show", () =>
    Response.json({ modelfile: `# x\nFROM ${blobs}/sha256-${"0".repeat(64)}\n` }),
  );
  using registry = serveManifest({
    layers: [layer],
    config: { digest: `sha256:${"e5".repeat(32)}`, size: 10 },
  });
  const model = `http://127.0.0.1:${registry.port}/library/huge:latest`;
  rig.write("jig.toml", `[ollama]\nmodels = ["${model}"]\nhost = "${server.url}"\n`);
  const again = `\`jig models pull ${model}\` tries again`;
  const folder = join(rig.base, "their models");
  const refusal = new RegExp(
    `it needs 1000 TB more, and [\\d.]+ [GT]B are free; make room where its models are kept \\(\`${folder}\`\\); ${again.replaceAll(".", "\\.")}`,
  );
  expectOutcome(await rig.jig("models", "pull"), { code: 1, stdout: refusal, stderr: anything });
  // In the background it is the same.
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  const refused = await waitFor("it to be refused", async () => {
    const [first] = (await rig.serviceStatus("ollama")).models ?? [];
    return first?.state === "failed" ? first : null;
  });
  expect(refused.reason).toMatch(refusal);
  expect(server.asked.filter((line) => line.includes("/api/pull"))).toEqual([]);
  await rig.jig("down");

  // Nobody says how large it is, so that it is begun.
  using silent = serveManifest(null);
  const other = `http://127.0.0.1:${silent.port}/library/huge:latest`;
  const part = join(blobs, `sha256-${hex}-partial`);
  server.answer("/api/pull", async function* (_, gone) {
    yield { status: "pulling manifest" };
    writeFileSync(part, "x".repeat(100_000));
    writeFileSync(`${part}-0`, "{}");
    yield { status: `pulling ${hex.slice(0, 12)}`, digest: layer.digest, total: 1e15, completed: 100_000 };
    await new Promise((resolve) => gone.addEventListener("abort", resolve, { once: true }));
  });
  rig.write("jig.toml", `[ollama]\nhost = "${server.url}"\n`);
  const outcome = await rig.jig("models", "pull", other);
  expectOutcome(outcome, {
    code: 1,
    stdout: /it needs 1000 TB more, .* are free; make room/,
    stderr: anything,
  });
  const [, command = ""] = /; `(rm [^`]+)` frees the 1\d\d kB that came/.exec(outcome.stdout) ?? [];
  expect(command).not.toBe("");
  await startProgram(["sh", "-c", command], { env: { PATH: "/usr/bin:/bin" } }).ended;
  expect([existsSync(part), existsSync(`${part}-0`)]).toEqual([false, false]);

  // The server's own words for it.
  server.answer("/api/pull", async function* () {
    yield { status: `pulling ${hex.slice(0, 12)}`, digest: layer.digest, total: 1000, completed: 0 };
    writeFileSync(part, "x".repeat(100_000));
    yield { error: `write ${part}: no space left on device` };
  });
  expectOutcome(await rig.jig("models", "pull", other), {
    code: 1,
    stdout: /the disk with the models is full; make room; .*`rm .*` frees the 1\d\d kB that came/,
    stderr: anything,
  });
});
