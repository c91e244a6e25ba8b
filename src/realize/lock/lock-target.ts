// Which lock is made: everybody's, or this machine's own over it; what it starts from, and whether it is there already.
// Reads only.

import type { Host } from "../../host/host.ts";
import { localLockPath } from "../../plan/layout.ts";
import type { Lock } from "../../plan/lock/lock.ts";
import { parseLock } from "../../plan/lock/parse-lock.ts";
import type { LockStep } from "../../plan/step.ts";
import { pythonLock } from "../../plan/lock/python-lock.ts";
import type { StepContext } from "../realize-context.ts";

export interface LockTarget {
  readonly path: string;
  /** For people. */
  readonly name: string;
  /** The versions to keep where they still fit. */
  readonly former: Lock | null;
  /** What the new one is compared with. */
  readonly compared: Lock | null;
}

/** As the step asks for it. */
export const targetOf = (
  { layout, lock, projectLock }: StepContext,
  { scope, platforms }: LockStep,
): LockTarget => {
  if (scope === "project") {
    const former = projectLock === undefined ? lock : projectLock;
    return { path: layout.lock, name: "jig.lock", former, compared: pythonLock(former) };
  }
  const project = pythonLock(projectLock ?? null);
  // It is for this machine alone, which is no change to tell.
  const compared = project === null ? null : { ...project, platforms };
  return { path: localLockPath(layout), name: "+local", former: layOver(project, lock), compared };
};

/** What everybody has, and of what is this machine's alone the rest. */
const layOver = (project: Lock | null, local: Lock | null): Lock | null => {
  if (project === null || local === null) return project ?? local;
  const names = new Set(project.packages.map(({ name }) => name));
  return {
    ...project,
    packages: [...project.packages, ...local.packages.filter(({ name }) => !names.has(name))],
  };
};

/** The lock on the disk, where it was made for the same requirements. */
export const currentLock = (host: Host, path: string, step: LockStep): Lock | null => {
  const parsed = parseLock(host.files.readText(path) ?? "");
  if (!parsed.ok) return null;
  const { inputs, requiresPython, platforms } = parsed.value;
  const isFor = platforms.toSorted().join(" ") === step.platforms.join(" ");
  return inputs === step.inputs && requiresPython === step.requiresPython && isFor ? parsed.value : null;
};
