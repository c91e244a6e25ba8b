// The files of this machine. "Not there" is null; whatever else goes wrong is thrown as node threw it.

import fs from "node:fs";
import { basename, dirname, join } from "node:path";

import { sha256 } from "../../base/digest.ts";
import { randomName } from "../../base/random-name.ts";
import { editFile } from "./edit-file.ts";
import { errorCode } from "./file-error.ts";
import type { Files, FileStat } from "../host.ts";
import { readRegular, readRegularStart } from "./regular-file.ts";

export const realFiles: Files = {
  readText: (path) => unlessAbsent(() => readRegular(path).toString("utf8")),
  readBytes: (path) => unlessAbsent(() => readRegular(path)),
  readStart: (path, length) => unlessAbsent(() => readRegularStart(path, length)),
  list: (path) => unlessAbsent(() => fs.readdirSync(path).toSorted()),
  stat: (path) => unlessAbsent(() => statOf(fs.statSync(path, QUIETLY))),
  lstat: (path) => unlessAbsent(() => statOf(fs.lstatSync(path, QUIETLY))),
  stampAll: (paths) => stampAll(paths),
  realPath: (path) => unlessAbsent(() => fs.realpathSync(path)),
  readLink: (path) => unlessAbsent(() => fs.readlinkSync(path)),
  isExecutable: (path) => isExecutable(path),
  freeBytes: (path) => unlessAbsent(() => freeBytes(path)),
  makeFolder: (path, mode = 0o700) => makeFolder(path, mode),
  writeText: (path, text, mode = 0o600) => replaceFile(path, text, mode),
  writeBytes: (path, bytes, mode = 0o600) => replaceFile(path, bytes, mode),
  editText: (path, text) => editFile(path, text),
  createText: (path, text, mode = 0o600) => createFile(path, text, mode),
  link: (target, path) => fs.symlinkSync(target, path),
  rename: (from, to) => fs.renameSync(from, to),
  remove: (path) => fs.rmSync(path, { recursive: true, force: true }),
  removeEmpty: (path) => removeEmpty(path),
};

/** ESRCH is what `/proc` says of a process that ended between two looks; EINVAL is `readlink` of what is no link. */
const absent = new Set(["ENOENT", "ENOTDIR", "ELOOP", "ESRCH", "EINVAL"]);

const unlessAbsent = <Value>(look: () => Value): Value | null => {
  try {
    return look();
  } catch (error) {
    if (absent.has(errorCode(error))) return null;
    throw error;
  }
};

/** Most looks of a warm command are at what is not there, and an error that is thrown costs more than the look. */
const QUIETLY = { bigint: true, throwIfNoEntry: false } as const;

const statOf = (stat: fs.BigIntStats | undefined): FileStat | null =>
  stat === undefined
    ? null
    : {
        kind: kindOf(stat),
        size: Number(stat.size),
        mode: Number(stat.mode) & 0o7777,
        uid: Number(stat.uid),
        device: Number(stat.dev),
        inode: Number(stat.ino),
        links: Number(stat.nlink),
        modified: String(stat.mtimeNs),
        changed: String(stat.ctimeNs),
      };

/** Without big integers, which cost a third more: a double holds the time to a fraction of a microsecond. */
const stampAll = (paths: Iterable<string>): string => {
  const seen: number[] = [];
  for (const path of paths) {
    const stat = unlessAbsent(() => fs.lstatSync(path, { throwIfNoEntry: false }));
    if (stat == null) seen.push(-1);
    else seen.push(stat.mtimeMs, stat.size, stat.ino, stat.mode);
  }
  return sha256(new Uint8Array(Float64Array.from(seen).buffer));
};

const kindOf = (stat: fs.BigIntStats): FileStat["kind"] => {
  if (stat.isFile()) return "file";
  if (stat.isDirectory()) return "folder";
  return stat.isSymbolicLink() ? "symlink" : "other";
};

const isExecutable = (path: string): boolean => {
  try {
    // For root, X_OK is also true of a folder.
    if (fs.statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
    fs.accessSync(path, fs.constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const freeBytes = (path: string): number => {
  const stat = fs.statfsSync(path);
  return stat.bavail * stat.bsize;
};

const makeFolder = (path: string, mode: number): void => {
  const made = fs.mkdirSync(path, { recursive: true, mode });
  // What mkdir makes is narrowed by the umask, and a caller that asks for a mode means it.
  if (made !== undefined) fs.chmodSync(path, mode);
};

const replaceFile = (path: string, content: string | Uint8Array, mode: number): void =>
  writeBeside(path, { content, mode }, (beside) => fs.renameSync(beside, path));

/** A rename would replace what somebody else made meanwhile; a second name for the file does not. */
const createFile = (path: string, content: string, mode: number): boolean => {
  let isMade = true;
  writeBeside(path, { content, mode }, (beside) => {
    try {
      fs.linkSync(beside, path);
    } catch (error) {
      if (errorCode(error) === "EEXIST") isMade = false;
      // Some file systems (FAT, some network shares) have no second names.
      else if (NO_LINKS.has(errorCode(error))) isMade = createAtOnce(path, content, mode);
      else throw error;
    }
    fs.unlinkSync(beside);
  });
  return isMade;
};

const NO_LINKS: ReadonlySet<string> = new Set(["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EMLINK"]);

const createAtOnce = (path: string, content: string, mode: number): boolean => {
  try {
    fs.writeFileSync(path, content, { flag: "wx", mode });
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
};

/** Writes a file beside its place, and leaves it there to `settle`, which is to put it where it belongs. */
const writeBeside = (
  path: string,
  { content, mode }: { readonly content: string | Uint8Array; readonly mode: number },
  settle: (beside: string) => void,
): void => {
  const beside = join(dirname(path), `.${basename(path)}.${randomName(6)}.tmp`);
  try {
    const descriptor = fs.openSync(beside, "wx", mode);
    try {
      fs.writeFileSync(descriptor, content);
      fs.fchmodSync(descriptor, mode);
      fs.fsyncSync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
    settle(beside);
  } catch (error) {
    removeQuietly(beside);
    // A full disk names no path, and nobody knows the one beside.
    throw error instanceof Error ? Object.assign(error, { path }) : error;
  }
};

const removeEmpty = (path: string): boolean => {
  try {
    fs.rmdirSync(path);
    return true;
  } catch (error) {
    if (errorCode(error) === "") throw error;
    return false;
  }
};

/** What it is about comes after: whatever refused the writing may refuse this, too. */
const removeQuietly = (path: string): void => {
  try {
    fs.rmSync(path, { force: true });
  } catch {
    // It is the first trouble that counts.
  }
};
