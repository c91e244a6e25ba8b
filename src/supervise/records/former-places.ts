// Which other state folders are for a project's folder: it was moved, or another one was made in its place. Their
// services would be out of every command's reach. It reads a small file each, and judges nothing that runs.

import { namesIn } from "./names-in.ts";
import { join } from "node:path";

import { isSameFolder, readFolderIdentity } from "./folder-identity.ts";
import { readPlace, writePlace } from "./records.ts";

export interface FormerPlace {
  readonly state: string;
  /** Where the folder was then. */
  readonly root: string;
  /** `moved`: the folder is elsewhere now. `replaced`: the path leads to another folder now, or to none. */
  readonly kind: "moved" | "replaced" | "same";
}

/** Notes which folder a state folder is for, when that is not known yet. It says the same, whoever is first. */
export const keepPlace = (state: string, root: string): void => {
  const identity = readFolderIdentity(root);
  if (identity !== null && readPlace(state) === null) writePlace(state, { version: 1, root, ...identity });
};

/**
 * The state folders among those in `projects` that are for one of these folders, now or before. A copy of a folder is
 * another one.
 * @param roots absolute, links resolved; those that are gone too
 */
export const findFormerPlaces = (projects: string, roots: readonly string[]): readonly FormerPlace[] => {
  const known = new Map(roots.map((root) => [root, readFolderIdentity(root)]));
  return namesIn(projects)
    .toSorted()
    .flatMap((name) => {
      const state = join(projects, name);
      const place = readPlace(state);
      if (place === null) return [];
      const { root } = place;
      const here = known.get(root);
      if (here !== undefined) return { state, root, kind: isSameFolder(place, here) ? "same" : "replaced" };
      const isMoved = [...known.values()].some((identity) => isSameFolder(place, identity));
      return isMoved ? { state, root, kind: "moved" } : [];
    });
};
