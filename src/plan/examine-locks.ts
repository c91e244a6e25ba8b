// Whether the locks that are there answer what is asked for: `jig.lock`, which is committed and knows nothing of
// `jig.local.toml`, and this machine's own, which stands in for it where that file asks for other packages.

import { canonicalJson, digestOf, sha256 } from "../base/digest.ts";
import type { DescribedPython } from "../describe/description.ts";
import { minorOf } from "./choose-python.ts";
import type { Requirements } from "./gather-requirements.ts";
import type { Lock } from "./lock.ts";
import type { PlanInput } from "./plan-input.ts";

/** What a lock has to hold for, and whether the one that is there does. */
export interface LockState {
  readonly scope: "project" | "local";
  readonly requirements: Requirements;
  readonly requiresPython: string;
  /** What a lock for these requirements carries as its `inputs`. */
  readonly inputs: string;
  /** Null: the lock is there and answers the requirements. */
  readonly stale: "missing" | "changed" | null;
}

/** A Python as it is described, with or without what is local, and what it asks for. */
export interface Asked {
  readonly python: DescribedPython;
  readonly requirements: Requirements;
}

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
  const project = committed === null ? null : examineProject(committed, lock);
  // A frozen lock says what will be there, whether it answers the requirements or not.
  const isProjectUsed = lock !== null && (project?.stale === null || input.locking === "frozen");
  const usedProject = project !== null && isProjectUsed ? lock : null;
  if (project !== null && isSame(project, stateFor(asked, "local"))) {
    return { project, local: null, used: usedProject, latest: lock };
  }
  const ownLock = input.localLock ?? null;
  const local = examineLocal(asked, { ownLock, project: usedProject });
  const isMade = local.stale === null && (project === null || usedProject !== null);
  return { project, local, used: isMade ? ownLock : null, latest: ownLock ?? lock };
};

const stateFor = ({ python, requirements }: Asked, scope: LockState["scope"]): Omit<LockState, "stale"> => ({
  scope,
  requirements,
  requiresPython: `==${minorOf(python.version.value)}.*`,
  inputs: inputsOf(asks({ python, requirements })),
});

const asks = ({ python, requirements }: Asked) => ({
  requirements: requirements.requirements,
  constraints: requirements.constraints,
  python: python.exact ? python.version.value : minorOf(python.version.value),
});

const inputsOf = (value: Parameters<typeof canonicalJson>[0]): string =>
  `sha256:${sha256(canonicalJson(value))}`;

const isSame = (left: Omit<LockState, "stale">, right: Omit<LockState, "stale">): boolean =>
  left.inputs === right.inputs && left.requiresPython === right.requiresPython;

/** Whether `jig.lock` answers something else than what is committed asks for. */
export const isOutdated = (committed: Asked, lock: Lock): boolean =>
  examineProject(committed, lock).stale !== null;

const examineProject = (asked: Asked, lock: Lock | null): LockState => {
  const state = stateFor(asked, "project");
  return { ...state, stale: staleness(state, lock) };
};

/** It is made over `jig.lock`, so another one of that makes it out of date. */
const examineLocal = (
  asked: Asked,
  { ownLock, project }: { readonly ownLock: Lock | null; readonly project: Lock | null },
): LockState => {
  const over = project === null ? null : packagesDigest(project);
  const state = { ...stateFor(asked, "local"), inputs: inputsOf({ ...asks(asked), over }) };
  return { ...state, stale: staleness(state, ownLock) };
};

const staleness = (
  { inputs, requiresPython }: Omit<LockState, "stale">,
  lock: Lock | null,
): LockState["stale"] => {
  if (lock === null) return "missing";
  return lock.inputs === inputs && lock.requiresPython === requiresPython ? null : "changed";
};

/** Of what the lock makes an environment hold; sizes and the index do not change it. */
export const packagesDigest = ({ packages }: Lock): string =>
  digestOf(
    packages.map(({ name, version, marker, files }) => [
      name,
      version,
      marker,
      ...files.map(({ sha256: hash }) => hash),
    ]),
  );
