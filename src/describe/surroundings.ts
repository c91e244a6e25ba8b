// What describing may ask about the world around a text, handed in: with it, a wrong preset or path is told together with
// the wrong keys. Without an answer nothing is said: planning looks again.

import type { Diagnostic } from "../base/diagnostic.ts";
import type { Located, Range, Source } from "../base/place.ts";
import { presetMeant } from "../presets/preset-by-name.ts";
import type { Description } from "./description.ts";
import { clip, listed, quote } from "./words.ts";

/** What a description with problems does not tell for sure. */
export interface Doubts {
  /** Services that may have a port. */
  readonly ports: Set<string>;
  /** There may be more variables than were read. */
  hasVariables: boolean;
}

export interface Surroundings {
  /** The version that `requires-jig` is compared with; this jig's own, if nothing is said. */
  readonly jig?: string;
  /** The names that `use` may have. */
  readonly presets?: readonly string[];
  /** What is at a path, relative to the project's root; null when nothing is. */
  readonly kindOf?: (path: string) => "file" | "folder" | "other" | null;
  /** Folders that services work in have to be there: some are to be started. */
  readonly startsServices?: boolean;
  /** References without a value, beside what is wrong already; a description without problems is left to planning. */
  readonly checkReferences?: (description: Description, doubts: Doubts) => readonly Diagnostic[];
}

type At = { readonly source: Source; readonly range: Range };

/** What is said of a `use` that names no preset. */
export const unknownPreset = (
  { value, range }: Located<string>,
  presets: readonly string[],
  source: Source,
): Diagnostic => {
  const near = presetMeant(value);
  return {
    code: "unknown-preset",
    severity: "error",
    message: `there is no preset ${quote(value)}`,
    source,
    range,
    hint: clip(near === null ? `the presets are ${listed(presets)}` : `did you mean \`${near}\`?`),
  };
};

/** What is said of a requirements file that is not there, or that is something else than a file. */
export const notAFile = (
  path: string,
  kind: "folder" | "other" | "unreadable" | "outside" | null,
  at: At,
): Diagnostic => {
  if (kind === "outside") return notInside(path, at);
  return kind === "unreadable" ? notReadable(path, at) : notThere(path, kind, at);
};

const notInside = (path: string, at: At): Diagnostic => ({
  code: "invalid-path",
  severity: "error",
  message: `${quote(path)} is outside of the project`,
  ...at,
  hint: "another clone of the project would not have it there: copy it into the project",
});

const notReadable = (path: string, at: At): Diagnostic => ({
  code: "not-readable",
  severity: "error",
  message: `${quote(path)} cannot be read: permission denied`,
  ...at,
  hint: "see whose it is and who may read it with `ls -l`",
});

const notThere = (path: string, kind: "folder" | "other" | null, at: At): Diagnostic => ({
  code: kind === null ? "missing-requirements-file" : "not-a-file",
  severity: "error",
  message:
    kind === null
      ? `there is no file ${quote(path)}`
      : `${quote(path)} is ${kind === "folder" ? "a folder, " : ""}not a file`,
  ...at,
  hint: kind === null ? "create it, or take it out of the list" : "name a requirements file",
});

/** What is said of a `cwd` in which nothing can be started. */
export const notAFolder = (path: string, kind: "file" | "other" | null, at: At): Diagnostic => ({
  code: "missing-folder",
  severity: "error",
  message: kind === null ? `there is no folder ${quote(path)}` : `${quote(path)} is not a folder`,
  ...at,
  hint: "create it, or name another folder",
});
