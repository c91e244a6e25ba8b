// Where an Ollama server keeps its models, and how much room there is. Guesses are made only where nobody says.

import { accessSync, constants, existsSync, mkdirSync, statfsSync } from "node:fs";
import { dirname } from "node:path";

import { errorCode } from "../../host/files/file-error.ts";
import { readEnvironment } from "../../host/processes/process-table.ts";
import { findPortHolder } from "../ports/port-holder.ts";
import { isLoopback, type ServerAddress } from "./address.ts";
import type { ModelStorage } from "./pull/room.ts";
import { askFile, listModels } from "./server-api.ts";

/** The folder of a server that is started in this environment; null without a home. */
export const folderIn = (env: Readonly<Record<string, string>>): string | null => {
  const { OLLAMA_MODELS: named = "", HOME: home = "" } = env;
  if (named !== "") return named;
  return home === "" ? null : `${home}/.ollama/models`;
};

/** The folder of a server that jig started in this environment, without asking it; null when it cannot be told. */
export const ownFolder = (env: Readonly<Record<string, string>> | null): string | null => {
  const folder = env === null ? null : folderIn(env);
  return folder?.startsWith("/") === true ? folder : null;
};

/**
 * Why a server that is started now could not keep models there, for people; null when it could. The folder is made, as the
 * server would make it first of all, unless it is only to be looked at.
 */
export const whyClosed = (folder: string | null, isLookOnly: boolean): string | null => {
  if (folder === null)
    return "there is neither `HOME` nor `OLLAMA_MODELS`, so it is not known where models are kept";
  try {
    if (!isLookOnly) mkdirSync(folder, { recursive: true });
    accessSync(isLookOnly ? (nearestIn(folder) ?? folder) : folder, constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    const code = errorCode(error);
    return `its models cannot be kept in \`${folder}\` (${code}); make it writable, or name another folder in \`OLLAMA_MODELS\``;
  }
};

/** Where the installer for Linux has the service keep them. */
const OF_THE_SERVICE = "/usr/share/ollama/.ollama/models";

/** The folder of somebody's server: by a model that it has, else by its process. Null when it cannot be told. */
export const findFolder = async (address: ServerAddress, signal?: AbortSignal): Promise<string | null> => {
  const held = await listModels(address, signal);
  const [model] = held.ok ? held.value : [];
  const told = model === undefined ? null : ((await askFile(address, model.name, signal))?.folder ?? null);
  if (told !== null || !isLoopback(address)) return told;
  const holder = findPortHolder(address.port, []);
  if (holder.kind !== "stranger") return null;
  const env = holder.pid === null ? null : readEnvironment(holder.pid);
  if (env !== null) return folderIn(env);
  return existsSync(OF_THE_SERVICE) ? OF_THE_SERVICE : null;
};

/** The folder when it is one of this machine: a server elsewhere, or in a container, tells one of its own. */
export const folderHere = (address: ServerAddress, folder: string | null): string | null =>
  folder !== null && isLoopback(address) && folder.startsWith("/") && existsSync(folder) ? folder : null;

export const storageAt = (folder: string | null): ModelStorage => ({
  folder,
  freeBytes: () => freeBytesAt(folder),
});

/** Free bytes where a folder is or will be; null when that cannot be told. */
const freeBytesAt = (folder: string | null): number | null => {
  const path = folder === null ? null : nearestIn(folder);
  if (path === null) return null;
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    return null;
  }
};

/** It, or the nearest above it that is there. */
const nearestIn = (folder: string): string | null => {
  for (let path = folder; path !== "" && path !== "."; path = dirname(path)) {
    if (existsSync(path)) return path;
    if (path === "/") return null;
  }
  return null;
};
