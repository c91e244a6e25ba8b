// Where jig's things are for one project on this machine. It computes paths and makes nothing.

import { basename, isAbsolute, join, resolve } from "node:path";

import { sha256 } from "../base/digest.ts";
import { InternalError } from "../base/result.ts";
import type { Layout } from "../plan/layout.ts";
import type { Host } from "./host.ts";

/**
 * The layout of the project in `root`. Its state is keyed by the root's real path, device and inode, so that neither a
 * copy nor another folder at the same path is taken for it. Nothing is made; the same machine gives the same answer.
 */
export const layoutOf = (host: Host, project: { readonly root: string; readonly file: string }): Layout => {
  const root = host.files.realPath(project.root) ?? project.root;
  const identity = host.files.stat(root);
  const key = sha256(`${root}\0${identity?.device ?? 0}:${identity?.inode ?? 0}`).slice(0, KEY_LENGTH);
  const state = join(projectsFolder(host), `${slugOf(basename(root))}-${key}`);
  return layoutAt(host, { root, file: project.file, state });
};

const KEY_LENGTH = 12;

/** The layout of a project that was in `root` when its state folder was made: it may be elsewhere now, or gone. */
export const layoutAt = (
  host: Host,
  { root, file, state }: { readonly root: string; readonly file: string; readonly state: string },
): Layout => ({
  root,
  file,
  state,
  cache: cacheBase(host),
  socket: socketPath(host, `${state.slice(-KEY_LENGTH)}.sock`),
  venv: join(root, ".venv"),
  lock: join(root, "jig.lock"),
});

/** Where the state folders of all projects are. */
export const projectsFolder = (host: Host): string => join(stateBase(host), "projects");

/** Where jig keeps what belongs to no single project. Each may be missing, or be a folder that others use as well. */
export const sharedFolders = (
  host: Host,
): { readonly state: string; readonly cache: string; readonly runtime: readonly string[] } => {
  const runtime = [chosenRuntime(host), xdgRuntime(host), lastRuntime(host)].flatMap(
    (folder) => folder ?? [],
  );
  return { state: stateBase(host), cache: cacheBase(host), runtime: [...new Set(runtime)] };
};

/**
 * The first of jig's own variables that names a folder relative to wherever somebody happens to stand; null when none
 * does. Nothing else here works with such a one: each folder would be another for every command.
 */
export const relativeFolderVariable = (host: Pick<Host, "env">): string | null =>
  ["JIG_STATE_DIR", "JIG_CACHE_DIR", "JIG_RUNTIME_DIR"].find((name) => {
    const value = host.env[name] ?? "";
    return value !== "" && !isAbsolute(value);
  }) ?? null;

/** The longest path of a unix socket that every system takes: macOS has room for 104 bytes with the final zero. */
export const LONGEST_SOCKET_PATH = 103;

const stateBase = (host: Host): string =>
  chosen(host, "JIG_STATE_DIR") ??
  (isMacos(host)
    ? join(host.machine.home, "Library", "Application Support", "jig")
    : join(xdg(host, "XDG_STATE_HOME") ?? join(host.machine.home, ".local", "state"), "jig"));

const cacheBase = (host: Host): string =>
  chosen(host, "JIG_CACHE_DIR") ??
  (isMacos(host)
    ? join(host.machine.home, "Library", "Caches", "jig")
    : join(xdg(host, "XDG_CACHE_HOME") ?? join(host.machine.home, ".cache"), "jig"));

/** The first folder of the ladder in which the socket's path is short enough; the last rung always is. */
const socketPath = (host: Host, name: string): string => {
  const last = join(lastRuntime(host), name);
  const rungs = [chosenRuntime(host), xdgRuntime(host)].flatMap((folder) => folder ?? []);
  return (
    rungs
      .map((folder) => join(folder, name))
      .find((path) => new TextEncoder().encode(path).length <= LONGEST_SOCKET_PATH) ?? last
  );
};

const lastRuntime = (host: Host): string => join("/tmp", `jig-${host.machine.uid}`);

/** A folder that was there before and that others may enter gets a private one inside: it is not ours to close. */
const chosenRuntime = (host: Host): string | null => {
  const folder = chosen(host, "JIG_RUNTIME_DIR");
  if (folder === null) return null;
  const stat = host.files.stat(folder);
  const isOpen = stat !== null && (stat.uid !== host.machine.uid || (stat.mode & 0o077) !== 0);
  return isOpen ? join(folder, `jig-${host.machine.uid}`) : folder;
};

/** A stale or inherited `XDG_RUNTIME_DIR` (after `su`, in a container) names what is not there or not ours. */
const xdgRuntime = (host: Host): string | null => {
  const folder = xdg(host, "XDG_RUNTIME_DIR");
  if (folder === null) return null;
  const stat = host.files.stat(folder);
  return stat?.kind === "folder" && stat.uid === host.machine.uid ? join(folder, "jig") : null;
};

const chosen = (host: Host, name: string): string | null => {
  const value = host.env[name];
  if (value === undefined || value === "") return null;
  if (!isAbsolute(value)) throw new InternalError(`\`${name}\` is relative`);
  return resolve(value);
};

/** Relative values are invalid and to be ignored, says the XDG specification. */
const xdg = (host: Host, name: string): string | null => {
  const value = host.env[name];
  return value?.startsWith("/") === true ? value : null;
};

const isMacos = (host: Host): boolean => host.machine.platform === "darwin";

const PLAIN = "abcdefghijklmnopqrstuvwxyz0123456789";

/** A name that people recognise in a listing: nothing depends on it. */
const slugOf = (name: string): string => {
  let slug = "";
  for (const letter of name.normalize("NFKD").toLowerCase()) {
    if (PLAIN.includes(letter)) slug += letter;
    // Accents, which only names have that are not plain.
    else if (letter > "\u007F" && /\p{M}/u.test(letter)) continue;
    else if (slug !== "" && !slug.endsWith("-")) slug += "-";
  }
  const cut = (slug.endsWith("-") ? slug.slice(0, -1) : slug).slice(0, 32);
  return cut === "" ? "project" : cut;
};
