import { expect, test } from "bun:test";

import { checkMachO } from "./check-mach-o.ts";
import { viewOf } from "./mach-o.ts";
import { signMachO } from "./sign-mach-o.ts";

const CODE_SIZE = 10_000;

/** The smallest file with what a signature is about: header, `__TEXT`, `__LINKEDIT`, and room for a signature. */
const makeMachO = (signatureSize: number): Uint8Array => {
  const bytes = new Uint8Array(CODE_SIZE + signatureSize);
  const view = viewOf(bytes);
  const segment = (at: number, name: string, [offset, size]: readonly [number, number]): void => {
    view.setUint32(at, 0x19, true);
    view.setUint32(at + 4, 72, true);
    bytes.set(new TextEncoder().encode(name), at + 8);
    view.setBigUint64(at + 40, BigInt(offset), true);
    view.setBigUint64(at + 48, BigInt(size), true);
  };
  view.setUint32(0, 0xfe_ed_fa_cf, true);
  view.setUint32(16, 3, true);
  segment(32, "__TEXT", [0, 8192]);
  segment(104, "__LINKEDIT", [8192, CODE_SIZE - 8192 + signatureSize]);
  view.setUint32(176, 0x1d, true);
  view.setUint32(180, 16, true);
  view.setUint32(184, CODE_SIZE, true);
  view.setUint32(188, signatureSize, true);
  for (let at = 400; at < CODE_SIZE; at += 1) bytes[at] = at % 251;
  return bytes;
};

test("a signature fits the file that was signed, whatever was there before", () => {
  for (const signatureSize of [0, 16, 400, 5000]) {
    const signed = signMachO(makeMachO(signatureSize), "jig");
    expect(checkMachO(signed)).toEqual([]);
    expect(signMachO(signed, "jig")).toEqual(signed);
  }
});

test("a page that was changed afterwards is found, be it the first or the last", () => {
  for (const at of [300, 5000, CODE_SIZE - 1]) {
    const signed = signMachO(makeMachO(16), "jig");
    signed[at] = (signed[at] ?? 0) ^ 1;
    expect(checkMachO(signed)).toEqual(["1 of 3 pages have another hash"]);
  }
});

test("a signature that covers a part of the file only is found", () => {
  const signed = signMachO(makeMachO(16), "jig");
  const view = viewOf(signed);
  view.setUint32(CODE_SIZE + 20 + 32, 8192);
  expect(checkMachO(signed)).toEqual([
    `it covers 8192 of the ${CODE_SIZE} bytes before it`,
    "it has 3 hashes for 8192 bytes",
    "1 of 3 pages have another hash",
  ]);
});

test("a file without a signature, with half of one or with something behind it is told", () => {
  const signed = signMachO(makeMachO(16), "jig");
  expect(checkMachO(signed.subarray(0, -1))).toEqual(["the signature is cut off"]);
  expect(checkMachO(Buffer.concat([signed, new Uint8Array(1)]))).toEqual([
    "the signature is not the end of the file",
  ]);
  const unsigned = makeMachO(64);
  expect(checkMachO(unsigned)).toEqual(["the signature holds no code directory"]);
  viewOf(unsigned).setUint32(16, 2, true);
  expect(checkMachO(unsigned)).toEqual(["it is not signed"]);
  expect(() => signMachO(unsigned, "jig")).toThrow("no signature to replace");
  expect(() => checkMachO(new Uint8Array(64))).toThrow("no 64-bit Mach-O file");
});
