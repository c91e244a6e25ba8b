// Which Python a new description asks for: what the folder says, else what this machine has, else one that has wheels for
// nearly everything. It goes back to an older one rather than to have packages built for minutes.

import { minorOf } from "../../plan/python/choose-python.ts";
import type { Facts, PythonFact } from "../../plan/facts.ts";
import { quote } from "../../describe/words.ts";
import { admits } from "./python-range.ts";
import { isBeyond, wheelLimits } from "./wheel-limits.ts";

/** A file that says which Python it wants: one version, or a range of them. */
export interface VersionWish {
  /** `3.11`, `>=3.10,<3.13`. */
  readonly range: string;
  readonly from: string;
}

export interface ChosenVersion {
  /** `3.11`. */
  readonly version: string;
  /** The files that want another one. */
  readonly against: readonly VersionWish[];
}

/** The usual ones, the newest first: a machine's own is taken when it is one of these. */
const USUAL = ["3.13", "3.12", "3.11"];
const FALLBACK = "3.12";
/** In the order in which they are taken when a range rules out the usual ones. */
const KNOWN = [FALLBACK, "3.13", "3.11", "3.14", "3.10", "3.9", "3.8"];

/** The minor version that as many wishes as possible admit, the earlier wishes first. Deterministic. */
export const chooseVersion = (
  wishes: readonly VersionWish[],
  pythons: readonly PythonFact[],
): ChosenVersion => {
  const machine = new Set(pythons.map(({ version }) => minorOf(version)));
  const candidates = [
    ...new Set([
      ...USUAL.filter((version) => machine.has(version)),
      FALLBACK,
      ...KNOWN.filter((version) => machine.has(version)),
      ...KNOWN,
      // One that only a file names: an old project's 3.7, or a newer one than these.
      ...wishes.flatMap(({ range }) => /\b3\.\d{1,2}/.exec(range)?.[0] ?? []),
    ]),
  ];
  let left = candidates;
  for (const { range } of wishes) {
    const fitting = left.filter((version) => admits(range, version));
    if (fitting.length > 0) left = fitting;
  }
  const version = left[0] ?? FALLBACK;
  return { version, against: wishes.filter(({ range }) => !admits(range, version)) };
};

/** The same with what the requirements have ready-made files for; `notes` says what came of that. */
export const chooseFor = (
  wishes: readonly VersionWish[],
  requirements: readonly string[],
  { pythons }: Pick<Facts, "pythons">,
): { readonly version: string; readonly notes: readonly string[] } => {
  const limits = wheelLimits(requirements);
  const wheelWishes = limits.map(({ newest }) => ({ range: `<=${newest}.99`, from: "" }));
  const { version } = chooseVersion([...wishes, ...wheelWishes], pythons);
  const usual = chooseVersion(wishes, pythons).version;
  const why = limits.find((limit) => isBeyond(limit, usual));
  const against = wishes
    .filter(({ range }) => !admits(range, version))
    .map(({ range, from }) => `${quote(from)} asks for Python ${quote(range)}, and ${version} is proposed`);
  const older =
    version === usual || why === undefined
      ? []
      : [
          `Python ${version}, not ${usual}: ${quote(why.requirement)} has ready-made files up to Python ${why.newest} only`,
        ];
  const built = limits
    .filter((limit) => isBeyond(limit, version))
    .map(
      ({ requirement, newest }) =>
        `${quote(requirement)} has no ready-made file for Python ${version}, only up to ${newest}: it has to be built here, which takes long`,
    );
  return { version, notes: [...against, ...older, ...built] };
};
