// What of a lock is Python's: a project without Python locks its models alone, and such a lock answers no requirements. Pure.

import type { Description } from "../../describe/description.ts";
import type { Lock } from "./lock.ts";

/** The lock of a project that has nothing locked yet: neither Python nor models. */
export const EMPTY_LOCK: Lock = {
  version: 1,
  python: "",
  requiresPython: "",
  platforms: [],
  inputs: "",
  packages: [],
};

/** The lock, or null where it names models alone, which is as good as none for packages. */
export const pythonLock = (lock: Lock | null): Lock | null =>
  lock === null || lock.requiresPython === "" ? null : lock;

/** What a project's lock says of it: one of models alone says nothing of what a Python gets. */
export const lockIn = ({ python }: Pick<Description, "python">, lock: Lock | null): Lock | null =>
  python === null ? lock : pythonLock(lock);
