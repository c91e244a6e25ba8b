import { expect, test } from "bun:test";

import { linuxListeners, listListeners } from "./listeners.ts";
import { realFiles } from "../files/real-files.ts";
import { diagnoseListeners, readDatagram } from "./socket-diagnosis.ts";

test("the kernel's answer is what /proc says of the same sockets", () => {
  const servers = ["127.0.0.1", "::1", "::", "0.0.0.0"].map((hostname) =>
    Bun.listen({ hostname, port: 0, socket: { data: () => {} } }),
  );
  const ports = new Set(servers.map(({ port }) => port));
  const ours = (sockets: ReturnType<typeof listListeners>) =>
    sockets.filter(({ port }) => ports.has(port)).toSorted((left, right) => left.port - right.port);
  expect(diagnoseListeners()).not.toBeNull();
  expect(ours(listListeners())).toEqual(ours(linuxListeners(realFiles)));
  expect(ours(listListeners()).length).toBe(4);
  for (const server of servers) server.stop(true);
});

const message = (length: number, type: number) => {
  const view = new DataView(new ArrayBuffer(16));
  view.setUint32(0, length, true);
  view.setUint16(4, type, true);
  return new Uint8Array(view.buffer);
};

test("a refusal, or what is no message, is no answer", () => {
  expect(readDatagram(message(16, 3), [])).toBe(true);
  expect(readDatagram(new Uint8Array(3), [])).toBe(false);
  expect(() => readDatagram(message(16, 2), [])).toThrow("the kernel refuses");
  expect(() => readDatagram(message(0, 20), [])).toThrow("the kernel refuses");
});
