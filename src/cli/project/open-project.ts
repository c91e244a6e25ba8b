// Finding the project that a command is about. Where there is none, services that were started in it may still run: that is
// told with it.

import { fail, type Result } from "../../base/result.ts";
import type { JigContext } from "../context.ts";
import { stopWithout } from "../services/former-services.ts";
import { lookForProject, type Project } from "./project.ts";
import type { Stop } from "../answer/stop.ts";

/** Finds the project at or above a folder. @param directory the value of `-C`, relative to where jig was started */
export const openProject = async (
  context: JigContext,
  directory: string | undefined,
): Promise<Result<Project, Stop>> => {
  const found = lookForProject(context, directory);
  return found.ok ? found : fail(await stopWithout(context.host, found.failure, directory));
};
