// What `jig init` found and proposes, for a person: a line each, readable at 60 columns and without colour.

import type { Proposal } from "../propose/propose.ts";
import type { Paper } from "./problems/draw-problem.ts";
import { visibleText } from "./text/visible-text.ts";
import { wrapAfter, wrapWords, type Columns } from "./text/wrap-words.ts";

/** What stands before the text of the proposed file. */
export const drawFound = ({ found }: Proposal, folder: string, columns: Columns): string =>
  found.length === 0
    ? `${wrapWords(`in \`${visibleText(folder)}\` a Python project was found; proposed \`jig.toml\`:`, columns)}\n\n`
    : `found in \`${visibleText(folder)}\`:\n${listed(found, columns)}\n\nproposed \`jig.toml\`:\n\n`;

interface Remarks extends Proposal {
  /** `.gitignore` gets a line. */
  readonly isIgnoring: boolean;
}

/** What stands behind it: other files, what to know, and what to do first. Empty when there is nothing to say. */
export const drawRemarks = ({ files, notes, offers, todo, isIgnoring }: Remarks, paper: Paper): string => {
  const { style, columns } = paper;
  const ignoring = isIgnoring
    ? ["a line `jig.local.toml` in .gitignore: that file is for one machine alone"]
    : [];
  const beside = [...files.map(({ path }) => path), ...ignoring];
  const parts = [
    ...(beside.length === 0 ? [] : [`beside it:\n${listed(beside, columns)}`]),
    ...(notes.length === 0 ? [] : [`${style.bold("to know:")}\n${listed(notes, columns)}`]),
    ...offers.map((offer) => drawOffer(offer, columns)),
    ...(todo.length === 0 ? [] : [`${style.careful("to do before `jig up`:")}\n${listed(todo, columns)}`]),
  ];
  return parts.map((part) => `\n${part}\n`).join("");
};

const drawOffer = ({ from, toml, packages }: Proposal["offers"][number], columns: Columns): string => {
  const lines = toml.trimEnd().split("\n");
  const needs =
    packages.length === 0 ? "" : `, and ${packages.map((name) => `\`${name}\``).join(", ")} to the packages`;
  const intro = `${visibleText(from)}, is left out; to have it, add this to \`jig.toml\`${needs}:`;
  return `${wrapWords(intro, columns)}\n${lines.map((line) => `  ${visibleText(line)}`).join("\n")}`;
};

const listed = (lines: readonly string[], columns: Columns): string =>
  lines.map((line) => wrapAfter("- ", visibleText(line), columns)).join("\n");
