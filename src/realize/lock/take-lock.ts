// The packages of another tool's lock, as they stand there: uv writes its own down as a `pylock.toml`, and a `pylock.toml` is
// read. No version is chosen, no index is asked, nothing of the project is run.

import { dirname, join } from "node:path";

import { fail, ok, type Result } from "../../base/result.ts";
import { leadsOutside } from "../../host/files/leads-outside.ts";
import { admitsPython } from "../../plan/python/admits-python.ts";
import { minorOf } from "../../plan/python/choose-python.ts";
import type { LockedPackage } from "../../plan/lock/lock.ts";
import { markerHolds } from "../../plan/platforms/marker.ts";
import { markerValuesOf, type Platform } from "../../plan/platforms/platforms.ts";
import type { LockStep } from "../../plan/step.ts";
import type { TakenLock } from "../../plan/requirements/taken-lock.ts";
import { uvFolder } from "../current-steps.ts";
import { takenIndexNames } from "../indexes/index-names.ts";
import { systemsOf } from "./lock-project.ts";
import { pylockOf, readPylock } from "./read-pylock.ts";
import type { StepContext } from "../realize-context.ts";
import type { LockNotTaken, RealizeFailure } from "../realize-failure.ts";
import { runUv } from "../uv/run-uv.ts";

/**
 * What of it is for any of the platforms that the step locks for; none where the step takes no lock. Where it leads out of
 * the project, the failure says nothing of what stands there.
 */
export const takeLock = async (
  context: StepContext,
  step: LockStep,
): Promise<Result<readonly LockedPackage[], RealizeFailure>> => {
  const { taken } = step;
  if (taken === undefined) return ok([]);
  const read = await readLock(context, step, taken);
  return read.ok || read.failure.reason !== "lock-not-taken" || !isOutside(context, taken)
    ? read
    : fail({ reason: "lock-not-taken", path: taken.path, program: null, ...OUTSIDE });
};

/** What uv reads with it counts, too. */
const isOutside = ({ host, layout }: StepContext, { kind, path }: TakenLock): boolean =>
  [path, ...(kind === "uv-lock" ? [join(dirname(path), "pyproject.toml")] : [])].some((file) =>
    leadsOutside(host.files, layout.root, file),
  );

const OUTSIDE = {
  why: "it leads out of the project, and nothing of what is there is shown here",
  hint: "`uv export --frozen` in its own folder says what is wrong",
};

const readLock = async (
  context: StepContext,
  step: LockStep,
  taken: TakenLock,
): Promise<Result<readonly LockedPackage[], RealizeFailure>> => {
  const { layout, python } = context;
  const text = await textOf(context, taken);
  if (!text.ok) return text;
  const no = (why: string, hint?: string) =>
    fail<LockNotTaken>({
      reason: "lock-not-taken",
      path: taken.path,
      why,
      program: null,
      ...(hint === undefined ? {} : { hint }),
    });
  const pylock = pylockOf(text.value.text);
  if (pylock === null) return no("it is no lock in the form of PEP 751");
  const form = pylock["lock-version"];
  // PEP 751: another minor version only adds to what there is.
  if (!/^1\.\d+$/.test(form)) return no(`it is of lock version ${form}, and jig reads 1.0`);
  const version = python?.version ?? minorOf(step.requiresPython.replace(/^==/, ""));
  const range = pylock["requires-python"] ?? "";
  if (!admitsPython(range, version))
    return no(`it is for Python ${range}, and the project has ${minorOf(version)}`);
  const left = platformsLeftOut(pylock.environments, step, version);
  if (left.length > 0)
    return no(
      `its \`environments\` leave out ${left.join(", ")}`,
      toList(step.platforms.filter((platform) => !left.includes(platform))),
    );
  if (pylock.packages.some(({ marker }) => asksForChoice(marker ?? "")))
    return no("it leaves extras or groups to choose: jig takes a lock that has its choice made");
  const read = readPylock(text.value.text, {
    nameIndex: takenIndexNames(context, step.indexes),
    systems: systemsOf(step.platforms),
    root: layout.root,
    base: text.value.base,
    // Another machine's folders are none of a `uv.lock`'s.
    ...(taken.kind === "pylock" ? { platforms: step.platforms, version } : {}),
  });
  if (!read.ok) return read;
  const absent = read.value.flatMap(({ place }) =>
    place?.kind === "archive" && context.host.files.stat(join(layout.root, place.path)) === null
      ? [place.path]
      : [],
  );
  if (absent.length > 0)
    return no(
      `it names \`${absent[0]}\`, which is not there`,
      "put the file there: it belongs to the project",
    );
  return ok(read.value.filter(({ marker }) => isForAny(step, marker, version)));
};

/** The platforms that a lock says nothing of. One without such a list is for all of them. */
const platformsLeftOut = (
  environments: readonly string[],
  { platforms }: LockStep,
  version: string,
): readonly Platform[] =>
  environments.length === 0
    ? []
    : platforms.filter(
        (platform) => !environments.some((marker) => markerHolds(marker, markerValuesOf(platform, version))),
      );

const toList = (platforms: readonly Platform[]): string =>
  platforms.length === 0
    ? "write it anew for a platform that the project is for"
    : `write it anew for them as well, or say in the description what the project is for: \`platforms = ${JSON.stringify(platforms).replaceAll(",", ", ")}\``;

interface Text {
  readonly text: string;
  /** What its paths are relative to. */
  readonly base: string;
}

const textOf = async (
  context: StepContext,
  { kind, path, groups }: TakenLock,
): Promise<Result<Text, LockNotTaken>> => {
  const { host, layout, python } = context;
  const file = join(layout.root, path);
  if (kind === "pylock") return ok({ text: host.files.readText(file) ?? "", base: dirname(file) });
  const chosen =
    groups === null ? [] : ["--no-default-groups", ...groups.flatMap((name) => ["--group", name])];
  const form = ["--quiet", "--format", "pylock.toml", "--frozen", "--no-header"];
  // Settings of the project's would change where uv looks, and nothing is looked for.
  const where = [
    "--no-config",
    "--project",
    dirname(file),
    ...(python === null ? [] : ["--python", python.path]),
  ];
  const exported = await runUv(context, ["export", ...form, ...where, ...chosen]);
  return exported.ok
    ? ok({ text: exported.value, base: uvFolder(layout) })
    : fail({ reason: "lock-not-taken", path, why: null, program: exported.failure });
};

const asksForChoice = (marker: string): boolean =>
  /\b(?:extras|dependency_groups)\b/.test(marker.replaceAll(/'[^']*'|"[^"]*"/g, ""));

/** Another machine may have another patch version of Python. */
const isForAny = ({ platforms }: LockStep, marker: string | null, version: string): boolean =>
  [`${minorOf(version)}.0`, version, `${minorOf(version)}.99`].some((each) =>
    platforms.some((platform) => markerHolds(marker, markerValuesOf(platform, each))),
  );

/** Versions that whatever else is asked for has to agree with. */
export const pinsOf = (taken: readonly LockedPackage[]): readonly string[] =>
  taken
    .filter(({ place }) => place === undefined)
    .map(({ name, version, marker }) => `${name}==${version}${marker === null ? "" : ` ; ${marker}`}`);

/** What is taken, and of what was chosen the rest. A package that both have is wanted wherever either wants it. */
export const layTogether = (
  taken: readonly LockedPackage[],
  chosen: readonly LockedPackage[],
): readonly LockedPackage[] => {
  const names = new Set(taken.map(({ name }) => name));
  const widened = taken.map((item) => {
    const other = chosen.find(({ name, version }) => name === item.name && version === item.version);
    return other === undefined ? item : { ...item, marker: either(item.marker, other.marker) };
  });
  return [...widened, ...chosen.filter(({ name }) => !names.has(name))];
};

const either = (left: string | null, right: string | null): string | null => {
  if (left === null || right === null || left === right) return left === right ? left : null;
  return `(${left}) or (${right})`;
};
