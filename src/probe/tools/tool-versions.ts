// What version a program is, learnt by running it once and remembered by its path, size and time of change, so that a
// warm command starts none. Reading and asking only: `remember-tools.ts` writes.

import { join } from "node:path";

import { isRecord } from "../../base/is-record.ts";
import type { Host } from "../../host/host.ts";
import type { Layout } from "../../plan/layout.ts";
import { isSafeToStart } from "./xcode.ts";

/** What is remembered of the program at a real path. */
export interface KnownTool {
  readonly size: number;
  readonly modified: string;
  /** Null: it does not answer, or does not fit; looked at again after a day. */
  readonly version: string | null;
  /** When it was learnt, in milliseconds since the epoch. */
  readonly at: number;
}

export type KnownTools = Readonly<Record<string, KnownTool>>;

export const toolsFile = (layout: Pick<Layout, "cache">): string => join(layout.cache, "tools.json");

/** What is remembered; nothing when the file is missing, unreadable, of another format or damaged: it is only a cache. */
export const readKnownTools = (host: Host, layout: Pick<Layout, "cache">): KnownTools => {
  try {
    const content: unknown = JSON.parse(host.files.readText(toolsFile(layout)) ?? "null");
    if (!isRecord(content) || content["version"] !== 1 || !isRecord(content["tools"])) return {};
    return Object.fromEntries(
      Object.entries(content["tools"]).flatMap(([path, tool]) => (isKnownTool(tool) ? [[path, tool]] : [])),
    );
  } catch {
    return {};
  }
};

/** How versions are found out during one probe. */
export interface Asking {
  readonly host: Host;
  readonly known: KnownTools;
  /** Only what is remembered counts: nothing is run. */
  readonly quick: boolean;
}

/** A program to ask, and how to read its answer: null when it does not fit. */
export interface Question {
  /** Absolute. */
  readonly path: string;
  readonly args: readonly string[];
  readonly read: (stdout: string) => string | null;
}

/** The version of a program, remembered or asked for (5 s at most); null when there is none to be had. */
export const askVersion = async (
  { host, known, quick }: Asking,
  question: Question,
): Promise<string | null> => {
  const real = host.files.realPath(question.path);
  const stat = real === null ? null : host.files.stat(real);
  if (real === null || stat === null) return null;
  const remembered = known[real];
  if (remembered !== undefined && stillHolds(host, remembered, stat)) return remembered.version;
  if (quick || !(await isSafeToStart(host, question.path))) return null;
  const argv = [question.path, ...question.args] as const;
  const ran = await host.run({ argv, cwd: "/", timeoutMs: 5000, mostStdout: MOST_SAID });
  return ran.kind === "exited" && ran.code === 0 ? question.read(ran.stdout) : null;
};

/** Bytes of an answer to the question for a version. */
const MOST_SAID = 1024 * 1024;

const A_DAY = 24 * 60 * 60 * 1000;

/** Whether what is remembered of a program is about the program as it is now. */
export const stillHolds = (host: Host, tool: KnownTool, stat: { size: number; modified: string }): boolean =>
  tool.size === stat.size &&
  tool.modified === stat.modified &&
  // What did not answer may only have been slow that day.
  (tool.version !== null || Math.abs(host.now().getTime() - tool.at) < A_DAY);

const isKnownTool = (value: unknown): value is KnownTool =>
  isRecord(value) &&
  typeof value["size"] === "number" &&
  typeof value["modified"] === "string" &&
  (value["version"] === null || typeof value["version"] === "string") &&
  typeof value["at"] === "number";
