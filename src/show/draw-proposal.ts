// What `jig init` found and proposes, for a person: a line each, readable at 60 columns and without colour.

import type { Proposal } from "../propose/propose.ts";
import type { Style } from "./style.ts";
import { visibleText } from "./visible-text.ts";

/** What stands before the text of the proposed file. */
export const drawFound = ({ found }: Proposal, folder: string): string =>
  found.length === 0
    ? `in \`${visibleText(folder)}\` a Python project was found; proposed \`jig.toml\`:\n\n`
    : `found in \`${visibleText(folder)}\`:\n${listed(found)}\n\nproposed \`jig.toml\`:\n\n`;

/** What stands behind it: other files, what to know, and what to do first. Empty when there is nothing to say. */
export const drawRemarks = ({ files, notes, todo }: Proposal, style: Style): string => {
  const parts = [
    ...(files.length === 0 ? [] : [`beside it:\n${listed(files.map(({ path }) => path))}`]),
    ...(notes.length === 0 ? [] : [`${style.bold("to know:")}\n${listed(notes)}`]),
    ...(todo.length === 0 ? [] : [`${style.careful("to do before `jig up`:")}\n${listed(todo)}`]),
  ];
  return parts.map((part) => `\n${part}\n`).join("");
};

const listed = (lines: readonly string[]): string => lines.map((line) => `- ${visibleText(line)}`).join("\n");
