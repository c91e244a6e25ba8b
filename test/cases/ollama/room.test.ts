import { createServer } from "node:http";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "bun:test";
import * as v from "valibot";

import { pullModel } from "../../../src/supervise/ollama/pull/pull-model.ts";
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
  const [, command = ""] = /; `(find [^`]+ -delete)` frees the 1\d\d kB that came/.exec(outcome.stdout) ?? [];
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
    stdout: /the disk with the models is full; make room; .*`find .* -delete` frees the 1\d\d kB that came/,
    stderr: anything,
  });
});

test("what a registry that lied about a size left is not the next one's: it is removed where jig's own server is, else a command for it is told", async () => {
  await using rig = await openRig();
  await using server = serveFakeOllama();
  const folder = join(rig.base, "their models");
  const blobs = join(folder, "blobs");
  mkdirSync(blobs, { recursive: true });
  const name = `sha256-${hex}-partial`;
  // As Ollama writes them down: more than a command line holds of their names.
  const leave = (count: number, size: number): void => {
    writeFileSync(join(blobs, name), "");
    for (let at = 0; at < count; at += 1)
      writeFileSync(
        join(blobs, `${name}-${at}`),
        JSON.stringify({ N: at, Offset: at * size, Size: size, Completed: 0 }),
      );
  };
  const left = (): number => readdirSync(blobs).filter((file) => file.startsWith(name)).length;
  const others = [`sha256-${"d4".repeat(32)}-partial`, `sha256-${"d4".repeat(32)}-partial-0`, `${name}-x`];
  for (const other of others) writeFileSync(join(blobs, other), "{}");
  server.models.set("other:latest", "d4".repeat(32));
  server.answer("/api/show", () =>
    Response.json({ modelfile: `# x\nFROM ${blobs}/sha256-${"0".repeat(64)}\n` }),
  );
  using honest = serveManifest({ layers: [{ ...layer, size: 100_000 }], config: null });
  const model = `http://127.0.0.1:${honest.port}/library/small:latest`;
  // It goes on with the size that is there already.
  server.answer("/api/pull", async function* () {
    const total = left() > 1 ? 2e12 : 100_000;
    yield { status: "pulling", digest: layer.digest, total, completed: 0 };
    server.models.set(model.replace("http://", ""), "a1".repeat(32));
    yield { status: "pulling", digest: layer.digest, total, completed: total };
    yield { status: "success" };
  });
  rig.write("jig.toml", `[ollama]\nmodels = ["${model}"]\nhost = "${server.url}"\n`);

  leave(2000, 1e9);
  const refused = await rig.jig("models", "pull");
  expectOutcome(refused, {
    code: 1,
    stdout: /the server takes a part of it for 2\.0 TB, and its registry says 100 kB: an earlier pull from a/,
    stderr: anything,
  });
  expect(server.asked.filter((line) => line.includes("/api/pull"))).toEqual([]);
  const [, command = ""] =
    /; `(find [^`]+ -delete)` removes what came of it; `jig models pull /.exec(refused.stdout) ?? [];
  rmSync(join(blobs, `${name}-x`));
  await startProgram(["sh", "-c", command], { env: { PATH: "/usr/bin:/bin" } }).ended;
  expect(readdirSync(blobs).toSorted()).toEqual(others.slice(0, 2));
  expectOutcome(await rig.jig("models", "pull"), { stdout: /✓ .*: it is there/, stderr: anything });

  // A server of jig's own, and a registry whose manifest says one thing and whose file another.
  const pull = async (total: number) => {
    server.answer("/api/pull", async function* () {
      if (total > 100_000) leave(20, total / 20);
      yield { status: "pulling", digest: layer.digest, total, completed: total > 100_000 ? 0 : total };
      yield { status: "success" };
    });
    return await pullModel({
      address: { host: "127.0.0.1", port: server.port, isTls: false },
      model,
      stallMs: 60_000,
      folder,
      freeBytes: () => 1e9,
      isOwn: true,
      env: {},
      signal: new AbortController().signal,
      onProgress: () => {},
    });
  };
  expect(await pull(2e12)).toMatchObject({
    kind: "failed",
    why: expect.stringContaining("takes a part of it for 2.0 TB, and its registry says 100 kB"),
    // There is nothing left for a command to remove.
    hint: `what came of it is removed; \`jig models pull ${model}\` tries again`,
  });
  expect(left()).toBe(0);
  leave(2000, 1e9);
  expect(await pull(100_000)).toEqual({ kind: "pulled" });
  expect(readdirSync(blobs).toSorted()).toEqual(others.slice(0, 2));
  // What is of the size that the registry says is where the pull goes on.
  leave(1, 100_000);
  expect(await pull(100_000)).toEqual({ kind: "pulled" });
  expect(left()).toBe(2);
});

test("how large a model is, is asked through the proxy of whoever wants it, also in the background", async () => {
  await using rig = await openRig();
  await using server = serveFakeOllama();
  const asked: string[] = [];
  const proxy = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.end(JSON.stringify({ layers: [layer] }));
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = v.parse(v.object({ port: v.number() }), proxy.address());
  const folder = join(rig.base, "their models");
  mkdirSync(join(folder, "blobs"), { recursive: true });
  server.models.set("other:latest", "d4".repeat(32));
  server.answer("/api/show", () =>
    Response.json({ modelfile: `# x\nFROM ${folder}/blobs/sha256-${"0".repeat(64)}\n` }),
  );
  const model = "http://registry.example/library/huge:latest";
  rig.write("jig.toml", `[ollama]\nmodels = ["${model}"]\nhost = "${server.url}"\n`);
  const env = { HTTP_PROXY: `http://127.0.0.1:${port}`, http_proxy: `http://127.0.0.1:${port}` };
  expectOutcome(await rig.jigWith({ env }, "up"), { stdout: anything, stderr: anything });
  const refused = await waitFor("it to be refused", async () => {
    const [first] = (await rig.serviceStatus("ollama")).models ?? [];
    return first?.state === "failed" ? first : null;
  });
  expect(refused.reason).toContain("it needs 1000 TB more");
  expect(asked).toEqual(["http://registry.example/v2/library/huge/manifests/latest"]);
  expect(server.asked.filter((line) => line.includes("/api/pull"))).toEqual([]);
  proxy.closeAllConnections();
  proxy.close();
});
