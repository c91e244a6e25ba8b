// A pip requirements file → its entries, each with its place. Pure: it follows no `-r` and resolves nothing.

import type { Range, Source } from "../../base/place.ts";

/** `range` covers the whole entry, over its continuation lines; `path` is as written, relative to the file itself. */
export type RequirementsEntry =
  | ({ readonly kind: "requirement" } & Asked)
  | { readonly kind: "include"; readonly path: string; readonly range: Range }
  | { readonly kind: "constraint"; readonly path: string; readonly range: Range }
  /** `--index-url …` and the like, or what follows a requirement on its line. */
  | { readonly kind: "option"; readonly text: string; readonly range: Range }
  /** A path, an address, a repository or an editable install. */
  | ({ readonly kind: "place" } & Asked);

interface Asked {
  readonly text: string;
  readonly range: Range;
  /** What follows `--hash`, as written: `sha256:…`; absent when nothing does. */
  readonly hashes?: readonly string[];
}

/** Reads every entry, in order. Never throws; linear in the text. */
export const parseRequirementsFile = (source: Source): readonly RequirementsEntry[] =>
  logicalLines(source.text).flatMap(({ text, range }) => readEntry(text, range));

interface LogicalLine {
  readonly text: string;
  readonly range: Range;
}

/** Lines joined over `\`, without comments, without the empty ones. */
const logicalLines = (text: string): readonly LogicalLine[] => {
  const lines: LogicalLine[] = [];
  const LINE = /[^\n]*(?:\n|$)/y;
  let parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at = LINE.lastIndex) {
    LINE.lastIndex = at;
    const line = (LINE.exec(text)?.[0] ?? "").replace(/\r?\n$/, "");
    if (parts.length === 0) start = at;
    // A comment ends the entry, even one that ends with a backslash; so pip has it.
    const isComment = /^\s*#/.test(line);
    if (line.endsWith("\\") && !isComment) parts.push(line.slice(0, -1));
    else {
      const whole = [...parts, line].join("");
      const content = isComment && parts.length > 0 ? parts.join("") : whole;
      const entry = toEntry(text, content, { start, end: at + line.length });
      if (entry !== null) lines.push(entry);
      parts = [];
    }
  }
  const rest = toEntry(text, parts.join(""), { start, end: text.length });
  return rest === null ? lines : [...lines, rest];
};

const toEntry = (
  text: string,
  content: string,
  { start, end }: { start: number; end: number },
): LogicalLine | null => {
  const entry = content.replace(/(?:^|\s)#.*$/s, "").trim();
  if (entry === "") return null;
  const raw = text.slice(start, end);
  const lead = raw.length - raw.trimStart().length;
  const isWhole = raw.trim() === entry;
  const length = isWhole || !/[\n]/.test(raw) ? entry.length : raw.trim().length;
  return { text: entry, range: { offset: start + lead, length } };
};

const INCLUDE = /^(-r|--requirement|-c|--constraint|-e|--editable)(?:\s*=\s*|\s+|(?=[^-\s=]))(.*)$/s;

const readEntry = (text: string, range: Range): readonly RequirementsEntry[] => {
  const [, flag, argument = ""] = INCLUDE.exec(text) ?? [];
  const path = argument.trim().replace(/^(["'])(.*)\1$/s, "$2");
  if (flag === "-r" || flag === "--requirement") return [{ kind: "include", path, range }];
  if (flag === "-c" || flag === "--constraint") return [{ kind: "constraint", path, range }];
  if (flag !== undefined) return [{ kind: "place", text, range }];
  if (text.startsWith("-")) return [{ kind: "option", text, range }];
  return readRequirement(text, range);
};

const readRequirement = (text: string, range: Range): readonly RequirementsEntry[] => {
  // One space is enough, and many would make the patterns below slow.
  const [requirement = "", ...options] = text.replaceAll(/\s+/g, " ").split(/ (?=--?[A-Za-z])/);
  const [hashed, kept] = [
    options.filter((option) => HASH.test(option)),
    options.filter((option) => !HASH.test(option)),
  ];
  const hashes = hashed.map((option) => option.replace(HASH, "").trim());
  const entry = requirement.trim();
  const kind = isPlace(entry) ? "place" : "requirement";
  return [
    { kind, text: entry, range, ...(hashes.length === 0 ? {} : { hashes }) },
    ...kept.map((option): RequirementsEntry => ({ kind: "option", text: option.trim(), range })),
  ];
};

const HASH = /^--hash(?:\s*=\s*|\s+|$)/;
const NAMED = /^[A-Za-z0-9][A-Za-z0-9._-]*\s*(?:\[[^\]]*\])?\s*@\s*\S/;
const ADDRESS = /^(?:[A-Za-z][A-Za-z0-9+.-]*:\/\/|file:|git\+)/;
const ARCHIVE = /\.(?:whl|zip|tar\.gz|tgz|tar\.bz2|tar\.xz)(?:$|[\s;#[])/;

const isPlace = (text: string): boolean => {
  const [requirement = ""] = text.split(";", 1);
  return (
    NAMED.test(text) ||
    ADDRESS.test(text) ||
    /[/\\]|^\.{1,2}(?:$|\[)/.test(requirement) ||
    ARCHIVE.test(requirement)
  );
};
