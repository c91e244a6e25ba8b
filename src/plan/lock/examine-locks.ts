// Whether the locks that are there answer what is asked for: `jig.lock`, which is committed and knows nothing of
// `jig.local.toml`, and this machine's own, which stands in for it where that file asks for other packages.

import { canonicalJson, digestOf, sha256 } from "../../base/digest.ts";
import type { DescribedPython, Description } from "../../describe/description.ts";
import { plainPlaces } from "../requirements/gather-places.ts";
import { minorOf } from "../python/choose-python.ts";
import { platformOf } from "../facts.ts";
import { plainIndexes, type Requirements } from "../requirements/gather-requirements.ts";
import type { Lock } from "./lock.ts";
import { plainHashes } from "../requirements/listed-hashes.ts";
import { lacksVariants } from "./lock-variants.ts";
import { DEFAULT_PLATFORMS, type Platform } from "../platforms/platforms.ts";
import type { PlanInput } from "../plan-input.ts";

/** What a lock has to hold for, and whether the one that is there does. */
export interface LockState {
  readonly scope: "project" | "local";
  readonly requirements: Requirements;
  readonly requiresPython: string;
  /** Sorted. */
  readonly platforms: readonly Platform[];
  /** Whether builds for GPUs belong in it, and with them CUDA's toolkit; null: no builds. */
  readonly gpu: { readonly toolkit: boolean } | null;
  /** What a lock for these requirements carries as its `inputs`. */
  readonly inputs: string;
  /** Null: the lock is there and answers the requirements. */
  readonly stale: "missing" | "changed" | null;
}

/** A Python as it is described, with or without what is local, and what it asks for. */
export interface Asked {
  readonly python: DescribedPython;
  /** Null when the description names none. */
  readonly platforms: readonly Platform[] | null;
  readonly requirements: Requirements;
  /** `[gpu]`: which builds a lock holds. */
  readonly gpu: { readonly toolkit: boolean } | null;
}

/** What a description lists; null when it lists none. */
export const platformsOf = ({ platforms }: Description): readonly Platform[] | null =>
  platforms?.map(({ value }) => value) ?? null;

export interface LockStates {
  /** Null when the committed file describes no Python. */
  readonly project: LockState | null;
  /** Null when what is local asks for nothing else. */
  readonly local: LockState | null;
  /** What is installed; null while it has to be made. */
  readonly used: Lock | null;
  /** The newest that there is to go by, whether it fits or not. */
  readonly latest: Lock | null;
}

/** @param committed null when `jig.toml` by itself has no Python; the same as `asked` without a local file */
export const examineLocks = (input: PlanInput, asked: Asked, committed: Asked | null): LockStates => {
  const { lock } = input;
  const machine = platformOf(input.facts);
  const project = committed === null ? null : examineProject(committed, { lock, machine });
  // A frozen lock says what will be there, whether it answers the requirements or not.
  const isProjectUsed = lock !== null && (project?.stale === null || input.locking === "frozen");
  const usedProject = project !== null && isProjectUsed ? lock : null;
  if (project !== null && isSame(project, stateFor(asked, "local", machinesAmong(asked, machine)))) {
    return { project, local: null, used: usedProject, latest: lock };
  }
  const ownLock = input.localLock ?? null;
  const local = examineLocal(asked, { ownLock, project: usedProject, machine });
  const isMade = local.stale === null && (project === null || usedProject !== null);
  return { project, local, used: isMade ? ownLock : null, latest: ownLock ?? lock };
};

/** A machine that is not listed is told elsewhere, or a lock for others is being made on it. */
const machinesAmong = ({ platforms }: Asked, machine: Platform): readonly Platform[] =>
  platforms === null || platforms.includes(machine) ? [machine] : [];

const stateFor = (
  asked: Pick<Asked, "python" | "requirements" | "gpu">,
  scope: LockState["scope"],
  platforms: readonly Platform[],
): Omit<LockState, "stale"> => ({
  scope,
  requirements: asked.requirements,
  platforms: platforms.toSorted(),
  requiresPython: `==${minorOf(asked.python.version.value)}.*`,
  inputs: inputsOf(asks(asked)),
  // A lock that is taken as it is has the builds that it has.
  gpu: asked.requirements.taken === undefined ? asked.gpu : null,
});

/** What `[gpu]` asks of a lock: builds, when there is one. */
export const buildsWished = ({ gpu }: Description): { readonly toolkit: boolean } | null =>
  gpu === null ? null : { toolkit: gpu.toolkit?.value ?? false };

const asks = ({ python, requirements, gpu }: Pick<Asked, "python" | "requirements" | "gpu">) => ({
  ...(gpu?.toolkit === true ? { toolkit: true } : {}),
  requirements: requirements.requirements,
  constraints: requirements.constraints,
  ...(requirements.places.length === 0 ? {} : { places: plainPlaces(requirements.places) }),
  ...(requirements.hashes === undefined ? {} : { hashes: plainHashes(requirements.hashes) }),
  ...(requirements.taken === undefined ? {} : { taken: { ...requirements.taken } }),
  ...(requirements.prerelease === true ? { prerelease: true } : {}),
  ...plainIndexes(requirements),
  python: python.exact ? python.version.value : minorOf(python.version.value),
  ...(python.build?.value === "never" ? { build: "never" } : {}),
  ...(python.excludeNewer === null ? {} : { excludeNewer: python.excludeNewer.value }),
});

const inputsOf = (value: Parameters<typeof canonicalJson>[0]): string =>
  `sha256:${sha256(canonicalJson(value))}`;

/** Whether what the project locks is all that this machine asks for. */
const isSame = (project: Omit<LockState, "stale">, local: Omit<LockState, "stale">): boolean =>
  project.inputs === local.inputs &&
  project.requiresPython === local.requiresPython &&
  local.platforms.every((platform) => project.platforms.includes(platform));

/** Whether `jig.lock` answers something else than what is committed asks for, whatever machine it is read on. */
export const isOutdated = (committed: Asked, lock: Lock): boolean =>
  examineProject(committed, { lock, machine: lock.platforms[0] ?? "linux-x64" }).stale !== null;

/**
 * A project that names no platforms is for the usual ones and for each that it was locked on: a lock which is for more
 * than needed is kept so, or two machines would take turns to change it.
 */
const examineProject = (
  asked: Asked,
  { lock, machine }: { readonly lock: Lock | null; readonly machine: Platform },
): LockState => {
  const former = lock?.platforms ?? [];
  const platforms = asked.platforms ?? [...new Set([...DEFAULT_PLATFORMS, ...former, machine])];
  const state = stateFor(asked, "project", platforms);
  return { ...state, stale: staleness(state, lock) };
};

/** It is made over `jig.lock`, so another one of that makes it out of date. */
const examineLocal = (
  asked: Asked,
  {
    ownLock,
    project,
    machine,
  }: { readonly ownLock: Lock | null; readonly project: Lock | null; readonly machine: Platform },
): LockState => {
  const over = project === null ? null : packagesDigest(project);
  const state = { ...stateFor(asked, "local", [machine]), inputs: inputsOf({ ...asks(asked), over }) };
  return { ...state, stale: staleness(state, ownLock) };
};

const staleness = (
  { inputs, requiresPython, platforms, gpu }: Omit<LockState, "stale">,
  lock: Lock | null,
): LockState["stale"] => {
  if (lock === null) return "missing";
  const isFor = lock.platforms.toSorted().join(" ") === platforms.join(" ");
  const isSameAsked = lock.inputs === inputs && lock.requiresPython === requiresPython && isFor;
  return isSameAsked && !lacksVariants(lock, gpu) ? null : "changed";
};

/** Of what the lock makes an environment hold; sizes and the index do not change it. */
export const packagesDigest = ({ packages }: Lock): string =>
  digestOf(
    packages.map(({ name, version, marker, variants, place, files }) => [
      name,
      version,
      marker,
      ...(variants === undefined ? [] : [variants.join(" ")]),
      ...files.map(({ sha256: hash }) => hash),
      ...(place === undefined ? [] : [{ ...place }]),
    ]),
  );
