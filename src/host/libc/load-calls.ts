// Calls of the C library made ready, and the one reason why that fails on machines that are in order otherwise: a
// limit on address space, as login nodes of clusters have it, leaves the runtime no room to compile the calls.

import type * as Ffi from "bun:ffi";
import type { FFIFunction, Library } from "bun:ffi";
import fs from "node:fs";

import { loadedLibc } from "./loaded-libc.ts";

/**
 * Opens the C library that this process runs on; close it when its work is done. Throws an error that
 * `isAddressSpaceShort` knows when this process's limit on address space is the reason.
 */
export const loadCalls = <Calls extends Record<string, FFIFunction>>(calls: Calls): Library<Calls> => {
  try {
    return openingCalls().dlopen(loadedLibc(), calls);
  } catch (error) {
    throw isWithoutCompiler(error) && isAddressSpaceLimited()
      ? Object.assign(new Error("the limit on address space is too low"), { code: CODE })
      : error;
  }
};

/** Loaded when a call is wanted: most commands need none, and it takes as long as three of our own modules. */
const openingCalls = (): typeof Ffi => {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- the runtime has it, and its types do not say so.
  return process.getBuiltinModule("bun:ffi") as typeof Ffi;
};

/** Whether jig could not work because of `ulimit -v`. */
export const isAddressSpaceShort = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === CODE;

const CODE = "ADDRESS_SPACE";

/** The runtime has no other sign of it than these words. */
const isWithoutCompiler = (error: unknown): boolean =>
  error instanceof TypeError && error.message.includes("requires the JIT");

const isAddressSpaceLimited = (): boolean => {
  try {
    return /^Max address space\s+\d/m.test(fs.readFileSync("/proc/self/limits", "utf8"));
  } catch {
    return false;
  }
};
