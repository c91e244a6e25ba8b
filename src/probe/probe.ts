// What this machine is and has, as plain facts. It reads files and asks programs for their version; it writes nothing.

import { visible } from "../host/files/file-error.ts";
import type { Host } from "../host/host.ts";
import type { Facts } from "../plan/facts.ts";
import type { Layout } from "../plan/layout.ts";
import { findPackageManager } from "./tools/find-packages.ts";
import { probeGpu } from "./gpu/gpu.ts";
import { findNix } from "./tools/nix.ts";
import { probePlatform } from "./machine/platform.ts";
import { probeListeners } from "./machine/port-listeners.ts";
import { probePythons } from "./python/pythons.ts";
import { probeSession } from "./machine/session.ts";
import { readKnownTools } from "./tools/tool-versions.ts";
import { probeGit, probeUv } from "./tools/tools.ts";
import { probeVenv } from "./python/venv.ts";
import { isContainer, wslVersion } from "./machine/wsl.ts";

export interface ProbeOptions {
  /** Starts no program: tools whose version is not remembered are missing, and listeners have no owner. */
  readonly quick: boolean;
  /** Nothing goes by an NVIDIA card: it is asked nothing. */
  readonly withoutGpu?: boolean;
}

/** The facts of this machine for one project. Never fails: what cannot be known is null or missing. */
export const probe = async (
  host: Host,
  layout: Layout,
  { quick, withoutGpu = false }: ProbeOptions,
): Promise<Facts> => {
  const asking = { host, known: readKnownTools(host, layout), quick };
  const wsl = wslVersion(host);
  const asked = probePythons(asking, layout);
  const [pythons, uv, git, listeners, gpu] = await Promise.all([
    asked,
    probeUv(asking),
    probeGit(asking),
    probeListeners(host, quick),
    asked.then((found) =>
      probeGpu(host, { wsl, pythons: found.map(({ path }) => path), quick, isUnwanted: withoutGpu }),
    ),
  ]);
  const { uid, home } = host.machine;
  return {
    ...probePlatform(host),
    wsl,
    container: isContainer(host),
    user: { uid, home, shell: host.env["SHELL"] ?? null },
    session: probeSession(host, wsl !== null),
    pythons,
    uv,
    git,
    nix: findNix(host),
    packageManager: findPackageManager(host),
    gpu,
    venv: probeVenv(host, layout),
    diskFree: visible(() => host.files.freeBytes(layout.root)),
    listeners,
    variables: Object.entries(host.env)
      .flatMap(([name, value]) => (value === undefined ? [] : [name]))
      .toSorted(),
  };
};
