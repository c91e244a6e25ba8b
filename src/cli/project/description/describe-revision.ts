// A project as a git revision has it: what is committed there, read like what is committed here. Nothing of the working
// tree is looked at.

import { basename, dirname } from "node:path";

import type { Diagnostic } from "../../../base/diagnostic.ts";
import { fail, ok, type Result } from "../../../base/result.ts";
import { layoutOf } from "../../../host/layout.ts";
import { holdsJigTable, type FoundProject } from "../../../probe/project/find-project.ts";
import {
  openRevision,
  revisionFiles,
  type Revision,
  type RevisionEntry,
  type RevisionFailure,
} from "../../../probe/project/git-revision.ts";
import { exitCodes } from "../../answer/exit-codes.ts";
import { stopFor, type Stop } from "../../answer/stop.ts";
import type { JigContext } from "../../context.ts";
import { readCommitted, type CommittedProject } from "./describe-committed.ts";
import { identify, type Identity } from "./identify.ts";
import { lookForProject, type Project } from "../project.ts";

export interface RevisionProject {
  /** Null: that revision has no description in this folder. */
  readonly described: { readonly project: CommittedProject; readonly identity: Identity } | null;
  /** The commit's full name. */
  readonly commit: string;
}

/** @param project as it is found now, or was: its folder is where the revision's is looked for */
export const describeRevision = async (
  context: JigContext,
  project: Project,
  name: string,
): Promise<Result<RevisionProject, Stop>> => {
  const { root } = project.layout;
  const revision = await openRevision(context.host, root, name);
  if (!revision.ok) return fail(sayRevisionFailure(revision.failure, root, name));
  const { commit } = revision.value;
  const first = await revision.value.read(["jig.toml", "pyproject.toml"]);
  if (!first.ok) return fail(sayRevisionFailure(first.failure, root, name));
  const known = new Map(first.value);
  const found = foundIn(project.found, known);
  if (found === null) return ok({ described: null, commit });
  const layout = { ...project.layout, file: found.file };
  const read = await readAll(context, { found, layout }, { revision: revision.value, known, name });
  if (!read.ok) return read;
  const identity = identify(read.value);
  if (!identity.ok) return fail(atRevision(identity.failure, name));
  return ok({ described: { project: read.value, identity: identity.value }, commit });
};

/**
 * For a folder that has no description now: what a revision had there, or in a folder above. Null where it had none that can
 * be read, or where it cannot be asked.
 */
export const describeGone = async (
  context: JigContext,
  directory: string | undefined,
  name: string,
): Promise<RevisionProject | null> => {
  const looked = lookForProject(context, directory);
  if (looked.ok || looked.failure.reason !== "no-description") return null;
  const { folder: start, last } = looked.failure;
  for (let root = start; ; root = dirname(root)) {
    const found = { root, folder: basename(root), file: "jig.toml", ...NOTHING_HERE } as const;
    const then = await describeRevision(context, { found, layout: layoutOf(context.host, found) }, name);
    if (!then.ok || then.value.described !== null) return then.ok ? then.value : null;
    if (root === last) return null;
  }
};

const NOTHING_HERE = { bytes: new Uint8Array(), local: null, outside: [] } as const;

/** Reading asks for files that only reading knows of: what it asked for is brought, until it asks for nothing new. */
const readAll = async (
  context: JigContext,
  project: Project,
  {
    revision,
    known,
    name,
  }: { readonly revision: Revision; readonly known: Map<string, RevisionEntry>; readonly name: string },
): Promise<Result<CommittedProject, Stop>> => {
  const { host } = context;
  for (;;) {
    const wanted = new Set<string>();
    const files = revisionFiles(host.files, project.layout.root, { known, wanted });
    const read = readCommitted({ ...context, host: { ...host, files } }, project);
    if (wanted.size === 0) return read.ok ? read : fail(atRevision(read.failure, name));
    const more = await revision.read([...wanted]);
    if (!more.ok) return fail(sayRevisionFailure(more.failure, project.layout.root, name));
    for (const [path, entry] of more.value) known.set(path, entry);
  }
};

const foundIn = (
  { root, folder }: Pick<FoundProject, "root" | "folder">,
  known: ReadonlyMap<string, RevisionEntry>,
): FoundProject | null => {
  for (const file of ["jig.toml", "pyproject.toml"] as const) {
    const entry = known.get(file) ?? null;
    if (entry?.kind !== "file") continue;
    const bytes = new TextEncoder().encode(entry.text);
    if (file === "jig.toml" || holdsJigTable(bytes))
      return { root, folder, file, bytes, local: null, outside: [] };
  }
  return null;
};

const sayRevisionFailure = (failure: RevisionFailure, root: string, name: string): Stop => {
  switch (failure.reason) {
    case "no-git":
      return stopFor(exitCodes.failed, {
        code: "no-git",
        message: "`git` is not on PATH, and only git knows other revisions",
        hint: "install git, or compare the ids of two folders with `jig id`",
      });
    case "no-repository":
      return stopFor(exitCodes.failed, {
        code: "no-repository",
        message: `\`${root}\` is in no git repository that can be read`,
        detail: failure.said,
        hint: "`git status` in that folder says why; without git, compare the ids of two folders with `jig id`",
      });
    case "object-missing":
      return stopFor(exitCodes.failed, {
        code: "object-missing",
        message: `git lacks \`${failure.path}\` as it was at \`${name}\`, and jig fetches nothing from a remote`,
        detail: failure.said,
        hint: "this clone was made without all that was committed: `git fetch --refetch --no-filter` brings the rest",
      });
    case "no-revision":
      return stopFor(exitCodes.usage, {
        code: "no-revision",
        message: `git knows no commit \`${name}\` here`,
        detail: failure.said,
        hint: "name a branch, a tag or a commit; `git log --oneline` lists commits, `git fetch` brings other people's",
      });
  }
};

/** Problems of files that nobody can mend any more: which revision they are of is told, and not what to do. */
const atRevision = ({ exitCode, diagnostics, problems }: Stop, name: string): Stop => ({
  exitCode: exitCode === exitCodes.usage ? exitCodes.failed : exitCode,
  diagnostics: diagnostics.map((diagnostic): Diagnostic => ({
    ...diagnostic,
    source: { ...diagnostic.source, file: `${name}:${diagnostic.source.file}` },
  })),
  problems: problems.map((problem) => ({
    ...problem,
    message: `at \`${name}\`: ${problem.message}`,
    hint: null,
  })),
});
