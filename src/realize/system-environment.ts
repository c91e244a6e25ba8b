// What a machine adds to a project's environment besides Python: the packages of `[packages]`, and the GPU's part.

import { join } from "node:path";

import type { SystemEnvironment } from "../activate/activate-environment.ts";
import { gpuEnvironment, joinEnvironments } from "../activate/gpu-environment.ts";
import type { Host } from "../host/host.ts";
import type { Layout } from "../plan/layout.ts";
import type { Plan } from "../plan/plan.ts";
import { sitePackagesOf } from "../probe/python/environment-state.ts";
import { driverFolder } from "./gpu/link-driver.ts";
import { outcomeFor } from "./nix/packages-outcome.ts";

/** What the wheels of CUDA's compiler unpack to. */
const findToolkit = ({ files }: Host, { venv }: Layout): string | null => {
  const site = sitePackagesOf(files, venv);
  const folder = site === null ? null : join(site, "nvidia", "cu13");
  return folder !== null && files.isExecutable(join(folder, "bin", "nvcc")) ? folder : null;
};

/** As it was made true for this plan; null: nothing. */
export const systemEnvironmentFor = (host: Host, layout: Layout, plan: Plan): SystemEnvironment | null =>
  joinEnvironments(
    outcomeFor(host, layout, plan)?.environment ?? null,
    gpuEnvironment({
      driver: plan.steps.some(({ kind }) => kind === "driver") ? driverFolder(layout) : null,
      toolkit: plan.gpu?.toolkit === true ? findToolkit(host, layout) : null,
      isHidden: plan.gpu?.cuda === "off" && plan.platform.startsWith("linux-"),
    }),
  );
