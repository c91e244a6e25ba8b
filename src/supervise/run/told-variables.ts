// Where the services of a project are, for a command or a shell beside them. It reads one small file for each service that
// has anything to tell, and asks nobody: a command starts in milliseconds.

import { join } from "node:path";

import type { Host } from "../../host/host.ts";
import { withLoopback } from "../../plan/render/render-service.ts";
import type { ServiceSpec } from "../../plan/services/service-spec.ts";

/** In these it runs, or somebody else's is used. */
const THERE: ReadonlySet<unknown> = new Set(["starting", "ready", "unready", "external"]);

/**
 * The variables that running services tell, and with them the exceptions for a proxy; empty when none tells any. What is
 * read was written by a supervisor, which keeps it right; after a restart of the machine nothing of it counts.
 */
export const toldVariables = (
  host: Pick<Host, "files" | "env">,
  state: string,
  services: readonly Pick<ServiceSpec, "name" | "tells">[],
): Record<string, string> => {
  const told = othersTell(host, state, services);
  return Object.keys(told).length === 0 ? {} : besideProxies(host.env, told);
};

/** The same without the exceptions for a proxy: addresses alone. */
export const othersTell = (
  host: Pick<Host, "files">,
  state: string,
  services: readonly Pick<ServiceSpec, "name" | "tells">[],
): Record<string, string> => {
  const told: Record<string, string> = {};
  for (const { name, tells } of services) {
    if (tells === undefined) continue;
    const url = readUrl(host, join(state, "services", name, "state.json"));
    if (url !== null) for (const variable of tells) told[variable] = url.replace(/\/$/, "");
  }
  return told;
};

/** What was told, and with it the exceptions for a proxy: none stands between anybody and what is named here. */
export const besideProxies = (
  env: Readonly<Record<string, string | undefined>>,
  told: Readonly<Record<string, string>>,
): Record<string, string> => {
  const hosts = Object.values(told).flatMap((url) => hostIn(url) ?? []);
  const { NO_PROXY: upper, no_proxy: lower } = env;
  return {
    ...told,
    NO_PROXY: withLoopback(upper ?? lower, hosts),
    no_proxy: withLoopback(lower ?? upper, hosts),
  };
};

const hostIn = (url: string): string | null =>
  URL.canParse(url) ? new URL(url).hostname.replaceAll(/^\[|\]$/g, "") : null;

const readUrl = ({ files }: Pick<Host, "files">, path: string): string | null => {
  try {
    const record: unknown = JSON.parse(files.readText(path) ?? "null");
    if (typeof record !== "object" || record === null || !("url" in record) || !("phase" in record))
      return null;
    const { url, phase } = record;
    const boot = (files.readText("/proc/sys/kernel/random/boot_id") ?? "").trim();
    const isThisBoot = boot === "" || ("bootId" in record && record.bootId === boot);
    return isThisBoot && THERE.has(phase) && typeof url === "string" ? url : null;
  } catch {
    return null;
  }
};
