// Gives memory back that a quiet supervisor does not need: the pages of its own program that starting has touched. They
// are unchanged copies of the executable, and come back from it when they are needed again.

import { dlopen } from "bun:ffi";
import { readFileSync } from "node:fs";

/** Does nothing where the system does not tell or does not offer it. Takes about a millisecond. */
export const releaseProgramPages = (program: string): void => {
  for (const library of ["libc.so.6", "libc.so"]) {
    try {
      const libc = dlopen(library, { madvise: { args: ["u64", "u64", "i32"], returns: "i32" } });
      for (const { start, length } of findProgramText(program))
        libc.symbols.madvise(start, length, DONT_NEED);
      libc.close();
      return;
    } catch {
      // Another libc, or another system.
    }
  }
};

const DONT_NEED = 4;

/** Executable mappings only: no other is certain to be the file's unchanged content. */
const findProgramText = (program: string): readonly { start: bigint; length: bigint }[] =>
  readFileSync("/proc/self/maps", "utf8")
    .split("\n")
    .flatMap((line) => {
      const [, start, end, path] = /^([0-9a-f]+)-([0-9a-f]+) r-xp \S+ \S+ \d+ +(\/.+)$/.exec(line) ?? [];
      if (start === undefined || end === undefined || path !== program) return [];
      const from = BigInt(`0x${start}`);
      return [{ start: from, length: BigInt(`0x${end}`) - from }];
    });
