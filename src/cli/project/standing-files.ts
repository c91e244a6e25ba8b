// What `jig flake` finds where its files belong, and how it puts them there: what is there keeps its mode and its owner. It
// decides nothing of what may be overwritten.

import { join } from "node:path";

import { fail, ok, type Result } from "../../base/result.ts";
import type { ExportedFile } from "../../export/project-files.ts";
import { isAsWritten } from "../../export/written-by-jig.ts";
import { errorCode } from "../../host/files/file-error.ts";
import type { Files } from "../../host/host.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { adviseRefusal, sayRefusal } from "../answer/say-trouble.ts";
import { stopFor, type Stop } from "../answer/stop.ts";

const FLAKE = "flake.nix";
export const REQUIREMENTS = "requirements.lock";

export interface StandingFile extends ExportedFile {
  /** What is there; null: nothing. */
  readonly now: string | null;
  /** Git gave it the line ends of Windows, and the scripts in it do not run with those. */
  readonly isForWindows: boolean;
}

/** Far more than what a thousand packages need. */
const LARGEST = 4 * 1024 * 1024;

/** Fails where what is there is no file, or cannot be read. */
export const lookAtFiles = (
  files: Files,
  root: string,
  exported: readonly ExportedFile[],
): Result<readonly StandingFile[], Stop> => {
  const standing: StandingFile[] = [];
  for (const file of exported) {
    const path = join(root, file.path);
    const stat = files.lstat(path);
    const inTheWay = stat === null ? null : whyInTheWay(file.path, stat);
    if (inTheWay !== null) return fail(inTheWay);
    try {
      const now = files.readText(path);
      const isForWindows = file.path === FLAKE && now?.includes("\r\n") === true;
      standing.push({ ...file, now: now?.replaceAll("\r\n", "\n") ?? null, isForWindows });
    } catch (error) {
      return fail(refused(error, { root, path: file.path, isWrite: false }));
    }
  }
  return ok(standing);
};

const whyInTheWay = (path: string, { kind, size }: { kind: string; size: number }): Stop | null => {
  const what =
    kind === "file"
      ? size > LARGEST
        ? `too large to be compared (${(size / 1024 ** 2).toFixed(1)} MiB, where ${LARGEST / 1024 ** 2} MiB is the limit)`
        : null
      : kind === "folder"
        ? "a folder"
        : kind === "symlink"
          ? "a link"
          : "not a file";
  if (what === null) return null;
  return stopFor(exitCodes.failed, {
    code: "in-the-way",
    message: `\`${path}\` is ${what}, and stays as it is`,
    hint: "move it aside, or print the flake with `jig flake --stdout`",
  });
};

/** The `requirements.lock` that jig wrote when the project had a Python; false, too, for one that a person changed. */
export const hasFormerRequirements = (files: Files, root: string): boolean => {
  const path = join(root, REQUIREMENTS);
  const stat = files.lstat(path);
  return stat?.kind === "file" && stat.size <= LARGEST && isAsWritten(files.readText(path) ?? "");
};

/** Null when all was written, and removed what jig wrote and nobody needs. */
export const writeFiles = (
  files: Files,
  root: string,
  { changed, isLeft }: { readonly changed: readonly ExportedFile[]; readonly isLeft: boolean },
): Stop | null => {
  let path = REQUIREMENTS;
  try {
    for (const file of changed) {
      ({ path } = file);
      files.editText(join(root, path), file.text);
    }
    path = REQUIREMENTS;
    if (isLeft) files.remove(join(root, path));
  } catch (error) {
    return refused(error, { root, path, isWrite: true });
  }
  return null;
};

interface Refused {
  readonly root: string;
  readonly path: string;
  readonly isWrite: boolean;
}

/** @throws what is no refusal of the system's */
const refused = (error: unknown, { path, isWrite, root }: Refused): Stop => {
  const code = errorCode(error);
  const why = sayRefusal(code);
  if (why === null) throw error;
  const message = `\`${path}\` cannot be ${isWrite ? "written" : "read"}: ${why}`;
  const hint = adviseRefusal(code, isWrite ? root : join(root, path));
  return stopFor(exitCodes.failed, { code: "flake-refused", message, hint });
};
