// Packs a plain archive, a gzipped tar: the executable and the licence in one folder.

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Contents } from "./packaging.ts";
import type { Platform } from "./platforms.ts";

const BLOCK = 512;
/** Seconds since the epoch: of every file, so that the same files give the same archive. */
const PACKED_AT = Date.UTC(1980, 0, 1) / 1000;

/** Writes the platform's archive into a folder and gives its name. */
export const packArchive = (
  folder: string,
  platform: Platform,
  { executable, packaging }: Contents,
): string => {
  const base = `jig-${packaging.version}-${platform.name}`;
  const tar = makeTar([
    { name: `${base}/jig`, content: executable, mode: 0o755 },
    { name: `${base}/LICENSE`, content: new TextEncoder().encode(packaging.license), mode: 0o644 },
  ]);
  const name = `${base}.tar.gz`;
  writeFileSync(join(folder, name), Bun.gzipSync(tar, { library: "libdeflate", level: 9 }));
  return name;
};

interface TarFile {
  /** Up to 100 bytes. */
  readonly name: string;
  readonly content: Uint8Array;
  readonly mode: number;
}

const makeTar = (files: readonly TarFile[]): Uint8Array<ArrayBuffer> => {
  const sizes = files.map(({ content }) => BLOCK + Math.ceil(content.length / BLOCK) * BLOCK);
  // Two empty blocks are the end.
  const tar = new Uint8Array(sizes.reduce((sum, size) => sum + size, 2 * BLOCK));
  let at = 0;
  for (const [index, file] of files.entries()) {
    tar.set(headerOf(file), at);
    tar.set(file.content, at + BLOCK);
    at += sizes[index] ?? 0;
  }
  return tar;
};

/** After POSIX's ustar: numbers are octal text. */
const headerOf = ({ name, content, mode }: TarFile): Uint8Array => {
  const header = new Uint8Array(BLOCK);
  const put = (at: number, text: string): void => header.set(new TextEncoder().encode(text), at);
  put(0, name);
  put(100, octal(mode, 7));
  put(108, octal(0, 7));
  put(116, octal(0, 7));
  put(124, octal(content.length, 11));
  put(136, octal(PACKED_AT, 11));
  put(148, " ".repeat(8));
  put(156, "0");
  put(257, "ustar\u000000");
  // The sum of all bytes, its own field counted as spaces.
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, "0")}\0 `);
  return header;
};

const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, "0")}\0`;
