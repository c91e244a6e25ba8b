// Signs a Mach-O executable ad hoc, as a linker does: a hash for each page, no certificate. The signature that is there is
// replaced. After Apple's cs_blobs.h and Go's cmd/internal/codesign. The result depends on the file alone.

import { readFileSync, writeFileSync } from "node:fs";

import { checkMachO } from "./check-mach-o.ts";
import { readMachO, viewOf } from "./mach-o.ts";
import { sha256Bytes } from "./sha256.ts";

const PAGE = 4096;
const SUPER_BLOB_SIZE = 20;
const DIRECTORY_SIZE = 88;
const HASH_SIZE = 32;
/** What a segment's size in memory is rounded up to. */
const SEGMENT_PAGE = 0x40_00n;

/**
 * The file with a signature that fits it.
 * @throws when it has no room for one: no signature to replace, or no `__TEXT` and no `__LINKEDIT` at its end
 */
export const signMachO = (bytes: Uint8Array, identifier: string): Uint8Array => {
  const { signature, segments } = readMachO(bytes);
  const text = segments.find(({ name }) => name === "__TEXT");
  const last = segments.at(-1);
  if (signature === null || text === undefined || last?.name !== "__LINKEDIT") {
    throw new Error("no signature to replace");
  }
  const limit = signature.offset;
  const name = new TextEncoder().encode(`${identifier}\0`);
  const pages = Math.ceil(limit / PAGE);
  const size = SUPER_BLOB_SIZE + DIRECTORY_SIZE + name.length + pages * HASH_SIZE;
  const signed = new Uint8Array(limit + size);
  signed.set(bytes.subarray(0, limit));
  const view = viewOf(signed);
  // These lie in the first page, whose hash is taken below.
  view.setUint32(signature.at + 12, size, true);
  const linkedit = BigInt(limit + size - last.offset);
  view.setBigUint64(last.at + 32, ((linkedit + SEGMENT_PAGE - 1n) / SEGMENT_PAGE) * SEGMENT_PAGE, true);
  view.setBigUint64(last.at + 48, linkedit, true);
  writeDirectory(signed.subarray(limit), { name, pages, limit, text });
  const hashes = limit + SUPER_BLOB_SIZE + DIRECTORY_SIZE + name.length;
  for (let page = 0; page < pages; page += 1) {
    const hash = sha256Bytes(signed.subarray(page * PAGE, Math.min((page + 1) * PAGE, limit)));
    signed.set(hash, hashes + page * HASH_SIZE);
  }
  return signed;
};

interface Directory {
  readonly name: Uint8Array;
  readonly pages: number;
  readonly limit: number;
  readonly text: { readonly offset: number; readonly size: number };
}

/** Everything of the signature but the hashes. All numbers are big-endian here. */
const writeDirectory = (blob: Uint8Array, { name, pages, limit, text }: Directory): void => {
  const view = viewOf(blob);
  const length = DIRECTORY_SIZE + name.length + pages * HASH_SIZE;
  const fields: readonly number[] = [
    0xfa_de_0c_c0, // embedded signature
    blob.length,
    1, // one blob in it: slot 0, at
    0,
    SUPER_BLOB_SIZE,
    0xfa_de_0c_02, // code directory
    length,
    0x2_04_00, // version: with the bounds of the code segment
    0x2_00_02, // ad hoc, signed by a linker
    DIRECTORY_SIZE + name.length, // where the hashes are
    DIRECTORY_SIZE, // where the identifier is
    0, // no special slots
    pages,
    limit,
  ];
  for (const [index, field] of fields.entries()) view.setUint32(index * 4, field);
  blob.set([HASH_SIZE, 2, 0, Math.log2(PAGE)], SUPER_BLOB_SIZE + 36);
  view.setBigUint64(SUPER_BLOB_SIZE + 64, BigInt(text.offset));
  view.setBigUint64(SUPER_BLOB_SIZE + 72, BigInt(text.size));
  view.setBigUint64(SUPER_BLOB_SIZE + 80, 1n); // the main executable
  blob.set(name, SUPER_BLOB_SIZE + DIRECTORY_SIZE);
};

/**
 * Signs a file in place unless its signature fits already.
 * @throws when it cannot be signed
 */
export const signFile = (path: string, identifier: string): void => {
  const bytes = readFileSync(path);
  if (checkMachO(bytes).length === 0) return;
  const signed = signMachO(bytes, identifier);
  const problems = checkMachO(signed);
  if (problems.length > 0)
    throw new Error(`the signature of \`${path}\` does not fit: ${problems.join("; ")}`);
  writeFileSync(path, signed);
};
