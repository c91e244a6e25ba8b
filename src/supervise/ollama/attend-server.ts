// An Ollama from the moment its service is to run: looks for one that runs already, watches it while it is used, and keeps
// the models of whichever answers. It tells what it finds and leaves the service's state to its life.

import type { PlannedOllama } from "../../plan/services/service-spec.ts";
import { isLoopback, type ServerAddress } from "./address.ts";
import { findServer, type Finding, type Search } from "./find-server.ts";
import { createModelKeeper, type KeeperOptions, type ModelKeeper, type WantedModels } from "./keep-models.ts";
import { findFolder, folderHere, ownFolder, storageAt } from "./models-folder.ts";
import { sayGone } from "./say-not-there.ts";
import { askVersion } from "./server-api.ts";
import { hasGpu, watchLoads } from "./watch-loads.ts";
import { pause } from "../../host/pause.ts";

/** A server that is used and not ours. */
export interface OutsideServer {
  readonly address: ServerAddress;
  /** For people: what it is, and where its models are. */
  readonly about: string;
  readonly folder: string | null;
}

export type Sighting =
  | { readonly kind: "found"; readonly server: OutsideServer }
  | Exclude<Finding, { readonly kind: "found" }>;

/** How often it is asked whether it is still there, nearby and far away. */
const NEAR_MS = 5000;
const FAR_MS = 15_000;
/** So many questions in a row without an answer: it is gone. */
const MISSES = 2;

/**
 * Looks for a server, and tells. One that was found, or that is the only one to be used, is looked at again and again: it
 * is told when it goes and when it comes back, until the signal.
 */
export const lookForServer = async (
  ollama: PlannedOllama,
  search: Search,
  tell: (sighting: Sighting) => void,
): Promise<void> => {
  const { signal } = search;
  const finding = await findServer(ollama, search);
  if (signal.aborted) return;
  if (finding.kind === "found") {
    const server = await describeServer(finding.address, finding.version);
    if (signal.aborted) return;
    tell({ kind: "found", server });
    return watchServer(finding.address, { isThere: true, ollama, signal, tell });
  }
  tell(finding);
  if (ollama.host === null || finding.kind === "free") return;
  for (;;) {
    await pause(FAR_MS, signal);
    if (signal.aborted) return;
    const again = await findServer(ollama, search);
    if (again.kind !== "found") continue;
    const server = await describeServer(again.address, again.version);
    tell({ kind: "found", server });
    return watchServer(again.address, { isThere: true, ollama, signal, tell });
  }
};

/** Tells at every change whether the server is there. */
export const watchServer = async (
  address: ServerAddress,
  {
    isThere: wasThere,
    ollama,
    signal,
    tell,
  }: {
    readonly isThere: boolean;
    readonly ollama: Pick<PlannedOllama, "host" | "hostAt">;
    readonly signal: AbortSignal;
    readonly tell: (sighting: Sighting) => void;
  },
): Promise<void> => {
  let isThere = wasThere;
  let misses = 0;
  for (;;) {
    await pause(isLoopback(address) ? NEAR_MS : FAR_MS, signal);
    if (signal.aborted) return;
    const version = await askVersion(address, { silenceMs: NEAR_MS, signal });
    if (signal.aborted) return;
    misses = version.ok ? 0 : misses + 1;
    if (version.ok && !isThere) {
      isThere = true;
      tell({ kind: "found", server: await describeServer(address, version.value) });
    }
    if (misses < MISSES || !isThere) continue;
    isThere = false;
    tell({ kind: "missing", why: sayGone(address, ollama), remark: null });
  }
};

const describeServer = async (address: ServerAddress, version: string): Promise<OutsideServer> => {
  const folder = await findFolder(address);
  const place = folder === null ? "" : `, models in ${folder}`;
  return { address, folder, about: `Ollama ${version} that ran already${place}; jig does not stop it` };
};

/** The models of somebody else's server. */
export const keepOutside = (
  { server, env }: { readonly server: OutsideServer; readonly env: KeeperOptions["env"] },
  wanted: WantedModels,
  onChange: () => void,
): ModelKeeper => {
  const keeper = createModelKeeper({
    address: server.address,
    ...storageAt(folderHere(server.address, server.folder)),
    loads: null,
    env,
    onChange,
  });
  keeper.want(wanted);
  return keeper;
};

/** The models of a server that jig started. */
export const keepOwn = (
  {
    port,
    env,
    readLog,
  }: {
    readonly port: number;
    /** Null after an adoption that could not tell. */
    readonly env: Readonly<Record<string, string>> | null;
    readonly readLog: () => string;
  },
  wanted: WantedModels,
  onChange: () => void,
): ModelKeeper => {
  const address = { host: "127.0.0.1", port, isTls: false };
  const keeper = createModelKeeper({
    address,
    ...storageAt(ownFolder(env)),
    env,
    loads: watchLoads({ address, readLog, hasGpu: hasGpu(env) }),
    onChange,
  });
  keeper.want(wanted);
  return keeper;
};
