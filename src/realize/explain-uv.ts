// What uv's error lines are about. uv gives no codes, so this one file matches its words, over samples that were recorded
// (`explain-uv.test.ts`); what it does not recognise is shown as it is.

export type UvTrouble =
  | "certificate"
  | "network"
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
  [
    "network",
    /dns error|failed to lookup address|error sending request|client error \(Connect\)|Connection (refused|reset)|tcp connect error|operation timed out|Network connectivity is disabled|Failed to fetch/i,
  ],
  ["no-version", /was not found in the package registry|there (is|are) no versions? of/i],
  ["conflict", /are incompatible|requirements are unsatisfiable/i],
];

/** Null when the lines are of no known kind. */
export const troubleIn = (lines: readonly string[]): UvTrouble | null => {
  const text = lines.join(" ").replaceAll(/[\s│╰├─▶×]+/g, " ");
  return signs.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
};

/** The package that the lines are about; null when they name none. */
export const packageNamedIn = (lines: readonly string[]): string | null => {
  const text = lines.join(" ").replaceAll(/[\s│╰├─▶×]+/g, " ");
  const patterns = [
    /(?:Failed to (?:download(?: and build)?|build|fetch|prepare|install|extract)|Hash mismatch for):? `([A-Za-z0-9][\w.-]*)(?:==|`| @)/,
    /Failed to install: \S+ \(([A-Za-z0-9][\w.-]*)==/,
    /Because ([A-Za-z0-9][\w.-]*) was not found in the package registry/,
    /Because there (?:is|are) no versions? of ([A-Za-z0-9][\w.-]*)/,
    /Because (?:only )?([A-Za-z0-9][\w.-]*?)(?:[=<>!~]=?\S+)? has no (?:\S+-compatible )?wheels/,
    /Failed to fetch: \S+\/simple\/([a-z0-9-]+)\/?(?:\s|$)/,
  ];
  for (const pattern of patterns) {
    const name = pattern.exec(text)?.[1];
    if (name !== undefined) return name.toLowerCase().replaceAll(/[-_.]+/g, "-");
  }
  return null;
};
