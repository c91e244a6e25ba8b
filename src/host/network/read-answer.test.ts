import { expect, test } from "bun:test";

import { readAnswer } from "./read-answer.ts";

test("an answer is read to its end, and one that has none is given up and no more of it fetched", async () => {
  const sent: number[] = [];
  const gone = Promise.withResolvers<void>();
  using server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request) => {
      if (new URL(request.url).pathname === "/short") return new Response("abc");
      const endless = new ReadableStream({
        pull: (controller) => {
          sent.push(65_536);
          controller.enqueue(new Uint8Array(65_536).fill(32));
        },
        cancel: () => gone.resolve(),
      });
      return new Response(endless);
    },
  });
  const short = await readAnswer(await fetch(new URL("/short", server.url)), 3);
  expect(short).toEqual(new TextEncoder().encode("abc"));
  expect(await readAnswer(await fetch(new URL("/short", server.url)), 2)).toBeNull();
  expect(await readAnswer(await fetch(server.url), 1_000_000)).toBeNull();
  await gone.promise;
  expect(sent.reduce((all, each) => all + each, 0)).toBeLessThan(64_000_000);
  expect(await readAnswer(new Response(null), 0)).toEqual(new Uint8Array());
});
