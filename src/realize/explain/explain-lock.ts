// A lock that could not be made, as it is told to people: what, why as far as known, and what to do. It decides nothing.

import { UV_LOCK } from "../../base/uv-lock-command.ts";
import type { AskingPlace } from "../../plan/requirements/asking-places.ts";
import { explainConflict, isFixedElsewhere, ofOnePackage } from "./explain-conflict.ts";
import { explainOffline } from "./explain-offline.ts";
import { explainPlace } from "./explain-place.ts";
import { explainNoWheel, listed } from "./explain-platforms.ts";
import { conflictIn, packageNamedIn, troubleIn, unknownPackageIn } from "./explain-uv.ts";
import { hintForUnknown } from "./explain-unknown.ts";
import { explainVersions } from "./explain-versions.ts";
import type { Words } from "./failure-words.ts";
import type { LockFailed, LockNotTaken, PackageNotLockable } from "../realize-failure.ts";
import { said, troubleOnTheWay } from "./say-program.ts";

/** No versions could be chosen. @param placesOf where the project asks for a package */
export const failedLock = (
  { program, platforms = [], build }: LockFailed,
  placesOf: (name: string) => readonly AskingPlace[],
): Words => {
  const { lastLines } = program;
  const words = said(program);
  const away = explainOffline(lastLines) ?? explainPlace(lastLines);
  if (away !== null) return away;
  const unknown = unknownPackageIn(lastLines);
  if (unknown !== null) {
    return {
      message: `there is no package \`${unknown.name}\` in the package index`,
      about: unknown.name,
      detail: unknown.isAskedFor ? [] : words.detail,
      hint: hintForUnknown(unknown.name),
    };
  }
  const noWheel = explainNoWheel(lastLines, platforms, build);
  if (noWheel !== null) return noWheel;
  const version = explainVersions(lastLines);
  if (version !== null) {
    const asking = placesOf(version.about);
    return version.isAbsent === true && isFixedElsewhere(asking)
      ? ofOnePackage(version.about, asking, null)
      : { message: version.message, hint: version.hint, about: version.about, detail: [] };
  }
  const conflict = conflictIn(lastLines);
  if (conflict !== null) return explainConflict(conflict, placesOf);
  const trouble = troubleIn(lastLines);
  const about = packageNamedIn(lastLines);
  const onTheWay = troubleOnTheWay(program);
  if (onTheWay !== null) return onTheWay;
  if (trouble === "build-failed" && about !== null) {
    return { message: `\`${about}\` could not be built, so its versions are not known`, about, ...words };
  }
  return { message: "no set of package versions could be chosen", about, ...words };
};

/** Another tool's lock that is not taken. */
export const untakenLock = ({ path, why, hint, program }: LockNotTaken): Words => ({
  message: `\`${path}\` cannot be taken as it is${why === null ? "" : `: ${why}`}`,
  detail: program?.lastLines ?? [],
  hint:
    hint ??
    (path.endsWith("uv.lock")
      ? `${UV_LOCK} writes it anew; or name \`pyproject.toml\` instead, and jig chooses the versions`
      : "`uv export --format pylock.toml -o pylock.toml` writes one, or `uv pip compile` from a list"),
});

/** Packages of which a lock could not hold what they are. */
export const unlockable = ({ packages }: PackageNotLockable): Words => ({
  message: `jig cannot lock ${packages.map(({ name }) => `\`${name}\``).join(", ")} yet`,
  about: packages[0]?.name ?? null,
  detail: packages.map((item) => `${item.name} ${sayFrom(item)}`),
  hint: packages.every(({ from }) => from === "local-wheels")
    ? "put a wheel for it into the project and write the lock anew"
    : "take a release from a package index",
});

const sayFrom = ({ from, platforms = [], isAll = false }: PackageNotLockable["packages"][number]): string => {
  if (from !== "local-wheels") return sources[from];
  const on = `has wheels in folders, and none of them is for this Python on ${listed(platforms)}`;
  return isAll ? on : `${on}: list \`platforms\` without ${platforms.length === 1 ? "that one" : "those"}`;
};

const sources: {
  readonly [From in Exclude<PackageNotLockable["packages"][number]["from"], "local-wheels">]: string;
} = {
  repository: "comes from a repository",
  folder: "comes from a folder",
  address: "comes from an address of its own",
  secret: "has a token in its address, and `jig.lock` is for everybody to read",
  "local-source": "has only a source archive that lies in a folder: `pip wheel` makes a wheel of it",
  "wheel-path": "has a wheel at a path that a lock for everybody cannot hold: put it into the project",
  "no-sha256": "has no sha256 in its index",
};

/** Somebody has said that the lock stays as it is. */
export const LOCK_READ_ONLY: Words = {
  message: "`jig.lock` is read-only, and jig leaves it so: it says something else than what is asked for",
  hint: "`chmod u+w jig.lock` if it is to be changed; `jig sync --frozen` installs what it says",
};
