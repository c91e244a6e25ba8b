// What jig keeps outside of projects, as `jig uninstall` shows it.

import type { Style } from "./text/style.ts";
import { visibleText } from "./text/visible-text.ts";

export interface Leftover {
  readonly kind: "cache" | "state" | "sockets" | "hook" | "filter";
  /** Exactly what is removed, or the rc file with the hook's lines. */
  readonly path: string;
  /** Of what is to be removed. */
  readonly bytes: number;
}

/** What and how much, and below each kind what it is. Narrow on purpose: paths are long. */
export const drawLeftovers = (leftovers: readonly Leftover[], style: Style): string =>
  leftovers
    .flatMap(({ kind, path, bytes }, at) => {
      const size = bytes === 0 ? "" : ` ${style.dim(`(${sayBytes(bytes)})`)}`;
      const line = `  ${style.bold(visibleText(path))}${size}`;
      return leftovers[at + 1]?.kind === kind ? [line] : [line, `    ${MEANINGS[kind]}`];
    })
    .join("\n");

const MEANINGS: Readonly<Record<Leftover["kind"], string>> = {
  cache: "the programs that jig brought, and what it knows of this machine's tools",
  state: "what it knows of each project: logs, ports, tokens, Jupyter's settings",
  sockets: "sockets to the running services",
  filter: "git's filter for notebooks; the rest of this file stays",
  hook: "jig's own lines in this file; the rest of it stays",
};

const sayBytes = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${Math.round(bytes / 1e6)} MB`;
};
