import { expect, test } from "bun:test";
import net from "node:net";

import { realNetwork } from "./network.ts";

const listening = async (): Promise<{ port: number } & AsyncDisposable> => {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen({ host: "127.0.0.1", port: 0 }, resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
};

test("somebody who listens is told from nobody, and a name from none", async () => {
  const server = await listening();
  const target = { host: "127.0.0.1", port: server.port };
  expect(await realNetwork.contact(target, 2000)).toEqual({ kind: "open" });
  await server[Symbol.asyncDispose]();
  expect(await realNetwork.contact(target, 2000)).toEqual({ kind: "failed", code: "ECONNREFUSED" });
  const nowhere = await realNetwork.contact({ host: "nowhere.invalid", port: 443 }, 2000);
  expect(nowhere).toMatchObject({ kind: "failed", code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) });
});

test("this machine's own name has an address, which can be listened on", async () => {
  expect(await realNetwork.addressesOf("localhost", 2000)).toContain("127.0.0.1");
  expect(await realNetwork.addressesOf("nowhere.invalid", 2000)).toEqual([]);
  expect(await realNetwork.canListenOn("127.0.0.1")).toBe(true);
  // An address for documents, which no machine has.
  expect(await realNetwork.canListenOn("192.0.2.1")).toBe(false);
});
