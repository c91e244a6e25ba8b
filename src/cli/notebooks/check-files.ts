// `jig notebooks check`: whether git holds, or would hold, anything that running a notebook left in it. For CI and for a hook
// before commits: it looks at what is staged, where something is. It changes nothing.

import { relative } from "node:path";

import { cleanNotebook } from "../../notebooks/clean-notebook.ts";
import { GIT } from "../../realize/notebooks/repository.ts";
import type { Host } from "../../host/host.ts";
import { trackedNotebooks, type TrackedNotebook } from "../../realize/notebooks/tracked-notebooks.ts";
import { countNotebooks, sayNoNotebook } from "../../show/say-notebooks.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { tellStop, type JigContext } from "../context.ts";
import { findNotebooks, nameFrom } from "./find-notebooks.ts";
import type { NotebookProject } from "./notebook-project.ts";

interface Finding {
  readonly path: string;
  readonly what: "outputs" | "no-notebook";
  /** In words. */
  readonly why: string;
}

/** @param words the files to look at; none: every one that git knows */
export const checkFiles = async (
  context: JigContext,
  { root, parts: { options } }: NotebookProject,
  { words, from, json }: { readonly words: readonly string[]; readonly from: string; readonly json: boolean },
): Promise<void> => {
  const { host, out } = context;
  const tracked = (await trackedNotebooks(host, root, options)) ?? [];
  const known = new Map(tracked.map((notebook) => [notebook.path, notebook]));
  const chosen = findNotebooks(host, words.length === 0 && tracked.length === 0 ? [root] : words, from);
  if (!chosen.ok) return tellStop(context, chosen.failure, json ? "object" : "words");
  const paths =
    words.length === 0 && tracked.length > 0
      ? tracked.map(({ path }) => path)
      : chosen.value.map((path) => relative(root, path));
  const findings: Finding[] = [];
  for (const path of paths) {
    const bytes = await contentOf(host, root, { path, notebook: known.get(path) });
    const why = bytes === null ? null : faultOf(bytes, options);
    if (why !== null) findings.push({ path: nameFrom(from, `${root}/${path}`), ...why });
  }
  if (findings.length > 0) context.setExitCode(exitCodes.failed);
  if (json) return out.write(`${JSON.stringify({ version: 1, checked: paths.length, findings })}\n`);
  for (const { path, why } of findings) out.write(`${path}: ${why}\n`);
  if (findings.length === 0)
    return out.write(`${out.style.good("✓")} ${countNotebooks(paths.length)} without outputs\n`);
  context.note("hint: with `jig notebooks install`, `git add --renormalize` of them takes outputs out");
};

const faultOf = (bytes: Uint8Array, options: readonly string[]): Omit<Finding, "path"> | null => {
  const cleaned = cleanNotebook(bytes, options);
  if (!cleaned.ok) return { what: "no-notebook", why: sayNoNotebook(cleaned.failure) };
  return cleaned.value === bytes ? null : { what: "outputs", why: "holds outputs" };
};

/** Staged content where there is some, for what lies in the work tree may well have outputs; null when it cannot be had. */
const contentOf = async (
  host: Host,
  root: string,
  { path, notebook }: { readonly path: string; readonly notebook: TrackedNotebook | undefined },
): Promise<Uint8Array | null> => {
  const file = `${root}/${path}`;
  const isStaged =
    notebook !== undefined && notebook.state !== "clean" && notebook.state !== "outputs-in-git";
  if (!isStaged) return host.files.readBytes(file);
  const ran = await host.run({
    argv: [...GIT, "cat-file", "blob", notebook.blob],
    cwd: root,
    timeoutMs: 30_000,
  });
  return ran.kind === "exited" && ran.code === 0 ? new TextEncoder().encode(ran.stdout) : null;
};
