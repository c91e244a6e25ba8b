// What a lock means for single platforms, in words: what cannot be had there, is built there, or is another version there.

import { normaliseName } from "../../plan/requirements/requirement-text.ts";
import type { DiagnosticFound } from "../../api/events.ts";
import type { BuildGap } from "../../plan/lock/check-lock-builds.ts";
import type { LockCheck, PatchedPackage, PlatformGap } from "../../plan/lock/check-lock-platforms.ts";
import { markerHolds } from "../../plan/platforms/marker.ts";
import { leavingMarker } from "../../plan/platforms/leaving-marker.ts";
import { baselineOf, markerValuesOf, PLATFORMS, type Platform } from "../../plan/platforms/platforms.ts";
import { askedFor, inOneLine, nameOf } from "./explain-uv.ts";

type Problem = Omit<DiagnosticFound, "event" | "at">;

export interface PlatformWords {
  readonly message: string;
  readonly hint: string;
  readonly detail: readonly string[];
  /** The package that it is about. */
  readonly about: string;
}

interface Gaps {
  /** Those that the lock is for. */
  readonly platforms?: readonly Platform[];
  /** Packages of which files were left out for their hashes. */
  readonly bound?: readonly string[];
}

/** Packages that a platform cannot have, where the resolver was content. */
export const explainGaps = (
  gaps: readonly PlatformGap[],
  { platforms = PLATFORMS, bound = [] }: Gaps = {},
): PlatformWords => {
  const [first] = gaps;
  const sentences = gaps.map((gap) => sayGap(gap));
  return {
    message: sentences[0] ?? "",
    detail: sentences.slice(1),
    hint: gaps.some((gap) => bound.includes(gap.package))
      ? TO_LIST
      : gaps.some(({ hasSource }) => hasSource)
        ? TO_BUILD
        : toLeave(
            gaps.filter((gap) => gap.package === first?.package).flatMap((gap) => gap.platforms),
            platforms,
          ),
    about: first?.package ?? "",
  };
};

const sayGap = ({ package: name, version, platforms, hasSource, needs }: PlatformGap): string => {
  const what = `\`${name} ${version}\` has no wheel for ${listed(platforms)}`;
  const [first] = platforms;
  const why =
    needs === null || first === undefined ? "" : ` (${baselineOf(first)}): its wheels there need ${needs}`;
  return `${what}${why}${hasSource ? ", and `build` allows no source archive" : ""}`;
};

const TO_LIST =
  "only files whose hashes its line lists are taken: `uv pip compile --generate-hashes` writes those of every platform; or list `platforms` without that one";
const TO_BUILD = 'ask for another version of it, or allow it to be built: `build = "allow"` in `[python]`';

/** What can be done where nothing can be built. */
const toLeave = (where: readonly Platform[], all: readonly Platform[]): string => {
  const marker = leavingMarker(where, all);
  return marker === null
    ? "ask for another version of it"
    : `ask for another version of it; with a marker it is left out there (\`; ${marker}\`); or list \`platforms\` without ${where.length === 1 ? "that one" : "those"}`;
};

/**
 * Why uv found nothing for a platform, from its words over recorded samples (`explain-platforms.test.ts`); null when they
 * are about something else.
 */
export const explainNoWheel = (
  lines: readonly string[],
  platforms: readonly Platform[],
  build: "never" | "allow" = "allow",
): PlatformWords | null => {
  // A package that is asked for with a marker carries it: `torch{sys_platform == 'darwin'}>=2.5`.
  const text = inOneLine(lines).replaceAll(/(?<=\w)\{[^}]*\}/g, "");
  const found =
    /([A-Za-z0-9][\w.-]*)([<>=!~]\S*)? (?:has|have) no (?:(?:Linux|macOS)-compatible|usable) wheels/.exec(
      text,
    );
  const marker = /for split \(markers: (.+?)\)(?: |$)/.exec(text)?.[1] ?? null;
  if (found === null) return null;
  const name = normaliseName(found[1] ?? "");
  const asked =
    askedFor(text).find((each) => normaliseName(nameOf(each)) === name) ?? `${name}${found[2] ?? ""}`;
  const what = `\`${asked}\` has no wheel`;
  const isNeverBuilt = build === "never" || /building from source is disabled/.test(text);
  const split = platforms.filter(
    (platform) => marker !== null && markerHolds(marker, markerValuesOf(platform, "3.11.0")),
  );
  // Not "Linux-compatible": for this Python it has none at all.
  const hasNone = !/ no \w+-compatible wheels/.test(text);
  const where = isNeverBuilt && (hasNone || marker === null) ? platforms : split;
  if (where.length === 0) return null;
  const leave = toLeave(where, platforms);
  return {
    message: `${what} for ${listed(where)}, ${isNeverBuilt ? "and `build` allows no source archive" : "nor a source archive"}`,
    detail: [],
    hint: isNeverBuilt
      ? `${leave}; or, if it has one, allow it to be built: \`build = "allow"\` in \`[python]\``
      : leave,
    about: name,
  };
};

/** What should be known of a lock that holds. */
export const platformWarnings = (
  { built, split, patched }: LockCheck,
  {
    platforms,
    python,
    isExact,
    asked,
  }: {
    readonly platforms: readonly Platform[];
    readonly python: string;
    readonly isExact: boolean;
    /** The names of what the project itself asks for. */
    readonly asked: ReadonlySet<string>;
  },
): readonly Problem[] => [
  ...split.map(({ package: name, versions }): Problem => ({
    severity: "warning",
    code: "platform-versions",
    place: null,
    message: `\`${name}\` is not the same everywhere: ${versions.map((each) => `${each.version} on ${listed(each.platforms)}`).join("; ")}`,
    detail: [],
    hint: "a version that all of them have can be asked for; or list `platforms` without that one",
  })),
  // What came with another package is nothing that anybody here has asked for.
  ...(isExact ? [] : patched)
    .filter((each) => asked.has(each.package))
    .map((each) => sayPatched(each, python)),
  ...(built.length === 0 ? [] : [sayBuilt(built, platforms)]),
];

/** What should be known of the builds for GPUs: the lock holds without them, so none of it fails it. */
export const buildWarnings = (gaps: readonly BuildGap[]): readonly Problem[] =>
  [...Map.groupBy(gaps, ({ variant }) => variant)].map(([variant, lacking]): Problem => {
    const [first = "", ...more] = lacking.map((gap) => sayGap(gap));
    return {
      severity: "warning",
      code: "build-unserved",
      place: null,
      message: `in the build \`${variant}\`, ${first}`,
      detail: more,
      hint: "machines that take this build need what its wheels need; all others are served",
    };
  });

const sayPatched = ({ package: name, version, others }: PatchedPackage, python: string): Problem => {
  const minor = python.split(".").slice(0, 2).join(".");
  const here = version === null ? "is not there" : `is ${version}`;
  const there = others.map((other) => `${other.version} with some ${other.with} ${minor}`).join(", ");
  return {
    severity: "warning",
    code: "python-versions",
    place: null,
    message: `\`${name}\` ${here} with Python ${python}, and ${there}`,
    detail: [],
    hint: "a version that all of them have can be asked for; or insist on this Python with `exact = true` in `[python]`",
  };
};

const sayBuilt = (built: LockCheck["built"], all: readonly Platform[]): Problem => {
  const sentences = built.map(({ package: name, version, platforms }) => {
    const where = platforms.length === all.length ? "" : ` for ${listed(platforms)}`;
    return `\`${name} ${version}\` has no wheel${where}`;
  });
  return {
    severity: "warning",
    code: "built-from-source",
    place: null,
    message:
      built.length === 1
        ? `${sentences[0]}: it is built where it is installed`
        : `${built.length} packages have no wheel for every platform: they are built where they are installed`,
    detail: built.length === 1 ? [] : sentences,
    hint: 'some need a compiler for that; `build = "never"` in `[python]` takes wheels alone',
  };
};

/** `a, b and c` */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
