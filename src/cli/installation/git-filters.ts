// git's filter for notebooks in the repositories of the projects that jig knows, and taking it out of them. A project that is
// gone is passed over: so is its repository.

import { errorCode } from "../../host/files/file-error.ts";
import type { Host } from "../../host/host.ts";
import { hasFilter, removeFilter } from "../../realize/notebooks/filter.ts";
import { findRepository, type Repository } from "../../realize/notebooks/repository.ts";
import type { Leftover } from "../../show/draw-leftovers.ts";
import { listProjects } from "./known-projects.ts";

/** One for each repository: its configuration. */
export const findFilters = (host: Host): readonly Leftover[] => {
  const paths = new Set(repositories(host).map(({ config }) => config));
  return [...paths].map((path) => ({ kind: "filter", path, bytes: 0 }));
};

/** Takes out the lines of every project of that repository. @throws what the system refuses */
export const takeFilterOut = (host: Host, path: string): void => {
  for (const repository of repositories(host)) {
    if (repository.config === path && !removeFilter(host, repository, false).ok) throw new LockedError();
  }
};

/** As the system would refuse it. */
class LockedError extends Error {
  readonly code = "EBUSY";
}

const repositories = (host: Host): readonly Repository[] =>
  listProjects(host).flatMap(({ root }) => {
    const repository = root === null ? null : unlessRefused(() => findRepository(host, root));
    return repository !== null && unlessRefused(() => hasFilter(host, repository)) === true
      ? [repository]
      : [];
  });

const unlessRefused = <Value>(read: () => Value): Value | null => {
  try {
    return read();
  } catch (error) {
    if (errorCode(error) === "") throw error;
    return null;
  }
};
