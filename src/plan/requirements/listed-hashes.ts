// The hashes that requirements list (`--hash=sha256:…`, `#sha256=…`): which files of a package may be locked at all. Pure; it
// sees no file, and does not know what an index has.

import type { Json } from "../../base/digest.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Place, Range, Source } from "../../base/place.ts";
import { parsePlace, type Origin } from "../../describe/requirements/parse-place.ts";
import { quote } from "../../describe/words.ts";
import { placeFinder } from "../place-finder.ts";
import { requirementName } from "./requirement-text.ts";

export interface ListedHashes {
  /** As in PEP 503. */
  readonly package: string;
  /** Hex, sorted: each file that is locked has one of them. */
  readonly sha256: readonly string[];
  /** The lines that list them. */
  readonly places: readonly Place[];
}

/** A requirement or a constraint, wherever it stands. */
export interface HashedLine {
  readonly text: string;
  /** It names one, and not versions. */
  readonly isPlace: boolean;
  readonly source: Source;
  readonly range: Range;
  /** What follows `--hash`, as written. */
  readonly hashes?: readonly string[];
}

/** As JSON, for a digest: where a line stands decides nothing. */
export const plainHashes = (hashes: readonly ListedHashes[]): Json =>
  hashes.map(({ package: name, sha256 }) => [name, ...sha256]);

/**
 * By package, sorted. Of several lines each binds: what they have in common is left. Lines with different markers are for
 * different machines, and one lock is for all of them: there, either's will do.
 */
export const gatherHashes = (
  lines: readonly HashedLine[],
): { readonly hashes: readonly ListedHashes[]; readonly problems: readonly Diagnostic[] } => {
  const problems: Diagnostic[] = [];
  const bound = lines.flatMap((line): readonly Bound[] => {
    const read = readLine(line);
    if (read === null) return [];
    if ("severity" in read) problems.push(read);
    return "severity" in read ? [] : [read];
  });
  const finders = new Map<Source, ReturnType<typeof placeFinder>>();
  const placeOf = ({ source, range }: HashedLine): Place => {
    const find = finders.get(source) ?? placeFinder(source);
    finders.set(source, find);
    return find(range);
  };
  const hashes = [...Map.groupBy(bound, ({ name }) => name)].map(([name, each]): ListedHashes => {
    const alternatives = [...Map.groupBy(each, ({ marker }) => marker).values()].map((same) =>
      inCommon(same),
    );
    return {
      package: name,
      sha256: [...new Set(alternatives.flat())].toSorted(),
      places: each.map(({ line }) => placeOf(line)),
    };
  });
  return { hashes: hashes.toSorted((one, other) => (one.package < other.package ? -1 : 1)), problems };
};

interface Bound {
  readonly name: string;
  readonly marker: string;
  readonly sha256: readonly string[];
  readonly line: HashedLine;
}

const inCommon = ([first, ...others]: readonly Bound[]): readonly string[] =>
  first?.sha256.filter((hash) => others.every(({ sha256 }) => sha256.includes(hash))) ?? [];

/** Null for a line that lists no hash, and for one that is wrong in other ways. */
const readLine = (line: HashedLine): Bound | Diagnostic | null => {
  const { text, source, range, hashes = [] } = line;
  const placed = line.isPlace ? parsePlace(text) : null;
  if (placed?.ok === false) return null;
  const place = placed?.value ?? null;
  const from = place?.origin.kind ?? "index";
  const listed = [...hashes, ...(["address", "archive"].includes(from) ? inAddress(text) : [])];
  if (listed.length === 0) return null;
  const problem = problemIn(listed, from);
  if (problem !== null) return { code: "invalid-hash", severity: "error", ...problem, source, range };
  const sha256 = listed.flatMap((hash) => SHA256.exec(hash)?.[1]?.toLowerCase() ?? []);
  const name = requirementName(place?.name ?? text);
  return name === null ? null : { name, marker: markerIn(text), sha256, line };
};

const problemIn = (
  listed: readonly string[],
  from: Origin["kind"] | "index",
): { readonly message: string; readonly hint: string } | null => {
  if (from === "folder" || from === "repository")
    return {
      message: `a ${from} has no hash that could be compared`,
      hint: `take \`--hash\` out${from === "folder" ? "" : ", and name a commit: `name @ git+https://…@COMMIT`"}`,
    };
  const wrong = listed.find((hash) => !KNOWN.test(hash));
  if (wrong !== undefined)
    return {
      message: wrong === "" ? "`--hash` says no hash" : `${quote(wrong)} is not a hash`,
      hint: "a sha256 has 64 hexadecimal digits: `--hash=sha256:…`",
    };
  return listed.some((hash) => SHA256.test(hash))
    ? null
    : { message: "none of the hashes is a sha256, and `jig.lock` knows no other", hint: WRITES };
};

const WRITES = "`uv pip compile --generate-hashes` and `pip-compile --generate-hashes` write them";

const SHA256 = /^sha256:([0-9a-f]{64})$/i;
/** Others are known to pip: files are not compared with them, so one beside a sha256 is of no harm. */
const KNOWN = /^(?:sha256:[0-9a-f]{64}|(?:sha384|sha512|sha224|sha1|md5):[0-9a-f]+)$/i;

/** Those behind the `#` of an address, spelled as `--hash` has them. */
const inAddress = (text: string): readonly string[] => {
  const fragment = /#([^\s;]*)/.exec(text)?.[1] ?? "";
  return fragment.split("&").flatMap((part) => /^(sha\d+|md5)=(.*)$/.exec(part)?.slice(1).join(":") ?? []);
};

const markerIn = (text: string): string =>
  (/;(.*)$/s.exec(text)?.[1] ?? "").replaceAll(/\s+/g, "").replaceAll("'", '"');
