// Changes files of the user's and the lock together, so that a kill at any moment leaves all of them as they were or all of
// them changed: what is meant is written down first, in the state folder. It writes no file that has changed meanwhile.

import { basename, dirname, join } from "node:path";

import { isRecord } from "../base/is-record.ts";
import { lockFile, type FileLock } from "../host/files/file-lock.ts";
import type { Files, Host } from "../host/host.ts";
import type { Layout } from "../plan/layout.ts";
import { turnPath } from "./wait-for-turn.ts";

export interface FileEdit {
  /** Absolute, links resolved. */
  readonly path: string;
  /** Null when there was none. */
  readonly before: string | null;
  readonly after: string;
}

/** What was no link when it was read leads somewhere else by now. */
const isLink = (files: Files, path: string): boolean => files.lstat(path)?.kind === "symlink";

const recordPath = ({ state }: Pick<Layout, "state">): string => join(state, "edits.json");

/** Only one jig at a time edits a project's files and may take that back; null while another one does. */
export const holdEdits = ({ state }: Pick<Layout, "state">): FileLock | null =>
  lockFile(join(state, "edits.lock"));

/**
 * Makes all edits or, when a file is not what it was any more, none; gives whether it did. They can be undone until they are
 * settled. Throws node's own error, with everything as it was, when a file cannot be written.
 */
export const makeEdits = ({ files }: Host, layout: Layout, edits: readonly FileEdit[]): boolean => {
  if (edits.some(({ path, before }) => isLink(files, path) || files.readText(path) !== before)) return false;
  if (edits.every(({ before, after }) => before === after)) return true;
  files.makeFolder(layout.state);
  writeRecord(files, layout, { edits, made: 0 });
  try {
    for (const [at, { path, before, after }] of edits.entries()) {
      if (after === before) continue;
      files.editText(path, after);
      writeRecord(files, layout, { edits, made: at + 1 });
    }
    return true;
  } catch (error) {
    undoEdits({ files }, layout);
    throw error;
  }
};

/** Puts every file back that still is as the edits left it; gives whether all are as they were. */
export const undoEdits = ({ files }: Pick<Host, "files">, layout: Layout): boolean => {
  let isUndone = true;
  for (const edit of readRecord(files, layout).edits) {
    const { path, before } = edit;
    const state = stateOf(files, edit);
    if (state === "to-make") continue;
    if (state === "changed") isUndone = false;
    else if (before === null) files.remove(path);
    else files.editText(path, before);
  }
  files.remove(recordPath(layout));
  return isUndone;
};

/** The edits stay: they are not to be undone any more. */
export const keepEdits = ({ files }: Pick<Host, "files">, layout: Layout): void =>
  files.remove(recordPath(layout));

/**
 * Ends what a killed jig had begun: edits of which some were made are made in full. Nothing is touched while another jig is
 * at work, or when somebody has changed one of the files since, back to what it was included.
 * @returns the files that were written for it
 */
export const settleEdits = ({ files }: Pick<Host, "files">, layout: Layout): readonly string[] => {
  if (files.lstat(recordPath(layout)) === null) return [];
  const held = [holdEdits(layout), lockFile(turnPath(layout))];
  try {
    if (held.includes(null)) return [];
    const { edits, made } = readRecord(files, layout);
    const states = edits.map((edit, at) => stateSince(files, edit, at < made));
    const isBegun = edits.some(
      ({ before, after }, at) => before !== after && (states[at] === "made" || states[at] === "half"),
    );
    const toEnd =
      isBegun && !states.includes("changed") ? edits.filter((_, at) => states[at] !== "made") : [];
    for (const { path, after } of toEnd) files.editText(path, after);
    for (const { path } of edits) removeHalves(files, path);
    files.remove(recordPath(layout));
    return toEnd.map(({ path }) => path);
  } finally {
    for (const lock of held) lock?.release();
  }
};

/** @param wasMade it was written whole: what is as before now, somebody has taken back */
const stateSince = (files: Files, edit: FileEdit, wasMade: boolean): ReturnType<typeof stateOf> => {
  const state = stateOf(files, edit);
  return wasMade && state !== "made" && edit.before !== edit.after ? "changed" : state;
};

/** `half`: the writing of a file that has other names was cut short. `changed`: somebody has written it since. */
const stateOf = (files: Files, edit: FileEdit): "made" | "to-make" | "half" | "changed" => {
  if (isLink(files, edit.path)) return "changed";
  const bytes = files.readBytes(edit.path);
  const [text, after] = [bytes === null ? null : Buffer.from(bytes), Buffer.from(edit.after)];
  const before = edit.before === null ? null : Buffer.from(edit.before);
  if (text?.equals(after) === true) return "made";
  if (text === null || before === null) return text === before ? "to-make" : "changed";
  if (text.equals(before)) return "to-make";
  // The beginning of the new text, and then the former one.
  const other = text.findIndex((byte, at) => byte !== after[at]);
  const cut = other === -1 ? text.length : other;
  return cut > 0 && text.subarray(cut).equals(before.subarray(cut)) ? "half" : "changed";
};

/** What a kill leaves of a file that was being written beside its place. */
const removeHalves = (files: Files, path: string): void => {
  const [folder, name] = [dirname(path), basename(path)];
  for (const entry of files.list(folder) ?? []) {
    const isHalf = entry.startsWith(`.${name}.`) && /^[0-9a-f]{12}\.tmp$/.test(entry.slice(name.length + 2));
    if (isHalf && files.lstat(join(folder, entry))?.kind === "file") files.remove(join(folder, entry));
  }
};

interface EditsRecord {
  readonly edits: readonly FileEdit[];
  /** How many of them, from the first on, were written whole. */
  readonly made: number;
}

const writeRecord = (files: Files, layout: Layout, record: EditsRecord): void =>
  files.writeText(recordPath(layout), `${JSON.stringify({ version: 1, ...record })}\n`);

const readRecord = (files: Files, layout: Layout): EditsRecord => {
  try {
    const record: unknown = JSON.parse(files.readText(recordPath(layout)) ?? "null");
    if (!isRecord(record) || !Array.isArray(record["edits"])) return NOTHING;
    const { edits, made } = record;
    return { edits: edits.filter((edit) => isEdit(edit)), made: typeof made === "number" ? made : 0 };
  } catch {
    return NOTHING;
  }
};

const NOTHING: EditsRecord = { edits: [], made: 0 };

const isEdit = (value: unknown): value is FileEdit =>
  isRecord(value) &&
  typeof value["path"] === "string" &&
  (value["before"] === null || typeof value["before"] === "string") &&
  typeof value["after"] === "string";
