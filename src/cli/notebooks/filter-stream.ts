// What git's filter calls where nb-clean is of no use: a notebook on standard input, the cleaned one on standard output, and
// at most one line for people. Whatever comes in, something whole goes out, or it fails and git takes its own copy.

import fs from "node:fs";

import { cleanNotebook } from "../../notebooks/clean-notebook.ts";
import { sayAsItIs, sayStoodIn } from "../../show/say-notebooks.ts";
import type { JigContext } from "../context.ts";

/** @param words the file's name, for people; what nb-clean ended with; nb-clean's options */
export const filterStream = (
  { err }: JigContext,
  [file = "", code = "", ...options]: readonly string[],
): void => {
  const bytes = readInput();
  const cleaned = cleanNotebook(bytes, options);
  const line = cleaned.ok ? sayStoodIn(file, Number(code)) : sayAsItIs(file, cleaned.failure);
  writeOutput(cleaned.ok ? cleaned.value : bytes);
  if (line !== null) err.write(`${line}\n`);
};

/** All of standard input. */
export const readInput = (): Uint8Array => fs.readFileSync(0);

/** All of it, to standard output. */
export const writeOutput = (bytes: Uint8Array): void => {
  for (let at = 0; at < bytes.length;) at += fs.writeSync(1, bytes, at);
};
