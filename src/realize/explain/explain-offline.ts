// What is said when uv was told to stay offline, and what is needed is not in its cache. It matches uv's own words, over samples
// that were recorded (`explain-offline.test.ts`).

import { normaliseName } from "../../plan/requirements/requirement-text.ts";
import type { Words } from "./failure-words.ts";
import { inOneLine, packageNamedIn } from "./explain-uv.ts";

/** Null when uv was not told to. uv names what it missed first: there may be more. */
export const explainOffline = (
  lines: readonly string[],
): (Words & { readonly about: string | null }) | null => {
  const text = inOneLine(lines);
  if (!/network(?: connectivity)? (?:is|was) disabled/i.test(text)) return null;
  const [first, ...others] = missingIn(text);
  const about = first === undefined ? packageNamedIn(lines) : normaliseName(first.replace(/==.*$/, ""));
  const names = first === undefined ? (about === null ? [] : [about]) : [first, ...others];
  const missing = names.length === 0 ? "all that is needed" : names.map((name) => `\`${name}\``).join(", ");
  return {
    message: `uv is to stay offline, and its cache does not have ${missing}`,
    about,
    detail: [],
    hint:
      names.length === 0
        ? "run it once with a network"
        : "run it once with a network: uv tells what it misses first, and there may be more",
  };
};

const missingIn = (text: string): readonly string[] => {
  const pages = [...text.matchAll(/(?:Because|and) ([A-Za-z0-9][\w.-]*) was not found in the cache/g)];
  const files = [
    ...text.matchAll(
      /Failed to (?:download|fetch)(?: and build)?:? `([A-Za-z0-9][\w.-]*(?:==[^`\s]+)?)[`\s]/g,
    ),
  ];
  return [...new Set([...pages, ...files].map(([, name = ""]) => name))];
};
