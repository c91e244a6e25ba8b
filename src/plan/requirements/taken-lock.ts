// Other tools' locks among the requirements: uv's `uv.lock` and PEP 751's `pylock.toml`, whose versions are taken as they are.
// Pure; the packages in them are read when `jig.lock` is made, and not before.

import type { Diagnostic } from "../../base/diagnostic.ts";
import { sha256 } from "../../base/digest.ts";
import type { Range, Source } from "../../base/place.ts";
import { quote } from "../../describe/words.ts";

export interface TakenLock {
  readonly kind: TakenKind;
  /** Relative to the project's root. */
  readonly path: string;
  /** Of its text; line endings do not change it. */
  readonly digest: string;
  /** The dependency groups that are named; null: those that uv takes by itself. Always null for a `pylock.toml`. */
  readonly groups: readonly string[] | null;
}

type TakenKind = "uv-lock" | "pylock";

/** What kind of lock a path names; null when it is none. */
export const takenKind = (path: string): TakenKind | null => {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name === "uv.lock") return "uv-lock";
  return /^pylock(?:\.[^.]+)?\.toml$/.test(name) ? "pylock" : null;
};

/** @param groups those that the description names */
export const takenLock = ({ file, text }: Source, groups: readonly string[]): TakenLock | null => {
  const kind = takenKind(file);
  if (kind === null) return null;
  const named = kind === "pylock" || groups.length === 0 ? null : groups.toSorted();
  return { kind, path: file, digest: `sha256:${sha256(text.replaceAll("\r\n", "\n"))}`, groups: named };
};

/** Two whole locks each say which version everything has. */
export const twoLocks = (
  first: { readonly source: Source; readonly range: Range },
  second: { readonly path: string; readonly source: Source; readonly range: Range },
): Diagnostic => ({
  code: "two-locks",
  severity: "error",
  message: `${quote(second.path)} is a second lock: each of them decides all versions`,
  source: second.source,
  range: second.range,
  related: [{ message: "the other one", source: first.source, range: first.range }],
  hint: "keep one of them",
});
