// `jig notebooks check`: whether git holds, or would hold, anything that running a notebook left in it. For CI and for a hook
// before commits: it looks at what is staged, where something is. It changes nothing.

import { relative } from "node:path";

import { cleanNotebook } from "../../notebooks/clean-notebook.ts";
import { remainsIn, type Remains } from "../../notebooks/remains.ts";
import { filterStanding } from "../../realize/notebooks/filter.ts";
import { runGit } from "../../realize/notebooks/run-git.ts";
import { errorCode } from "../../host/files/file-error.ts";
import type { Host } from "../../host/host.ts";
import { trackedNotebooks, type TrackedNotebook } from "../../realize/notebooks/tracked-notebooks.ts";
import { countNotebooks, sayNextStep, sayNoNotebook, sayRemains } from "../../show/say-notebooks.ts";
import { visibleText } from "../../show/text/visible-text.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { stopFor } from "../answer/stop.ts";
import { tellStop, type JigContext } from "../context.ts";
import { findNotebooks, nameFrom } from "./find-notebooks.ts";
import type { NotebookProject } from "./notebook-project.ts";
import { troubleOfGit, type TroubleOfGit } from "./trouble-of-git.ts";

interface Finding {
  readonly path: string;
  readonly what: Remains | "no-notebook" | "unreadable";
  /** In words. */
  readonly why: string;
}

/** @param words the files to look at; none: every one that git knows */
export const checkFiles = async (
  context: JigContext,
  { root, repository, parts }: NotebookProject,
  { words, from, json }: { readonly words: readonly string[]; readonly from: string; readonly json: boolean },
): Promise<void> => {
  const { host } = context;
  const { options } = parts;
  const form = json ? "object" : "words";
  const told = repository === null ? [] : await trackedNotebooks(host, root, options);
  if (told === null) return tellStop(context, NOT_TOLD, form);
  const tracked = told;
  const known = new Map(tracked.map((notebook) => [notebook.path, notebook]));
  const chosen = findNotebooks(host, words.length === 0 && tracked.length === 0 ? [root] : words, from);
  if (!chosen.ok) return tellStop(context, chosen.failure, form);
  const paths =
    words.length === 0 && tracked.length > 0
      ? tracked.map(({ path }) => path)
      : chosen.value.map((path) => relative(root, path));
  const findings: Finding[] = [];
  for (const path of paths) {
    const bytes = await contentOf(host, root, { path, notebook: known.get(path) });
    const why = bytes === null ? UNREADABLE : faultOf(bytes, options);
    if (why !== null) findings.push({ path: nameFrom(from, `${root}/${path}`), ...why });
  }
  const standing = repository === null ? null : filterStanding(host, repository, parts);
  const asked = tracked.filter(({ path }) => paths.includes(path));
  const { said, ...trouble } = await troubleOfGit(host, {
    root,
    repository,
    parts,
    standing,
    tracked: asked,
  });
  tell(context, { findings, count: paths.length, json, trouble });
  if (!json) for (const each of said) context.note(each);
};

const tell = (
  context: JigContext,
  {
    findings,
    count,
    json,
    trouble,
  }: {
    readonly findings: readonly Finding[];
    readonly count: number;
    readonly json: boolean;
    readonly trouble: Omit<TroubleOfGit, "said">;
  },
): void => {
  const { out } = context;
  if (findings.length > 0) context.setExitCode(exitCodes.failed);
  if (json)
    return out.write(`${JSON.stringify({ version: 1, checked: count, findings, filter: trouble })}\n`);
  for (const { path, why } of findings) out.write(`${visibleText(path)}: ${why}\n`);
  if (count === 0) return out.write("there are no notebooks here\n");
  if (findings.length === 0)
    return out.write(`${out.style.good("✓")} ${countNotebooks(count)} without outputs\n`);
  const left = findings.flatMap(({ what }) =>
    what === "no-notebook" || what === "unreadable" ? [] : [what],
  );
  if (left.length > 0)
    context.note(
      `hint: with \`jig notebooks install\`, \`git add --renormalize\` of them takes ${left.includes("outputs") ? "outputs" : "that"} out`,
    );
};

const UNREADABLE: Omit<Finding, "path"> = {
  what: "unreadable",
  why: "cannot be read here, so nobody knows whether it holds outputs; `git fetch --refetch` brings what git lacks",
};

const NOT_TOLD = stopFor(exitCodes.failed, {
  code: "git-does-not-tell",
  message: "git does not say which notebooks it knows, so nothing is checked",
  hint: "`git status` says why: is it installed, and does it trust this folder?",
});

const faultOf = (bytes: Uint8Array, options: readonly string[]): Omit<Finding, "path"> | null => {
  const cleaned = cleanNotebook(bytes, options);
  if (!cleaned.ok)
    return { what: "no-notebook", why: `${sayNoNotebook(cleaned.failure)}; ${sayNextStep(cleaned.failure)}` };
  if (cleaned.value === bytes) return null;
  const what = remainsIn(bytes, options) ?? "outputs";
  return {
    what,
    why: `holds ${sayRemains(what)}${what === "metadata" ? " that the filter takes out, like Python's version and tags" : ""}`,
  };
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
  if (!isStaged) return readUnlessRefused(host, file);
  const ran = await runGit({ host, root }, ["cat-file", "blob", notebook.blob], {
    env: FETCHES_NOTHING,
    isBinary: true,
  });
  return ran.kind === "exited" && ran.code === 0 ? Buffer.from(ran.stdout, "latin1") : null;
};

const readUnlessRefused = ({ files }: Host, path: string): Uint8Array | null => {
  try {
    return files.readBytes(path);
  } catch (error) {
    if (errorCode(error) === "") throw error;
    return null;
  }
};

/** A git that lacks an object would ask a remote for it, by a command that the repository names; older ones know the last two. */
const FETCHES_NOTHING = {
  GIT_NO_LAZY_FETCH: "1",
  GIT_TERMINAL_PROMPT: "0",
  GIT_ALLOW_PROTOCOL: "none",
  GIT_SSH_COMMAND: "false",
} as const;
