import { expect, test } from "bun:test";

import { addressText, isLoopback, parseAddress, readGateway } from "./address.ts";

const read = (text: string): string | null => {
  const address = parseAddress(text);
  return address === null ? null : addressText(address);
};

test("an address is read as Ollama's own client reads it, and never means all of this machine", () => {
  expect(read("127.0.0.1:11434")).toBe("http://127.0.0.1:11434");
  expect(read("0.0.0.0")).toBe("http://127.0.0.1:11434");
  expect(read(":1234")).toBe("http://127.0.0.1:1234");
  expect(read("http://gpu-box")).toBe("http://gpu-box:80");
  expect(read("https://gpu-box/")).toBe("https://gpu-box:443");
  expect(read("localhost")).toBe("http://127.0.0.1:11434");
  expect(read("[::1]:5")).toBe("http://[::1]:5");
  expect(read("http://[::]:5")).toBe("http://127.0.0.1:5");
  expect(read("::1")).toBe("http://[::1]:11434");
  expect(read("::")).toBe("http://127.0.0.1:11434");
  expect(read(" '127.0.0.1:5' ")).toBe("http://127.0.0.1:5");
  expect(read('"gpu-box"')).toBe("http://gpu-box:11434");
  for (const text of [
    "::::",
    '""',
    "http://me:pw@x",
    "  ",
    "ftp://x",
    "x:99999",
    "x:0",
    "a b",
    "/models",
    "19999",
    "http://1:2",
    "a".repeat(254),
  ])
    expect(read(text)).toBeNull();
});

test("loopback is this machine", () => {
  expect(["127.0.0.1", "[::1]", "gpu-box"].map((text) => isLoopback(parseAddress(text) ?? never()))).toEqual([
    true,
    true,
    false,
  ]);
});

const never = (): never => {
  throw new Error("it is an address");
};

test("the machine around this one is the gateway of the default route", () => {
  const routes = `Iface\tDestination\tGateway \tFlags\teth0\neth0\t0000A8C0\t00000000\t0001\neth0\t00000000\t0100A8C0\t0003\n`;
  expect(readGateway(routes)).toBe("192.168.0.1");
  expect(readGateway("Iface\tDestination\n")).toBeNull();
  expect(readGateway("")).toBeNull();
});
