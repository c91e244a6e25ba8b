// What jig may have left on this machine outside of projects, and its removal: the one list of all of it. Only what jig
// itself puts into a folder is removed from there, for a folder that was chosen by a variable may hold other things.

import { basename, join } from "node:path";

import { errorCode } from "../../host/file-error.ts";
import type { Files, Host } from "../../host/host.ts";
import { sharedFolders } from "../../host/layout.ts";
import type { Leftover } from "../../show/draw-leftovers.ts";
import { findHookLines } from "./hook-lines.ts";
import { listProjects } from "./known-projects.ts";

interface FolderKind {
  readonly kind: Leftover["kind"];
  readonly folder: string;
  /** The names that jig makes there. */
  readonly isOurs: (name: string) => boolean;
}

const foldersOf = (host: Host): readonly FolderKind[] => {
  const { state, cache, runtime } = sharedFolders(host);
  // Not every socket: projects of another state folder may have theirs there too.
  const sockets = new Set(listProjects(host).map(({ layout }) => basename(layout.socket)));
  return [
    // A file that is written is beside its place for a moment, and stays there when jig is killed.
    {
      kind: "cache",
      folder: cache,
      isOurs: (name) => /^(?:uv|tools\.json|\.tools\.json\..+\.tmp)$/.test(name),
    },
    ...runtime.map((folder) => ({
      kind: "sockets" as const,
      folder,
      isOurs: (name: string) => sockets.has(name),
    })),
    // The last one: it tells which sockets are ours.
    { kind: "state", folder: state, isOurs: (name) => name === "projects" },
  ];
};

/** The rc files in which a hook may be, links resolved. */
const rcFilesOf = ({ env, machine: { home }, files }: Host): readonly string[] => {
  const zsh = env["ZDOTDIR"] ?? home;
  const config = env["XDG_CONFIG_HOME"] ?? join(home, ".config");
  const paths = [
    ...[".bashrc", ".bash_profile", ".profile"].map((name) => join(home, name)),
    ...[".zshrc", ".zprofile"].map((name) => join(zsh, name)),
    join(config, "fish", "config.fish"),
  ];
  return [...new Set(paths.flatMap((path) => files.realPath(path) ?? []))];
};

/** Everything that is there now. */
export const findLeftovers = (host: Host): readonly Leftover[] => [
  ...rcFilesOf(host).flatMap((path): Leftover[] => {
    const text = readOpen(host.files, path);
    const { count, rest } = findHookLines(text);
    return count === 0 ? [] : [{ kind: "hook", path, bytes: text.length - rest.length }];
  }),
  ...foldersOf(host).flatMap((known): Leftover[] => {
    const names = namesIn(host, known.folder);
    const ours = names.filter((name) => known.isOurs(name));
    if (ours.length === 0 && (names.length > 0 || !isMadeByJig(host, known.folder))) return [];
    const bytes = ours.reduce((sum, name) => sum + sizeOf(host.files, join(known.folder, name)), 0);
    return [{ kind: known.kind, path: known.folder, bytes }];
  }),
];

/** The user's own lines in rc files that call jig's hook: `FILE:LINE`. They are not ours to remove. */
export const findOwnHookLines = (host: Host): readonly string[] =>
  rcFilesOf(host).flatMap((path) =>
    findHookLines(readOpen(host.files, path)).own.map((line) => `${path}:${line}`),
  );

/** Removes one of them. Gives why it could not be, or null; a folder with other things in it stays, with those. */
export const removeLeftover = (host: Host, leftover: Leftover): string | null => {
  try {
    if (leftover.kind === "hook") takeHookOut(host.files, leftover.path);
    else removeOurs(host, leftover);
    return null;
  } catch (error) {
    if (errorCode(error) === "") throw error;
    return `\`${leftover.path}\` cannot be removed (${errorCode(error)})`;
  }
};

const takeHookOut = (files: Files, path: string): void => {
  const text = files.readText(path);
  const mode = files.stat(path)?.mode;
  if (text !== null && mode !== undefined) files.writeText(path, findHookLines(text).rest, mode);
};

const removeOurs = (host: Host, { kind, path }: Leftover): void => {
  const known = foldersOf(host).find((folder) => folder.kind === kind && folder.folder === path);
  for (const name of namesIn(host, path).filter((each) => known?.isOurs(each))) {
    host.files.remove(join(path, name));
  }
  if (isOwnFolder(host, path) && namesIn(host, path).length === 0) host.files.remove(path);
};

/** An empty folder may have been made by whoever chose it, unless its name is one that jig gives. */
const isMadeByJig = (host: Host, path: string): boolean =>
  /^jig(?:-\d+)?$/.test(basename(path)) && isOwnFolder(host, path);

/** Not a link, and nobody else's: `/tmp` is everybody's. */
const isOwnFolder = ({ files, machine }: Host, path: string): boolean => {
  const stat = files.lstat(path);
  return stat?.kind === "folder" && stat.uid === machine.uid;
};

/** Nothing of a folder that belongs to somebody else, or that is closed to us. */
const namesIn = ({ files, machine }: Host, path: string): readonly string[] => {
  if (files.stat(path)?.uid !== machine.uid) return [];
  return unlessRefused(() => files.list(path)) ?? [];
};

const readOpen = (files: Files, path: string): string => unlessRefused(() => files.readText(path)) ?? "";

const unlessRefused = <Value>(read: () => Value | null): Value | null => {
  try {
    return read();
  } catch (error) {
    if (errorCode(error) === "") throw error;
    return null;
  }
};

const sizeOf = (files: Files, path: string): number => {
  const stat = files.lstat(path);
  if (stat?.kind !== "folder") return stat?.size ?? 0;
  const names = unlessRefused(() => files.list(path)) ?? [];
  return names.reduce((sum, name) => sum + sizeOf(files, join(path, name)), 0);
};
