// A version of a package that cannot be had, from uv's reasons, in words: there is no such version, or not for this Python.
// Like `explain-uv.ts` it matches uv's own words, over samples that were recorded.

import { normaliseName } from "../../plan/requirements/requirement-text.ts";
import { askedFor, inOneLine, nameOf } from "./explain-uv.ts";

export interface VersionWords {
  readonly message: string;
  readonly hint: string;
  /** The package that it is about. */
  readonly about: string;
  /** The index does not have it, or has it left out because the package is to come from elsewhere. */
  readonly isAbsent?: true;
}

/** What is said of the version; null when uv's lines are about something else. */
export const explainVersions = (lines: readonly string[]): VersionWords | null => {
  const text = inOneLine(lines);
  return (
    allNeedNewer(text) ?? needsPython(text) ?? notForThisPython(text) ?? tooYoung(text) ?? noSuchVersion(text)
  );
};

/** As the project asks for it; as uv concludes it when only another package does. */
const askedAs = (text: string, found: string): string =>
  askedFor(text).find((asked) => normaliseName(nameOf(asked)) === normaliseName(nameOf(found))) ?? found;

const needsPython = (text: string): VersionWords | null => {
  // Where the reasons begin with another one, that stands against the older versions, which ask for no other Python.
  if (!text.startsWith("Because the requested Python version", text.indexOf("Because "))) return null;
  // The same holds where another requirement is needed for it.
  if (new Set(askedFor(text).map((asked) => normaliseName(nameOf(asked)))).size > 1) return null;
  const [, ours, , theirs, found = ""] =
    /requested Python version \(==(3\.\d+)(\.\*)?\) does not satisfy Python([<>=!~][^\s,]*\S*) and (\S+) depends on Python/.exec(
      text,
    ) ?? [];
  if (ours === undefined || theirs === undefined) return null;
  const newer = /^>=(3\.\d+)(?:\.\d+)?$/.exec(theirs)?.[1];
  const older = /^<(3\.\d+)(?:\.\d+)?$/.exec(theirs)?.[1];
  const wanted =
    newer !== undefined
      ? `Python ${newer} or newer`
      : older !== undefined
        ? `a Python older than ${older}`
        : `Python ${theirs}`;
  return {
    message: `\`${askedAs(text, found)}\` needs ${wanted}, and this project has ${ours}`,
    hint:
      newer !== undefined
        ? `ask for an older version of it, or write \`version = "${newer}"\` in \`[python]\``
        : ANOTHER,
    about: normaliseName(nameOf(found)),
  };
};

/** Of one package that is asked for, each version that will do is for newer Pythons: the oldest of these is the one to be named. */
const allNeedNewer = (text: string): VersionWords | null => {
  const [asked, ...others] = askedFor(text);
  const ours = /The `requires-python` value \(==(3\.\d+)\.\*\) includes Python versions/.exec(text)?.[1];
  if (asked === undefined || others.length > 0 || ours === undefined) return null;
  const name = nameOf(asked);
  const reasons = [
    ...text.matchAll(/does not satisfy Python>=3\.(\d+)\S* and (?:all of: )?([A-Za-z0-9][\w.-]*?)[<>=!~]/g),
  ].filter(([, , found = ""]) => normaliseName(found) === normaliseName(name));
  // Another package's Python is no reason of this one's, and neither is a version that is not there at all.
  const isAboutOthers =
    [...text.matchAll(/([A-Za-z0-9][\w.-]*?)[<>=!~]\S* depends? on (?!Python)/g)].length > 0;
  if (reasons.length === 0 || isAboutOthers) return null;
  const first = `3.${Math.min(...reasons.map(([, minor]) => Number(minor)))}`;
  return {
    message: `\`${asked}\` needs Python ${first} or newer, and this project has ${ours}`,
    hint: `ask for an older version of it, or write \`version = "${first}"\` in \`[python]\``,
    about: normaliseName(name),
  };
};

const ANOTHER = "ask for another version of it, or for another Python in `[python]`";

const notForThisPython = (text: string): VersionWords | null => {
  const [, found, tag] =
    /Because (\S+) has no wheels with a matching Python (?:version|ABI) tag \(e\.g\., `cp3(\d+)t?`\)/.exec(
      text,
    ) ?? [];
  if (found === undefined || tag === undefined) return null;
  const tags = /with the following Python ABI tags: ((?:`\w+`(?:, )?)+)/.exec(text)?.[1] ?? "";
  const pythons = [...new Set([...tags.matchAll(/`cp3(\d+)m?`/g)].map(([, minor = ""]) => Number(minor)))];
  const last = Math.max(...pythons);
  return {
    message: `there is no \`${askedAs(text, found)}\` for Python 3.${tag}`,
    hint:
      pythons.length === 0
        ? ANOTHER
        : last < Number(tag)
          ? `its last Python was 3.${last}: ask for a newer version of it, or write \`version = "3.${last}"\` in \`[python]\``
          : `its first Python is 3.${Math.min(...pythons)}: ask for an older version of it, or for that Python in \`[python]\``,
    about: normaliseName(nameOf(found)),
  };
};

const tooYoung = (text: string): VersionWords | null => {
  const [, name, moment = ""] =
    /`([^`]+)` was filtered by `exclude-newer` to only include packages uploaded before (\S+?)\./.exec(
      text,
    ) ?? [];
  if (name === undefined) return null;
  const [, version, published = ""] =
    /The (?:latest|requested) version,?[^.]* v([^\s,]+), (?:was )?published at (\S+?)T/.exec(text) ?? [];
  return {
    message: `there is no \`${askedAs(text, name)}\` that was published before ${moment.slice(0, "2026-01-31".length)}`,
    hint:
      version === undefined
        ? "`exclude-newer` in `[python]` leaves none: does this index tell when its files were published?"
        : `${version} is of ${published}: ask for an older version of it, or change \`exclude-newer\` in \`[python]\``,
    about: normaliseName(nameOf(name)),
  };
};

const noSuchVersion = (text: string): VersionWords | null => {
  const [, found, newest] =
    /Because (?:there (?:is|are) no versions? of (\S+)|only (\S+) is available) and (?:your project depends on|you require) /.exec(
      text,
    ) ?? [];
  const name = found ?? newest;
  if (name === undefined) return null;
  const version = /^[\w.-]+<=(\S+)$/.exec(newest ?? "")?.[1];
  return {
    message: `there is no \`${askedAs(text, name)}\` in the package index`,
    hint:
      version !== undefined
        ? `the newest that there is: ${version}`
        : name === nameOf(name)
          ? "its page names no file: does a login page of this network answer in the index's place?"
          : (hintForBuild(askedAs(text, name)) ??
            "is there such a version? without one, the newest that fits is taken"),
    about: normaliseName(nameOf(name)),
    isAbsent: true,
  };
};

/** PyTorch's own indexes have such versions, and jig chooses among these by the machine. */
const hintForBuild = (asked: string): string | null => {
  const [, plain] =
    /^((?:torch|torchvision|torchaudio)==[^+\s]+)\+(?:cu\d+|cpu|rocm[\d.]+)$/.exec(asked) ?? [];
  return plain === undefined
    ? null
    : `write \`${plain}\`: with a \`[gpu]\` table, jig takes the build that fits each machine's GPU`;
};
