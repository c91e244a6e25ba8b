// The environment of services and commands, from what was made true and the user's own.

import { activateEnvironment } from "../../../activate/activate-environment.ts";
import { besideJupyter } from "../../../activate/beside-jupyter.ts";
import type { JigContext } from "../../context.ts";
import type { Prepared } from "./prepared.ts";

/**
 * The user's environment, less what misleads Python, plus the project's.
 * @param builds it is for a person's command, which may compile
 */
export const projectEnvironment = (
  context: JigContext,
  { plan, layout, system }: Pick<Prepared, "plan" | "layout" | "system">,
  builds = false,
): Record<string, string> =>
  activateEnvironment(context.host.env, {
    venv: plan.steps.some(({ kind }) => kind === "venv") ? layout.venv : null,
    env: builds ? { ...besideJupyter(plan.services), ...plan.env } : plan.env,
    system,
    builds,
  });
