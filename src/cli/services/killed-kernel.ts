// What JupyterLab's configuration has written down of a kernel that was killed: for whoever wonders where the variables
// went. It reads one small file a service, and believes none that is older than the run.

import { join } from "node:path";

import type { ServiceStatus } from "../../api/contract.ts";
import { isRecord } from "../../base/is-record.ts";
import type { Host } from "../../host/host.ts";
import { statePaths } from "../../supervise/records/state-paths.ts";

/** A sentence for people with the time of day; null when no kernel of this run was killed. */
export const sayKilledKernel = ({ files }: Host, state: string, service: ServiceStatus): string | null => {
  if (service.pid === null || service.startedAt === null) return null;
  const file = join(statePaths(state).service(service.name), "private", "jupyter", "killed-kernel.json");
  try {
    const told: unknown = JSON.parse(files.readText(file) ?? "null");
    if (!isRecord(told) || typeof told["at"] !== "string" || typeof told["said"] !== "string") return null;
    const at = new Date(told["at"]);
    if (!(at.getTime() >= Date.parse(service.startedAt))) return null;
    return `at ${at.toTimeString().slice(0, 5)} ${told["said"]}`;
  } catch {
    // Half written, or another user's: it is only a hint.
    return null;
  }
};
