// Finding the project that a command is about, without reading what it says: `down` works with a broken `jig.toml`.

import { resolve } from "node:path";

import { ok, type Result } from "../../base/result.ts";
import { layoutOf } from "../../host/layout.ts";
import type { Layout } from "../../plan/layout.ts";
import { findProject, type FindFailure, type FoundProject } from "../../probe/project/find-project.ts";
import type { JigContext } from "../context.ts";

export interface Project {
  readonly found: FoundProject;
  readonly layout: Layout;
}

/** Finds the project at or above a folder. @param directory the value of `-C`, relative to where jig was started */
export const lookForProject = (
  context: JigContext,
  directory: string | undefined,
): Result<Project, FindFailure> => {
  const found = findProject(context.host, resolve(context.cwd, directory ?? "."));
  if (!found.ok) return found;
  return ok({ found: found.value, layout: layoutOf(context.host, found.value) });
};
