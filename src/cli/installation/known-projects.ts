// The projects that jig has worked on, by their state folders. It reads a small file each.

import { join } from "node:path";

import { errorCode } from "../../host/files/file-error.ts";
import type { Host } from "../../host/host.ts";
import { layoutAt, projectsFolder } from "../../host/layout.ts";
import type { Layout } from "../../plan/layout.ts";
import { readPlace } from "../../supervise/records/records.ts";

export interface KnownProject {
  /** Null when its state folder does not say where it is. */
  readonly root: string | null;
  readonly layout: Layout;
}

/** All of them, those whose folders are gone too; none when the state folder is closed to us. */
export const listProjects = (host: Host): readonly KnownProject[] =>
  namesIn(host, projectsFolder(host)).flatMap((name) => {
    const state = join(projectsFolder(host), name);
    // A variable may have chosen a folder with a `projects` of the user's own.
    if (!isStateName(name) || host.files.lstat(state)?.kind !== "folder") return [];
    const root = readPlace(state)?.root ?? null;
    return { root, layout: layoutAt(host, { root: root ?? state, file: "jig.toml", state }) };
  });

/** Whether a folder is called as jig calls the state folder of a project: `bench-0123456789ab`. */
export const isStateName = (name: string): boolean => /^[a-z0-9]+(?:-[a-z0-9]+)*-+[0-9a-f]{12}$/.test(name);

const namesIn = ({ files }: Host, folder: string): readonly string[] => {
  try {
    return files.list(folder) ?? [];
  } catch (error) {
    if (errorCode(error) === "") throw error;
    return [];
  }
};
