// Whether the models of jig's own server went onto the GPU when they were loaded, whoever had them loaded. It loads none:
// it reads the log, and asks the server which file a model is.

import { existsSync } from "node:fs";

import type { ServerAddress } from "./address.ts";
import { judgeLoads } from "./judge-load.ts";
import { heldName } from "../../describe/tables/model-name.ts";
import { askFile } from "./server-api.ts";

/**
 * What is wrong with the latest load of a model, for people; null when nothing is. Undefined where it was not loaded as far
 * as the log goes back.
 * @param digest of the model as the server lists it
 */
export type LoadWatch = (model: string, digest: string) => Promise<string | null | undefined>;

export interface WatchedServer {
  readonly address: ServerAddress;
  /** What it wrote of late. */
  readonly readLog: () => string;
  readonly hasGpu: boolean;
}

export const watchLoads = ({ address, readLog, hasGpu }: WatchedServer): LoadWatch => {
  const files = new Map<string, string | null>();
  return async (model, digest) => {
    const loads = judgeLoads(readLog(), hasGpu);
    // As a rule nobody has anything to be told, and then nobody has to be asked.
    if (loads.size === 0) return undefined;
    if ([...loads.values()].every((wrong) => wrong === null)) return null;
    const key = `${model} ${digest}`;
    const file = files.get(key) ?? (await askFile(address, heldName(model)))?.hex ?? null;
    files.set(key, file);
    return file === null ? undefined : loads.get(file);
  };
};

/**
 * A driver of NVIDIA's is loaded, or Windows hands its own in, and the server may use it.
 * @param env what the server was started in; null: not known
 */
export const hasGpu = (env: Readonly<Record<string, string>> | null): boolean => {
  const isHidden = ["-1", ""].includes(env?.["CUDA_VISIBLE_DEVICES"] ?? "all");
  return !isHidden && (existsSync("/dev/nvidiactl") || (existsSync("/dev/dxg") && existsSync(OF_WINDOWS)));
};

const OF_WINDOWS = "/usr/lib/wsl/lib/libcuda.so.1";
