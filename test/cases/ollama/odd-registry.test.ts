import { expect, test } from "bun:test";

import { parseAddress } from "../../../src/supervise/ollama/address.ts";
import { pullModel } from "../../../src/supervise/ollama/pull/pull-model.ts";
import { serveFakeOllama } from "../../rig/fake-ollama.ts";

/** What is said of a pull first: the end of it, or why it is tried again. */
const firstWords = async (
  manifest: () => Response,
  lines: readonly object[] = [],
): Promise<{ readonly said: string; readonly asked: readonly string[] }> => {
  await using server = serveFakeOllama();
  server.answer("/api/pull", async function* (_, gone) {
    yield* lines;
    await new Promise<void>((resolve) => gone.addEventListener("abort", () => resolve(), { once: true }));
  });
  const registry = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: manifest });
  const address = parseAddress(server.url);
  if (address === null) throw new Error(server.url);
  const { port } = registry;
  const enough = new AbortController();
  let again: string | null = null;
  const end = await pullModel({
    address,
    model: `http://127.0.0.1:${port}/library/tiny`,
    isOwn: true,
    env: {},
    stallMs: 200,
    folder: null,
    freeBytes: () => 1e12,
    signal: enough.signal,
    onProgress: ({ detail }) => {
      if (detail?.endsWith("; trying again") !== true) return;
      again = detail;
      enough.abort();
    },
  });
  await registry.stop(true);
  const said = again ?? (end.kind === "failed" ? end.why : end.kind);
  return { said: said.replaceAll(`127.0.0.1:${port}`, "REGISTRY"), asked: [...server.asked] };
};

const endless = (): Response =>
  new Response(
    new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1024 * 1024).fill(32)),
    }),
  );

const absent = (): Response => new Response(null, { status: 503 });

test("what a registry does wrong is told, and what no model is made of does not reach Ollama", async () => {
  expect(await firstWords(() => Response.json({}))).toEqual({
    said: "`REGISTRY` names no part of it: what it has under this name is no model",
    asked: [],
  });
  expect(await firstWords(endless)).toEqual({
    said: "what `REGISTRY` says of it does not end: 16 MB of it were read, and a few kB are usual",
    asked: [],
  });
  expect((await firstWords(absent, [{ status: "pulling manifest" }])).said).toBe(
    "`REGISTRY` did not say within 0.2 s which parts it has; trying again",
  );
  const named = { status: "pulling b2", digest: `sha256:${"b2".repeat(32)}`, total: 1000 };
  expect((await firstWords(absent, [named])).said).toBe(
    "`REGISTRY` names its parts and sends none of them: not a byte came for 0.2 s, it hangs up or is silent; trying again",
  );
  expect((await firstWords(absent, [{ ...named, completed: 300 }])).said).toBe(
    "not a byte came for 0.2 s; trying again",
  );
});
