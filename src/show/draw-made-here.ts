// What jig made for a project, as `jig clean` shows it.

import type { Style } from "./text/style.ts";
import { visibleText } from "./text/visible-text.ts";

interface Lists {
  readonly removable: readonly { readonly kind: keyof typeof MEANINGS; readonly path: string }[];
  readonly kept: readonly { readonly path: string; readonly why: string }[];
}

const MEANINGS = {
  filter: "git's filter for notebooks; the rest of this file stays",
  environment: "the packages",
  state: "what jig keeps about this project: logs, ports, tokens",
  socket: "where its services were talked about",
};

/** Two lines each: where and what, for paths are long; then what stays. */
export const drawMadeHere = ({ removable, kept }: Lists, style: Style): string => {
  const entry = (path: string, text: string): string =>
    `  ${style.bold(visibleText(path))}\n    ${visibleText(text)}`;
  return [
    removable.length === 0 ? "there is nothing here that jig made" : "jig made for this project:",
    ...removable.map(({ path, kind }) => entry(path, MEANINGS[kind])),
    ...(kept.length === 0 ? [] : ["these stay:"]),
    ...kept.map(({ path, why }) => entry(path, why)),
  ].join("\n");
};
