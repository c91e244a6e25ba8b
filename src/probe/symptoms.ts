// What a diagnosis asks of this machine beside its facts: files, limits, loopback. It starts no program, sends nothing,
// and asks for a name once, with a deadline. The package index is asked by `realize`, which knows how uv would ask.

import type { Symptoms } from "../diagnose/symptoms.ts";
import type { Host } from "../host/host.ts";
import type { Network } from "../host/network/network.ts";
import type { Layout } from "../plan/layout.ts";
import { probeBrokenKernels } from "./python/broken-kernels.ts";
import { probeBroughtFiles } from "./project/brought-files.ts";
import { probeLimits } from "./machine/limits.ts";
import { probePlaces } from "./machine/places.ts";
import { readSmallFile } from "./read-small-file.ts";
import { probeShellLines } from "./tools/shell-lines.ts";

const NAME_MS = 1500;

/** Never fails: what cannot be known is null or missing. Without a project, nothing is said of the layout's root. */
export const probeSymptoms = async (
  { host, network }: { readonly host: Host; readonly network: Network },
  layout: Layout,
  { hasProject }: { readonly hasProject: boolean },
): Promise<Omit<Symptoms, "indexes">> => {
  const { files, env, machine } = host;
  const [addresses, hasIpv4] = await Promise.all([
    network.addressesOf("localhost", NAME_MS),
    network.canListenOn("127.0.0.1"),
  ]);
  return {
    places: probePlaces(host, layout, { hasProject }),
    shellLines: probeShellLines(host),
    brokenKernels: probeBrokenKernels(host),
    limits: probeLimits(files),
    localhost: { addresses, hasIpv4 },
    tellsProcesses: machine.platform !== "linux" || readSmallFile(files, "/proc/self/stat") !== null,
    mayDownloadPython: env["UV_PYTHON_DOWNLOADS"] !== "never",
    brought: hasProject ? probeBroughtFiles(files, layout.root) : [],
  };
};
