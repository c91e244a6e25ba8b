// The environment of services and commands, from a plan and the user's own.

import { activateEnvironment } from "../../activate/activate-environment.ts";
import type { Plan } from "../../plan/plan.ts";
import type { JigContext } from "../context.ts";

/** The user's environment, less what misleads Python, plus the project's. @param venv the absolute path of `.venv` */
export const projectEnvironment = (context: JigContext, plan: Plan, venv: string): Record<string, string> =>
  activateEnvironment(context.host.env, {
    venv: plan.steps.some(({ kind }) => kind === "venv") ? venv : null,
    env: plan.env,
  });
