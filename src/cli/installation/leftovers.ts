// What jig may have left on this machine outside of projects, and its removal: the one list of all of it. It names exact
// things that look as jig makes them, for a folder that a variable chose may hold anything else, and goes through no link.

import { basename, dirname, join } from "node:path";

import { isRecord } from "../../base/is-record.ts";
import { errorCode } from "../../host/files/file-error.ts";
import type { FileStat, Host } from "../../host/host.ts";
import { projectsFolder, sharedFolders } from "../../host/layout.ts";
import type { Leftover } from "../../show/draw-leftovers.ts";
import { findFilters, takeFilterOut } from "./git-filters.ts";
import { findHooks, takeHookOut } from "./hook-files.ts";
import { isStateName, listProjects } from "./known-projects.ts";

/** Everything that is there now. */
export const findLeftovers = (host: Host): readonly Leftover[] => {
  const { state, cache, runtime } = sharedFolders(host);
  const found = [
    ...findHooks(host),
    ...findFilters(host),
    ...ofCache(host, cache).map((path) => leftoverAt(host, "cache", path)),
    ...socketsIn(host, runtime).map((path) => leftoverAt(host, "sockets", path)),
    // The last ones: they tell which sockets are ours.
    ...ofState(host).map((path) => leftoverAt(host, "state", path)),
  ];
  // What an earlier removal could not finish, and a project that was cleaned, leave folders with nothing in them.
  const hollow = [
    join(cache, "uv"),
    join(cache, "nb-clean"),
    cache,
    ...runtime,
    projectsFolder(host),
    state,
  ].filter((path) => isMadeByJig(host, path) && namesIn(host, path).length === 0);
  return [
    ...found,
    ...hollow.map((path): Leftover => ({ kind: kindOf(path, { cache, runtime }), path, bytes: 0 })),
  ];
};

/** Removes one of them. Gives why it could not be, or null; the folder around it goes with the last thing in it. */
export const removeLeftover = (host: Host, leftover: Leftover): string | null => {
  try {
    if (leftover.kind === "hook") takeHookOut(host, leftover.path);
    else if (leftover.kind === "filter") takeFilterOut(host, leftover.path);
    else removeOurs(host, leftover);
    return null;
  } catch (error) {
    if (errorCode(error) === "") throw error;
    return `\`${leftover.path}\` cannot be removed (${errorCode(error)})`;
  }
};

const removeOurs = (host: Host, { path }: Leftover): void => {
  const { files } = host;
  const ours = isStateName(basename(path)) ? STATE_NAMES : PROGRAM_NAMES;
  if (files.lstat(path)?.kind === "folder") {
    for (const name of namesIn(host, path)) if (ours.test(name)) files.remove(join(path, name));
    files.removeEmpty(path);
  } else files.remove(path);
  const { state, cache, runtime } = sharedFolders(host);
  const ends = new Set([state, cache, ...runtime]);
  for (let at = path; !ends.has(at) && dirname(at) !== at;) {
    at = dirname(at);
    if (!isOwn(host, at, "folder") || !files.removeEmpty(at)) return;
  }
};

const leftoverAt = (host: Host, kind: Leftover["kind"], path: string): Leftover => ({
  kind,
  path,
  bytes: sizeOf(host, path),
});

const kindOf = (
  path: string,
  { cache, runtime }: { readonly cache: string; readonly runtime: readonly string[] },
): Leftover["kind"] => {
  if (path === cache || dirname(path) === cache) return "cache";
  return runtime.includes(path) ? "sockets" : "state";
};

/** What a project's state folder holds; a file that is written is beside its place for a moment, or for good after a kill. */
const STATE_NAMES =
  /^(?:\.?(?:id|(?:project|desired|ports|warm|journal|notebooks|packages|installation|edits|kernel-check)\.json|local\.lock)(?:\.part|\..+\.tmp)?|(?:supervisor|realize|edits)\.lock|supervisor\.log|services|logs|pulls|shell|uv|nix|gpu)$/;
/** One of these is in every one of them, and by chance in no other folder of such a name. */
const STATE_MARKS: ReadonlySet<string> = new Set(["id", "project.json", "realize.lock", "warm.json"]);
const PROGRAM_NAMES = /^(?:uv|nb-clean|\.(?:uv|nb-clean)\..+\.tmp)$/;

const ofState = (host: Host): readonly string[] => {
  const folder = projectsFolder(host);
  if (!isOwn(host, dirname(folder), "folder")) return [];
  return namesIn(host, folder)
    .filter((name) => isStateName(name))
    .map((name) => join(folder, name))
    .filter((path) => isOwn(host, path, "folder"))
    .filter((path) => {
      const names = namesIn(host, path);
      return names.some((name) => STATE_MARKS.has(name) && isOwn(host, join(path, name), "file"));
    });
};

const ofCache = (host: Host, cache: string): readonly string[] => {
  if (!isOwn(host, cache, "folder")) return [];
  return [
    ...["uv", "nb-clean"].flatMap((program) =>
      namesIn(host, join(cache, program))
        .filter((name) => /^\d+\.\d+\.\d+$/.test(name))
        .map((name) => join(cache, program, name))
        .filter((path) => isOwn(host, path, "folder") && isUnpackedProgram(host, path)),
    ),
    ...namesIn(host, cache)
      .filter((name) => /^(?:tools\.json|\.tools\.json\..+\.tmp)$/.test(name))
      .map((name) => join(cache, name))
      .filter((path) => isOwn(host, path, "file") && isToolsFile(host, path)),
  ];
};

/** The program and nothing else: an installation of somebody's own has more in it. */
const isUnpackedProgram = (host: Host, path: string): boolean => {
  const names = namesIn(host, path);
  return (
    names.length > 0 &&
    names.every((name) => PROGRAM_NAMES.test(name) && isOwn(host, join(path, name), "file"))
  );
};

/** Others call a file of theirs `tools.json`, too. */
const isToolsFile = ({ files }: Host, path: string): boolean => {
  if (basename(path) !== "tools.json") return true;
  try {
    const content: unknown = JSON.parse(files.readText(path) ?? "null");
    return isRecord(content) && content["version"] === 1 && isRecord(content["tools"]);
  } catch {
    return false;
  }
};

/** Not every socket: projects of another state folder may have theirs there too. */
const socketsIn = (host: Host, runtime: readonly string[]): readonly string[] => {
  const names = new Set(listProjects(host).map(({ layout }) => basename(layout.socket)));
  return runtime
    .filter((folder) => isOwn(host, folder, "folder"))
    .flatMap((folder) => [...names].map((name) => join(folder, name)))
    .filter((path) => isOwn(host, path, "other"));
};

/** An empty folder may have been made by whoever chose it, unless its name, or that of the one around it, is one that jig gives. */
const isMadeByJig = (host: Host, path: string): boolean =>
  [path, dirname(path)].some((folder) => /^jig(?:-\d+)?$/.test(basename(folder))) &&
  isOwn(host, path, "folder");

/** Not a link, and nobody else's: `/tmp` is everybody's. */
const isOwn = ({ files, machine }: Host, path: string, kind: FileStat["kind"]): boolean => {
  const stat = unlessRefused(() => files.lstat(path));
  return stat?.kind === kind && stat.uid === machine.uid;
};

/** Nothing of a folder that belongs to somebody else, that is closed to us, or that is a link. */
const namesIn = (host: Host, path: string): readonly string[] =>
  isOwn(host, path, "folder") ? (unlessRefused(() => host.files.list(path)) ?? []) : [];

const unlessRefused = <Value>(read: () => Value | null): Value | null => {
  try {
    return read();
  } catch (error) {
    if (errorCode(error) === "") throw error;
    return null;
  }
};

const sizeOf = (host: Host, path: string): number => {
  const stat = host.files.lstat(path);
  if (stat?.kind !== "folder") return stat?.size ?? 0;
  return namesIn(host, path).reduce((sum, name) => sum + sizeOf(host, join(path, name)), 0);
};
