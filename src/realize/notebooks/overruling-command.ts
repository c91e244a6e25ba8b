// Whether git runs jig's filter where it is set: a later section of git's configuration, or a `process`, goes before it. It
// asks git, and changes nothing.

import type { Host } from "../../host/host.ts";
import { filterScript, type FilterParts } from "../../notebooks/filter-script.ts";
import { FILTER_NAME } from "../../notebooks/own-lines.ts";
import { runGit } from "./run-git.ts";

/** What git runs in place of jig's filter. */
export interface OverrulingCommand {
  /** `filter.nb-clean.clean`, or `….process`, which goes before any `clean`. */
  readonly key: string;
  /** The file that says so, as git names it; null: an option or a variable of this call. */
  readonly file: string | null;
}

/** Null where jig's counts, and where git does not tell. */
export const overrulingCommand = async (
  host: Host,
  root: string,
  parts: FilterParts,
): Promise<OverrulingCommand | null> => {
  const pattern = String.raw`^filter\.${FILTER_NAME}\.(clean|process)$`;
  const ran = await runGit({ host, root }, ["config", "-z", "--show-origin", "--get-regexp", pattern]);
  if (ran.kind !== "exited" || ran.code !== 0) return null;
  const words = ran.stdout.split("\0");
  const found = new Map<string, { readonly value: string; readonly origin: string }>();
  // The last one counts.
  for (let at = 0; at + 1 < words.length; at += 2) {
    const [key = "", ...value] = (words[at + 1] ?? "").split("\n");
    found.set(key, { value: value.join("\n"), origin: words[at] ?? "" });
  }
  for (const [part, isOurs] of [
    ["process", (value: string) => value === ""],
    ["clean", (value: string) => value === filterScript(parts)],
  ] as const) {
    const key = `filter.${FILTER_NAME}.${part}`;
    const one = found.get(key);
    if (one !== undefined && !isOurs(one.value))
      return { key, file: one.origin.startsWith("file:") ? one.origin.slice("file:".length) : null };
  }
  return null;
};
