import { expect, test } from "bun:test";
import { createServer } from "node:net";
import { once } from "node:events";
import os from "node:os";

import { listListeners, ownerOf, ownersOf, parseNetTcp } from "./listeners.ts";

const listen = async (address: string) => {
  const server = createServer();
  server.listen(0, address);
  await once(server, "listening");
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("no port");
  return { server, port: bound.port };
};

const hasIpv6 = Object.values(os.networkInterfaces()).some((addresses) =>
  addresses?.some(({ family }) => family === "IPv6"),
);

for (const address of ["127.0.0.1", "0.0.0.0", "::1", "::"]) {
  test.skipIf(address.includes(":") && !hasIpv6)(
    `a server of ours on ${address} is found with its owner`,
    async () => {
      const { server, port } = await listen(address);
      try {
        const socket = listListeners().find((found) => found.port === port);
        expect(socket).toMatchObject({ address, port });
        expect(ownerOf(socket?.inode ?? "")).toBe(process.pid);
        expect(ownerOf(socket?.inode ?? "", [process.pid])).toBe(process.pid);
        expect(ownerOf(socket?.inode ?? "", [1])).toBeNull();
      } finally {
        server.close();
      }
    },
  );
}

test("several sockets are looked for in one walk, and nobody holds one that is not there", async () => {
  const first = await listen("127.0.0.1");
  const second = await listen("127.0.0.1");
  try {
    const inodes = listListeners()
      .filter(({ port }) => port === first.port || port === second.port)
      .map(({ inode }) => inode);
    expect([...ownersOf([...inodes, "1"]).values()]).toEqual([process.pid, process.pid]);
    expect(ownersOf([]).size).toBe(0);
  } finally {
    first.server.close();
    second.server.close();
  }
});

const row = (local: string, state: string): string =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  1000        0 14179 1 0000000000000000 100 0 0 10 0`;

test.each([
  ["0100007F:22B8", "127.0.0.1", 8888],
  ["00000000:1389", "0.0.0.0", 5001],
  ["00000000000000000000000000000000:0050", "::", 80],
  ["00000000000000000000000001000000:01BB", "::1", 443],
  ["B80D01200000000067452301EFCDAB89:0016", "2001:db8::123:4567:89ab:cdef", 22],
  ["0000000000000000FFFF00000100007F:0050", "127.0.0.1", 80],
  ["000080FE00000000FF005002993F07FE:0050", "fe80::250:ff:fe07:3f99", 80],
])("the kernel's %s is %s", (local, address, port) => {
  expect(parseNetTcp(row(local, "0A"))).toEqual([{ port, address, inode: "14179" }]);
});

test("sockets that do not listen, and headings, are passed over", () => {
  const heading =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
  expect(
    parseNetTcp([heading, row("0100007F:22B8", "01"), "", row("0100007F:22B8", "06")].join("\n")),
  ).toEqual([]);
});
