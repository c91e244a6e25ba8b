// Finds the project that a folder belongs to: the nearest description above it. It reads bytes and judges none of them.
// It is on the path of `jig run`: a few looks at each folder, nothing heavy.

import { basename, dirname, join } from "node:path";

import { fail, ok, type Result } from "../../base/result.ts";
import { errorCode } from "../../host/files/file-error.ts";
import type { FileStat, Host } from "../../host/host.ts";

export interface FoundProject {
  /** The project's folder: absolute, links resolved. */
  readonly root: string;
  /** Its folder's own name. */
  readonly folder: string;
  readonly file: "jig.toml" | "pyproject.toml";
  readonly bytes: Uint8Array;
  /** The `jig.local.toml` beside it, which is this machine's alone; null without one. */
  readonly local: LocalFile | null;
  /** Those of the two that are links to files outside of the project's folder. */
  readonly outside: readonly string[];
}

/** Its bytes, or what stands in their way. */
export type LocalFile = Uint8Array | { readonly kind: "folder" | "other" | "unreadable" | "lost-link" };

export const LOCAL_FILE = "jig.local.toml";

export type FindFailure =
  /** The folder to start from is not there, or no folder. */
  | { readonly reason: "no-such-folder"; readonly folder: string }
  /** `last` is the last folder that was looked in, `boundary` why not the one above it. */
  | {
      readonly reason: "no-description";
      readonly folder: string;
      readonly last: string;
      readonly boundary: "home" | "file-system" | "owner" | "top";
    }
  /** A folder called `jig.toml`: whoever made it meant something, and a project further up was not it. */
  | { readonly reason: "description-is-a-folder"; readonly path: string }
  /** A pipe, socket or device of that name. */
  | { readonly reason: "description-is-special"; readonly path: string }
  /** A `jig.toml` beside a `pyproject.toml` with `[tool.jig]`: neither can be meant more than the other. */
  | { readonly reason: "two-descriptions"; readonly files: readonly [string, string] }
  | { readonly reason: "unreadable"; readonly path: string; readonly code: string; readonly message: string };

/**
 * The nearest `jig.toml`, or `pyproject.toml` with a `[tool.jig]`, in a folder or above it. The search ends at home (which
 * is looked in), at a file system's top and below a folder of another owner than the first one's.
 */
export const findProject = (host: Host, startDir: string): Result<FoundProject, FindFailure> => {
  let at = startDir;
  try {
    const start = host.files.realPath(startDir);
    const first = start === null ? null : host.files.stat(start);
    if (start === null || first?.kind !== "folder")
      return fail({ reason: "no-such-folder", folder: startDir });
    const home = host.files.realPath(host.machine.home);
    for (at = start; ; at = dirname(at)) {
      const found = lookIn(host, at);
      if (found !== null) return found;
      const boundary = boundaryAbove(host, at, { first, home });
      if (boundary !== null) return fail({ reason: "no-description", folder: start, last: at, boundary });
    }
  } catch (error) {
    // A folder or file that this user may not read: the bytes are not ours to guess, so the search ends here.
    if (!(error instanceof Error && "code" in error)) throw error;
    const path = "path" in error && typeof error.path === "string" ? error.path : at;
    return fail({ reason: "unreadable", path, code: errorCode(error), message: error.message });
  }
};

const lookIn = (host: Host, folder: string): Result<FoundProject, FindFailure> | null => {
  const path = join(folder, "jig.toml");
  const kind = host.files.stat(path)?.kind;
  if (kind === "folder") return fail({ reason: "description-is-a-folder", path });
  if (kind === "other") return fail({ reason: "description-is-special", path });
  const own = readFile(host, path);
  const shared = readFile(host, join(folder, "pyproject.toml"));
  const sharedHasTable = shared !== null && holdsJigTable(shared);
  if (own !== null && sharedHasTable) {
    return fail({
      reason: "two-descriptions",
      files: [join(folder, "jig.toml"), join(folder, "pyproject.toml")],
    });
  }
  const project = { root: folder, folder: basename(folder) };
  const beside = (file: FoundProject["file"]) => {
    const outside = [file, LOCAL_FILE].filter((name) => isLinkOutside(host, folder, name));
    return { ...project, file, local: lookForLocal(host, folder), outside };
  };
  if (own !== null) return ok({ ...beside("jig.toml"), bytes: own });
  return sharedHasTable ? ok({ ...beside("pyproject.toml"), bytes: shared }) : null;
};

const isLinkOutside = ({ files }: Host, folder: string, name: string): boolean => {
  const path = join(folder, name);
  if (files.lstat(path)?.kind !== "symlink") return false;
  return files.realPath(path)?.startsWith(folder === "/" ? folder : `${folder}/`) === false;
};

/** It never keeps a project from being found: services have to be stopped with a broken one, too. */
const lookForLocal = (host: Host, folder: string): LocalFile | null => {
  const path = join(folder, LOCAL_FILE);
  try {
    const kind = host.files.stat(path)?.kind ?? null;
    if (kind === "folder" || kind === "other") return { kind };
    if (kind === "file") return host.files.readBytes(path);
    return host.files.lstat(path) === null ? null : { kind: "lost-link" };
  } catch {
    return { kind: "unreadable" };
  }
};

/** A pipe that would never end is not a description, and neither is a folder called `pyproject.toml`. */
const readFile = (host: Host, path: string): Uint8Array | null =>
  host.files.stat(path)?.kind === "file" ? host.files.readBytes(path) : null;

/** By the text alone: whether it is really a table is for the parser to say, with a place. */
export const holdsJigTable = (bytes: Uint8Array): boolean =>
  /^\s*\[+\s*["']?tool["']?\s*\.\s*["']?jig["']?\s*[.\]]/m.test(new TextDecoder().decode(bytes));

const boundaryAbove = (
  host: Host,
  folder: string,
  known: { readonly first: FileStat; readonly home: string | null },
): "home" | "file-system" | "owner" | "top" | null => {
  const parent = dirname(folder);
  if (parent === folder) return "top";
  if (folder === known.home) return "home";
  const above = host.files.stat(parent);
  if (above?.device !== known.first.device) return "file-system";
  return above.uid === known.first.uid ? null : "owner";
};
