// What git's filter calls where nb-clean is of no use: a notebook on standard input, and on standard output a line with the
// words for people, which may be empty, and then the cleaned notebook: nothing where the bytes are to pass as they are.

import fs from "node:fs";

import { cleanNotebook } from "../../notebooks/clean-notebook.ts";
import { sayAsItIs, sayStoodIn } from "../../show/say-notebooks.ts";

/** @param words the file's name, for people; what nb-clean ended with; nb-clean's options */
export const filterStream = ([file = "", code = "", ...options]: readonly string[]): void => {
  const cleaned = cleanNotebook(readInput(), options);
  const line = cleaned.ok ? sayStoodIn(file, Number(code)) : sayAsItIs(file, cleaned.failure);
  writeOutput(new TextEncoder().encode(`${(line ?? "").replaceAll("\n", " ")}\n`));
  if (cleaned.ok) writeOutput(cleaned.value);
};

/** All of standard input. */
export const readInput = (): Uint8Array => fs.readFileSync(0);

/** All of it, to standard output. */
export const writeOutput = (bytes: Uint8Array): void => {
  for (let at = 0; at < bytes.length;) at += fs.writeSync(1, bytes, at);
};
