// The notebooks that git knows in a project, and how each stands to what git holds of it. It asks git once, and writes nothing.

import { join } from "node:path";

import { gitBlobName } from "../../base/digest.ts";
import { runGit } from "./run-git.ts";
import type { Host } from "../../host/host.ts";
import { cleanNotebook, type NoNotebook } from "../../notebooks/clean-notebook.ts";
import { remainsIn, type Remains } from "../../notebooks/remains.ts";
import { asUtf8 } from "../../notebooks/decode.ts";

/** How a notebook stands to what git holds of it. */
export type NotebookState =
  /** As git has it, and clean. */
  | "clean"
  /** It has outputs, or what else the filter takes out; what git would stage is what it has. */
  | "outputs-only"
  /** git itself holds outputs of it, or what else the filter takes out. */
  | "outputs-in-git"
  /** Its text differs from git's. */
  | "changed"
  | "missing"
  | "no-notebook";

export interface TrackedNotebook {
  /** From the project's root. */
  readonly path: string;
  /** Of the staged content. */
  readonly blob: string;
  readonly state: NotebookState;
  /** What the filter takes out of it; null where that is nothing. */
  readonly remains: Remains | null;
  /** Why it cannot be cleaned; null when it can. */
  readonly trouble: NoNotebook | null;
}

/** Null when git does not tell: it is not installed, or does not trust the folder. In the order of git's index. */
export const trackedNotebooks = async (
  host: Host,
  root: string,
  options: readonly string[],
): Promise<readonly TrackedNotebook[] | null> => {
  const ran = await runGit({ host, root }, ["ls-files", "-s", "-z", "--", "*.ipynb"]);
  if (ran.kind !== "exited" || ran.code !== 0) return null;
  const entries = ran.stdout.split("\0").flatMap((entry) => {
    // Mode, object, stage: a link is no notebook of its own, and a conflict has no stage 0 but up to three others.
    const [, blob, stage, path] = /^100\d{3} ([0-9a-f]+) ([0-3])\t([^]+)$/.exec(entry) ?? [];
    return blob === undefined || path === undefined ? [] : [{ blob, path, isConflict: stage !== "0" }];
  });
  const conflicts = new Set<string>();
  return entries.flatMap(({ blob, path, isConflict }) => {
    if (!isConflict) return [{ path, blob, ...standing(host, join(root, path), { options, blob }) }];
    if (conflicts.has(path)) return [];
    conflicts.add(path);
    return [{ path, blob, ...IN_CONFLICT }];
  });
};

const IN_CONFLICT = { state: "no-notebook", remains: null, trouble: "merge-conflict" } as const;

const standing = (
  host: Host,
  file: string,
  { options, blob }: { readonly options: readonly string[]; readonly blob: string },
): Pick<TrackedNotebook, "state" | "remains" | "trouble"> => {
  const bytes = host.files.lstat(file)?.kind === "file" ? host.files.readBytes(file) : null;
  if (bytes === null) return { state: "missing", remains: null, trouble: null };
  const cleaned = cleanNotebook(bytes, options);
  if (!cleaned.ok) return { state: "no-notebook", remains: null, trouble: cleaned.failure };
  const isClean = cleaned.value === bytes;
  const utf8 = asUtf8(cleaned.value);
  const isHeld = [cleaned.value, ...(utf8 === null ? [] : [utf8])].some(
    (each) => gitBlobName(each, blob.length) === blob,
  );
  const state: NotebookState = isHeld
    ? isClean
      ? "clean"
      : "outputs-only"
    : !isClean && gitBlobName(bytes, blob.length) === blob
      ? "outputs-in-git"
      : "changed";
  return { state, remains: isClean ? null : remainsIn(bytes, options), trouble: null };
};
