// Words about notebooks and git: one sentence each. It knows what is the case by values.

import { sayCount } from "../base/say-count.ts";
import type { NoNotebook } from "../notebooks/clean-notebook.ts";
import type { Remains } from "../notebooks/remains.ts";
import { visibleText } from "./text/visible-text.ts";

/** What it is instead of a notebook, and the next step. */
const INSTEAD: Readonly<Record<NoNotebook, { readonly is: string; readonly next: string }>> = {
  empty: { is: "it is empty", next: "save it in Jupyter, or remove it" },
  "lfs-pointer": { is: "it is a pointer of Git LFS", next: "`git lfs pull` fetches the notebook" },
  "merge-conflict": { is: "a merge conflict is in it", next: "resolve it, then `git add` it again" },
  unfinished: {
    is: "it ends in the middle, or is broken",
    next: "save it in Jupyter again, or take it back from git",
  },
  foreign: { is: "it is no notebook", next: "give it another name, or leave it so" },
  "newer-format": { is: "its format is newer than 4", next: "save it as format 4 in Jupyter" },
};

export const sayNoNotebook = (what: NoNotebook): string => INSTEAD[what].is;

export const sayNextStep = (what: NoNotebook): string => INSTEAD[what].next;

/** One line for git's standard error, as the filter itself says it: what was wrong, and what helps. */
export const sayAsItIs = (file: string, what: NoNotebook): string =>
  `jig: ${visibleText(file)} goes into git as it is: ${INSTEAD[what].is}; ${INSTEAD[what].next}`;

/**
 * jig itself did what nb-clean should have done; null where that is nothing to speak of.
 * @param code what nb-clean ended with, or a word of the filter's
 */
export const sayStoodIn = (file: string, code: string): string | null => {
  if (code === REFUSED || code === TWICE) return null;
  const what = WORDS.get(code) ?? `nb-clean ended with ${code}`;
  return `jig: ${visibleText(file)} was cleaned by jig itself: ${what}; \`jig notebooks install\` brings it anew`;
};

/** nb-clean's own code for what it cannot read: NaN, half a character, format 3. */
const REFUSED = "65";
/** Something in the notebook is there twice, and nb-clean looks at one of them. */
const TWICE = "odd";
const WORDS: ReadonlyMap<string, string> = new Map([
  ["0", "nb-clean printed nothing"],
  ["half", "nb-clean printed no whole notebook"],
  ["127", "nb-clean is gone"],
]);

/** A filter of the team's that counts for nothing here, and what gives it back. @param filter null: none at all */
export const sayOverruled = (pattern: string, filter: string | null): string =>
  `\`.gitattributes\` gives \`${visibleText(pattern)}\` ${filter === null ? "no filter" : `the filter \`${visibleText(filter)}\``}, and git's filter of this clone overrules that; \`jig notebooks uninstall\` takes it out`;

/** Another command that git runs in place of jig's filter. @param file null: it is said for this call alone */
export const sayOverruling = (key: string, file: string | null): string =>
  file === null
    ? `\`${key}\` is said by git's variables (\`GIT_CONFIG_…\`) here, and counts in place of jig's filter`
    : `\`${key}\` in \`${visibleText(file)}\` counts in place of jig's filter, and decides what git takes out; take that line out there`;

/** Notebooks that git does not hand to jig's filter though it is set. @param filter null: a line gives them none */
export const sayUnfiltered = (paths: readonly string[], filter: string | null): string =>
  `git hands ${countNotebooks(paths.length)} ${filter === null ? "to no filter" : `to the filter \`${visibleText(filter)}\``}, so what they hold goes into git: ${someOf(paths)}; a line of \`.gitattributes\` says so (\`-filter\`, \`!filter\` or \`filter=\`)`;

const REMAINS: Readonly<Record<Remains, string>> = {
  outputs: "outputs",
  counts: "execution counts",
  "empty-cells": "empty cells",
  metadata: "metadata",
};

/** What the filter takes out of a notebook, in a word or two. */
export const sayRemains = (what: Remains | null): string => REMAINS[what ?? "outputs"];

export const countNotebooks = (count: number): string => sayCount(count, "notebook");

/** A few by name, and how many more. */
export const someOf = (paths: readonly string[], most = 5): string =>
  paths.length <= most
    ? visibleText(paths.join(", "))
    : `${visibleText(paths.slice(0, most).join(", "))} and ${paths.length - most} more`;
