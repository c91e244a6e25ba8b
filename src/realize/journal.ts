// What is known to be done: one file in the state folder, written before and after each step. A journal that cannot be
// read counts as empty, which costs work and never correctness.

import { parseJson } from "../base/parse-json.ts";
import { join } from "node:path";

import { isRecord } from "../base/is-record.ts";
import type { Files, Host } from "../host/host.ts";
import type { Layout } from "../plan/layout.ts";
import type { Memory } from "./realize-context.ts";

export interface JournalEntry {
  readonly digest: string;
  /** `started`: it was begun and not ended, so nothing may be taken for granted. */
  readonly status: "started" | "done";
  /** ISO 8601. */
  readonly at: string;
  readonly memory: Memory;
}

/** By step id. */
export type Journal = Readonly<Record<string, JournalEntry>>;

const journalPath = (state: string): string => join(state, "journal.json");

/** Never fails: what cannot be read or understood is as if it were not there, entry by entry. */
export const readJournal = ({ files }: Host, { state }: Layout): Journal => {
  const parsed = parseJson(readOrNull(files, journalPath(state)) ?? "");
  if (!isRecord(parsed) || parsed["version"] !== 1 || !isRecord(parsed["steps"])) return {};
  const journal: Record<string, JournalEntry> = {};
  for (const [id, value] of Object.entries(parsed["steps"])) {
    const entry = readEntry(value);
    if (entry !== null) journal[id] = entry;
  }
  return journal;
};

/** Replaces one entry, whole or not at all. Throws node's own error when the state folder cannot be written. */
export const writeEntry = (
  host: Host,
  layout: Layout,
  [id, entry]: readonly [string, JournalEntry],
): void => {
  const steps = { ...readJournal(host, layout), [id]: entry };
  host.files.makeFolder(layout.state);
  host.files.writeText(
    journalPath(layout.state),
    `${JSON.stringify({ version: 1, steps }, null, 2)}
`,
  );
};

/** What a step once did counts for nothing any more. */
export const forgetEntry = (host: Host, layout: Layout, id: string): void => {
  const entry = readJournal(host, layout)[id];
  if (entry !== undefined) writeEntry(host, layout, [id, { ...entry, status: "started" }]);
};

const readOrNull = (files: Files, path: string): string | null => {
  try {
    return files.readText(path);
  } catch {
    return null;
  }
};

const readEntry = (value: unknown): JournalEntry | null => {
  if (!isRecord(value)) return null;
  const { digest, status, at, memory } = value;
  if (typeof digest !== "string" || typeof at !== "string" || !isRecord(memory)) return null;
  if (status !== "started" && status !== "done") return null;
  const kept: Record<string, string | number> = {};
  for (const [key, item] of Object.entries(memory)) {
    if (typeof item === "string" || typeof item === "number") kept[key] = item;
  }
  return { digest, status, at, memory: kept };
};
