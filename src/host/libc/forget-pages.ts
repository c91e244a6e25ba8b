// Gives memory back to the system.

import { loadCalls } from "./load-calls.ts";

/** Whole pages of this process's address space. */
export interface PageRange {
  readonly start: bigint;
  /** Bytes. */
  readonly length: bigint;
}

/**
 * Lets the system take back the memory behind pages (Linux). Only for unchanged copies of a file, which come back from
 * it when they are touched: whatever was written into such a page is lost. Gives the bytes that the system agreed to.
 */
export const forgetPages = (ranges: readonly PageRange[]): number => {
  const madvise = { args: ["u64", "u64", "i32"], returns: "i32" } as const;
  const library = loadCalls({ madvise });
  try {
    return ranges
      .filter(({ start, length }) => library.symbols.madvise(start, length, MADV_DONTNEED) === 0)
      .reduce((sum, { length }) => sum + Number(length), 0);
  } finally {
    library.close();
  }
};

const MADV_DONTNEED = 4;
