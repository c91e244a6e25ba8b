// Checks that a Mach-O executable's signature is of the file as it is: macOS ends a program at the first page whose hash
// does not fit. The numbers are those of Apple's cs_blobs.h. Certificates are not looked at.
//
//   bun script/check-mach-o.ts FILE...

import { readFileSync } from "node:fs";

import { sha256Bytes } from "./sha256.ts";
import { readMachO, viewOf } from "./mach-o.ts";

const EMBEDDED_SIGNATURE = 0xfa_de_0c_c0;
const CODE_DIRECTORY = 0xfa_de_0c_02;
const SHA256 = 2;

/** What is wrong with the signature, a sentence each; empty when the file is signed as a whole, as it is. */
export const checkMachO = (bytes: Uint8Array): readonly string[] => {
  const { signature, segments } = readMachO(bytes);
  if (signature === null) return ["it is not signed"];
  const { offset, size } = signature;
  if (offset + size > bytes.length) return ["the signature is cut off"];
  const problems: string[] = [];
  const end = segments.at(-1);
  if (
    end?.name !== "__LINKEDIT" ||
    end.offset + end.size !== offset + size ||
    offset + size !== bytes.length
  ) {
    problems.push("the signature is not the end of the file");
  }
  const blob = bytes.subarray(offset, offset + size);
  const directory = findDirectory(blob);
  return directory === null
    ? [...problems, "the signature holds no code directory"]
    : [...problems, ...checkPages(bytes, { directory, offset })];
};

const findDirectory = (blob: Uint8Array): Uint8Array | null => {
  const view = viewOf(blob);
  if (blob.length < 12 || view.getUint32(0) !== EMBEDDED_SIGNATURE) return null;
  for (let at = 12, left = view.getUint32(8); left > 0 && at + 8 <= blob.length; left -= 1, at += 8) {
    const start = view.getUint32(at + 4);
    if (start + 44 > blob.length || view.getUint32(start) !== CODE_DIRECTORY) continue;
    return blob.subarray(start, start + view.getUint32(start + 4));
  }
  return null;
};

const checkPages = (
  bytes: Uint8Array,
  { directory, offset }: { readonly directory: Uint8Array; readonly offset: number },
): readonly string[] => {
  const view = viewOf(directory);
  const [hashes, count, limit] = [view.getUint32(16), view.getUint32(28), view.getUint32(32)];
  const [hashSize, hashType, pageSize] = [directory[36] ?? 0, directory[37], 2 ** (directory[39] ?? 0)];
  if (hashType !== SHA256) return [`its hashes are of the type ${hashType}, not SHA-256`];
  const problems: string[] = [];
  if (limit !== offset) problems.push(`it covers ${limit} of the ${offset} bytes before it`);
  if (count !== Math.ceil(limit / pageSize)) problems.push(`it has ${count} hashes for ${limit} bytes`);
  let bad = 0;
  for (let page = 0; page < count; page += 1) {
    const found = sha256Bytes(bytes.subarray(page * pageSize, Math.min((page + 1) * pageSize, limit)));
    const at = hashes + page * hashSize;
    if (!Buffer.from(found).equals(directory.subarray(at, at + hashSize))) bad += 1;
  }
  if (bad > 0) problems.push(`${bad} of ${count} pages have another hash`);
  return problems;
};

if (import.meta.main) {
  for (const file of process.argv.slice(2)) {
    const problems = checkMachO(readFileSync(file));
    console.log(`${file}: ${problems.length === 0 ? "signed as it is" : problems.join("; ")}`);
    if (problems.length > 0) process.exitCode = 1;
  }
}
