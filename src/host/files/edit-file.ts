// Writes into a file of the user's, which stays the same file: its mode, its owner, its other names. Whole or not at all
// where a new file in its place would be no other; written where it is where it would.

import fs from "node:fs";
import { basename, dirname, join } from "node:path";

import { randomName } from "../../base/random-name.ts";
import { errorCode } from "./file-error.ts";

/** Follows links. A file that is not there is made, with the mode of one that is made by hand. */
export const editFile = (path: string, text: string): void => {
  const place = placeOf(path);
  const former = fs.statSync(place, { throwIfNoEntry: false });
  try {
    if (former !== undefined && former.nlink > 1) return writeInPlace(place, text);
    const beside = writeBeside(place, text, former);
    if (beside === null) return writeInPlace(place, text);
    settle(beside, place);
  } catch (error) {
    // A full disk names no path, and nobody knows the one beside.
    throw error instanceof Error ? Object.assign(error, { path: place }) : error;
  }
};

/** A link that leads nowhere yet is a place, too. */
const placeOf = (path: string): string => {
  try {
    return fs.realpathSync(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return path;
    throw error;
  }
};

/** What may keep a file from being made in a folder, or from being put in the place of another, when that may be written. */
const NOT_BESIDE: ReadonlySet<string> = new Set(["EACCES", "EPERM", "EROFS", "EBUSY", "EXDEV"]);

/** The path of the new file; null where there can be none, or where it would be somebody else's. */
const writeBeside = (path: string, text: string, former: fs.Stats | undefined): string | null => {
  const beside = join(dirname(path), `.${basename(path)}.${randomName(6)}.tmp`);
  const mode = (former?.mode ?? 0o644) & 0o7777;
  let descriptor: number | null = null;
  try {
    descriptor = fs.openSync(beside, "wx", 0o600);
    const made = fs.fstatSync(descriptor);
    if (former !== undefined && (made.uid !== former.uid || made.gid !== former.gid)) {
      fs.unlinkSync(beside);
      return null;
    }
    fs.writeFileSync(descriptor, text);
    fs.fchmodSync(descriptor, mode);
    fs.fsyncSync(descriptor);
    return beside;
  } catch (error) {
    fs.rmSync(beside, { force: true });
    if (descriptor === null && former !== undefined && NOT_BESIDE.has(errorCode(error))) return null;
    throw error;
  } finally {
    if (descriptor !== null) fs.closeSync(descriptor);
  }
};

const settle = (beside: string, path: string): void => {
  try {
    fs.renameSync(beside, path);
  } catch (error) {
    const text = fs.readFileSync(beside, "utf8");
    fs.rmSync(beside, { force: true });
    // A single file that is mounted into a container has its place and no other.
    if (!NOT_BESIDE.has(errorCode(error))) throw error;
    writeInPlace(path, text);
  }
};

/**
 * From the start on, and cut off at the end: a kill in between leaves the beginning of the new and the end of the old text.
 * What cannot be written whole, as where there is no room, is what it was again: the room of the old text is there.
 */
const writeInPlace = (path: string, text: string): void => {
  const descriptor = fs.openSync(path, "r+");
  try {
    const former = fs.readFileSync(descriptor);
    try {
      writeOver(descriptor, Buffer.from(text));
      fs.fsyncSync(descriptor);
    } catch (error) {
      writeOver(descriptor, former);
      throw error;
    }
  } finally {
    fs.closeSync(descriptor);
  }
};

const writeOver = (descriptor: number, bytes: Uint8Array): void => {
  for (let at = 0; at < bytes.length;) at += fs.writeSync(descriptor, bytes, at, bytes.length - at, at);
  fs.ftruncateSync(descriptor, bytes.length);
};
