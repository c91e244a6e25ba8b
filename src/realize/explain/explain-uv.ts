// What uv's error lines are about. uv gives no codes, so this one file matches its words, over samples that were recorded
// (`explain-uv.test.ts`); what it does not recognise is shown as it is.

import { normaliseName } from "../../plan/requirements/requirement-text.ts";

export type UvTrouble =
  | "certificate"
  | "network"
  | "server-error"
  | "gone"
  | "broken-download"
  | "authentication"
  | "disk-full"
  | "no-version"
  | "no-wheel"
  | "hash-mismatch"
  | "build-failed"
  | "conflict";

const signs: readonly (readonly [UvTrouble, RegExp])[] = [
  ["disk-full", /No space left on device|os error 28|Disk quota exceeded/i],
  ["hash-mismatch", /Hash mismatch for/i],
  ["certificate", /invalid peer certificate|UnknownIssuer|certificate verify failed|CaUsedAsEndEntity/i],
  ["authentication", /401 Unauthorized|403 Forbidden|407 Proxy|Missing credentials/i],
  ["build-failed", /Failed to build|build backend (failed|returned)|Call to `?\S*build_wheel/i],
  [
    "no-wheel",
    /has no (\S+-compatible )?wheels|no wheels are usable|doesn't have a (source distribution or )?wheel/i,
  ],
  ["gone", /HTTP status client error \((?:404|410)/i],
  ["server-error", /HTTP status server error \(5\d\d/i],
  [
    "broken-download",
    /has an invalid package format|Bad CRC|Failed to extract archive|end of file before message length|connection closed before message completed|error reading a body from connection/i,
  ],
  [
    "network",
    /dns error|failed to lookup address|error sending request|client error \(Connect\)|Connection (refused|reset)|tcp connect error|operation timed out|Network connectivity is disabled|network was disabled|Failed to fetch/i,
  ],
  ["no-version", /was not found in the package registry|there (is|are) no versions? of/i],
  ["conflict", /are incompatible|requirements are unsatisfiable/i],
];

/** Null when the lines are of no known kind. */
export const troubleIn = (lines: readonly string[]): UvTrouble | null => {
  const text = inOneLine(lines);
  return signs.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
};

/** The package that the lines are about; null when they name none. */
export const packageNamedIn = (lines: readonly string[]): string | null => {
  const text = inOneLine(lines);
  const patterns = [
    /(?:Failed to (?:download(?: and build)?|build|fetch|prepare|install|extract)|Hash mismatch for):? `([A-Za-z0-9][\w.-]*)(?:==|`| @)/,
    /Failed to install: \S+ \(([A-Za-z0-9][\w.-]*)==/,
    NOT_FOUND,
    /Because there (?:is|are) no versions? of ([A-Za-z0-9][\w.-]*)/,
    /Because (?:only )?([A-Za-z0-9][\w.-]*?)(?:[=<>!~]=?\S+)? has no (?:\S+-compatible )?wheels/,
    /([A-Za-z0-9][\w.-]*)==\S+ has an invalid package format/,
    /Failed to fetch: \S+\/simple\/([a-z0-9-]+)\/?(?:\s|$)/,
    /Failed to fetch: \S+\/([A-Za-z0-9][\w.]*)-\d[^/\s]*\.(?:whl|tar\.gz)(?:\s|$)/,
  ];
  for (const pattern of patterns) {
    const name = pattern.exec(text)?.[1];
    if (name !== undefined) return normaliseName(name);
  }
  return null;
};

/** What an index that is there says of itself: `503 Service Unavailable`; null when it is another trouble. */
export const serverErrorIn = (lines: readonly string[]): string | null =>
  /HTTP status server error \((5\d\d[^)]*)\)/i.exec(inOneLine(lines))?.[1] ?? null;

/** What an index that is there says of a file that it does not have: `404 Not Found`; null when it is another trouble. */
export const clientErrorIn = (lines: readonly string[]): string | null =>
  /HTTP status client error \((4\d\d[^)]*)\)/i.exec(inOneLine(lines))?.[1] ?? null;

/** A name that the package index does not have, and what asks for it; null when that is not the trouble. */
export const unknownPackageIn = (
  lines: readonly string[],
): { readonly name: string; readonly isAskedFor: boolean } | null => {
  const text = inOneLine(lines);
  const name = NOT_FOUND.exec(text)?.[1];
  if (name === undefined || troubleIn(lines) !== "no-version") return null;
  return {
    name: normaliseName(name),
    isAskedFor: askedFor(text).some((asked) => normaliseName(nameOf(asked)) === normaliseName(name)),
  };
};

/** The package that uv proposes in place of one that cannot be built: `scikit-learn` for `sklearn`. */
export const replacementIn = (lines: readonly string[]): string | null =>
  /Did you mean to install `([A-Za-z0-9][\w.-]*)` instead\?/.exec(inOneLine(lines))?.[1] ?? null;

/** Why versions exclude each other: uv's first reason, and the project's requirements that its reasons name. */
export const conflictIn = (
  lines: readonly string[],
): { readonly reason: string; readonly requirements: readonly string[] } | null => {
  // A requirement with a marker carries it: `torch{sys_platform == 'darwin'}>=2.5`.
  const text = inOneLine(lines).replaceAll(/(?<=[\w\]])\{[^}]*\}/g, "");
  const reasons = [...text.matchAll(/[Bb]ecause (.+?),? we can conclude that /g)].map(([, each]) => each);
  // That the newest versions ask for another Python says nothing of the others.
  const reason = reasons.find((each) => each?.startsWith("the requested Python") !== true) ?? reasons[0];
  if (reason === undefined || troubleIn(lines) !== "conflict") return null;
  return { reason, requirements: askedFor(text) };
};

const NOT_FOUND = /Because ([A-Za-z0-9][\w.-]*) was not found in the package registry/;

/** uv breaks and indents its lines, and older ones draw lines around them. */
export const inOneLine = (lines: readonly string[]): string =>
  lines.join(" ").replaceAll(/[\s│╰├─▶×]+/g, " ");

/** The name that a requirement begins with. */
export const nameOf = (requirement: string): string => /^[A-Za-z0-9][\w.-]*/.exec(requirement)?.[0] ?? "";

/** The requirements of the project that the reasons name; what is only concluded is none of them. */
export const askedFor = (text: string): readonly string[] => {
  const reasons = text.replaceAll(/we can conclude that .*?\.(?= And because|(?: hint:.*)?$)/g, "");
  const found = [
    ...reasons.matchAll(/(?:your project depends on|you require) (\S+)(?: and (\S+)(?! depends| was))?/g),
  ];
  const words = found.flatMap(([, first = "", second = ""]) => [first, second]);
  return [...new Set(words.map((word) => word.replace(/,$/, "")))].filter(
    (word) => /^[a-z0-9]/i.test(word) && !/^(?:your|you)$/.test(word),
  );
};
