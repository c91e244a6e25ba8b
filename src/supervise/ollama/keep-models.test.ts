import { expect, test } from "bun:test";
import * as v from "valibot";

import { createModelKeeper } from "./keep-models.ts";

test("a fault with one model is that model's failure, and the next is pulled all the same", async () => {
  const pulled: string[] = [];
  using server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: async (request) => {
      if (request.method === "GET") return Response.json({ models: null });
      pulled.push(v.parse(v.object({ model: v.string() }), await request.json()).model);
      return new Response('{"error":"manifest unknown"}\n');
    },
  });
  const failed = Promise.withResolvers<void>();
  let times = 0;
  const keeper = createModelKeeper({
    address: { host: "127.0.0.1", port: server.port ?? 0, isTls: false },
    folder: null,
    freeBytes: () => {
      times += 1;
      if (times === 1) throw new Error("no such thing");
      return null;
    },
    loads: null,
    env: null,
    onChange: () => {
      if (keeper.list().every(({ state }) => state === "failed")) failed.resolve();
    },
  });
  try {
    keeper.want({ models: ["one", "two"].map((name) => ({ name, digest: null })) });
    await failed.promise;
    expect(keeper.list().map(({ reason }) => reason)).toEqual([
      "this is a bug in jig (no such thing); `jig models pull one` tells more",
      "the registry has no model of this name; look up its name and tag: ollama.com/library",
    ]);
    expect(pulled).toEqual(["two"]);
  } finally {
    keeper.end();
  }
});
