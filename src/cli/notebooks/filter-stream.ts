// What git's filter calls where nb-clean is of no use: a notebook on standard input, and on standard output a line with the
// words for people, which may be empty, and then the cleaned notebook: nothing where the bytes are to pass as they are. No
// zero is among it, for a shell would lose that.

import fs from "node:fs";

import { cleanNotebook } from "../../notebooks/clean-notebook.ts";
import { sayAsItIs, sayStoodIn } from "../../show/say-notebooks.ts";

/** @param words the file's name, for people; what nb-clean ended with, or what of it is no good; nb-clean's options */
export const filterStream = ([file = "", code = "", ...options]: readonly string[]): void => {
  const bytes = readInput();
  const cleaned = cleanNotebook(bytes, options);
  const line = cleaned.ok ? sayStoodIn(file, code) : sayAsItIs(file, cleaned.failure);
  writeOutput(new TextEncoder().encode(`${(line ?? "").replaceAll("\n", " ")}\n`));
  if (cleaned.ok && cleaned.value !== bytes) writeOutput(forShell(cleaned.value));
};

/** With a zero among them, as `printf %b` takes them: a notebook begins with no backslash, and these do. */
const forShell = (bytes: Uint8Array): Uint8Array => {
  if (!bytes.includes(0)) return bytes;
  const text = Buffer.from(bytes).toString("latin1");
  const escaped = text.replaceAll(/^[^]|[\0\\]/g, (found) => `\\0${octal(found)}`);
  return Buffer.from(escaped, "latin1");
};

const octal = (character: string): string => character.charCodeAt(0).toString(8).padStart(3, "0");

/** All of standard input. */
export const readInput = (): Uint8Array => fs.readFileSync(0);

/** All of it, to standard output. */
export const writeOutput = (bytes: Uint8Array): void => {
  for (let at = 0; at < bytes.length;) at += fs.writeSync(1, bytes, at);
};
