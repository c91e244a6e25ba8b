// What a machine adds to a project's environment besides Python: the packages of `[packages]`, and the GPU's part.

import type { SystemEnvironment } from "../activate/activate-environment.ts";
import { gpuEnvironment, joinEnvironments } from "../activate/gpu-environment.ts";
import type { Host } from "../host/host.ts";
import type { Layout } from "../plan/layout.ts";
import type { Plan } from "../plan/plan.ts";
import { driverFolder } from "./link-driver.ts";
import { outcomeFor } from "./packages-outcome.ts";

/** As it was made true for this plan; null: nothing. */
export const systemEnvironmentFor = (host: Host, layout: Layout, plan: Plan): SystemEnvironment | null =>
  joinEnvironments(
    outcomeFor(host, layout, plan)?.environment ?? null,
    gpuEnvironment({
      driver: plan.steps.some(({ kind }) => kind === "driver") ? driverFolder(layout) : null,
      isHidden: plan.gpu?.cuda === "off" && plan.platform.startsWith("linux-"),
    }),
  );
