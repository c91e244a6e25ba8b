// Files of a project as a git revision has them. It reads objects that are there: no filter, no hook, no remote and no file
// of the working tree has a part in it, and nothing is written.

import { isAbsolute, join, relative } from "node:path";

import { fail, ok, type Result } from "../../base/result.ts";
import type { Files, FileStat, Host, Ran } from "../../host/host.ts";
import { ownGitEnvironment } from "./own-git-environment.ts";

export type RevisionFailure =
  | { readonly reason: "no-git" }
  /** Also where git refuses a folder of another owner: `said` is what it says. */
  | { readonly reason: "no-repository"; readonly said: readonly string[] }
  /** It names no commit. */
  | { readonly reason: "no-revision"; readonly said: readonly string[] }
  | ObjectMissing;

/** The revision names it, and this clone lacks it: one that was made with `--filter` leaves some with its remote. */
export interface ObjectMissing {
  readonly reason: "object-missing";
  /** The one that cannot be read, relative to the root. */
  readonly path: string;
  readonly said: readonly string[];
}

/** Null: nothing of that name, or neither file nor folder. */
export type RevisionEntry =
  | { readonly kind: "file"; readonly text: string }
  | { readonly kind: "folder" }
  | null;

export interface Revision {
  /** The commit's full name. */
  readonly commit: string;
  /** By path relative to the root. */
  readonly read: (
    paths: readonly string[],
  ) => Promise<Result<ReadonlyMap<string, RevisionEntry>, ObjectMissing>>;
}

/** The revision of the repository that holds `root`. What begins with a dash is no revision, whatever git makes of it. */
export const openRevision = async (
  host: Host,
  root: string,
  name: string,
): Promise<Result<Revision, RevisionFailure>> => {
  const git = host.which("git");
  if (git === null) return fail({ reason: "no-git" });
  const run = (...args: readonly string[]): Promise<Ran> =>
    host.run({
      argv: [git, "--no-pager", "--literal-pathspecs", ...args],
      cwd: root,
      env: gitEnvironment(host.env),
      timeoutMs: 60_000,
    });
  const inside = await run("rev-parse", "--is-inside-work-tree");
  if (outputOf(inside) === null) return fail({ reason: "no-repository", said: saidOf(inside) });
  if (name === "" || name.startsWith("-")) return fail({ reason: "no-revision", said: [] });
  const found = await run("rev-parse", "--verify", "--quiet", `${name}^{commit}`);
  const commit = outputOf(found)?.trim() ?? "";
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return fail({ reason: "no-revision", said: saidOf(found) });
  return ok({ commit, read: (paths) => readFiles(run, commit, paths) });
};

type RunGit = (...args: readonly string[]) => Promise<Ran>;

const readFiles = async (
  run: RunGit,
  commit: string,
  paths: readonly string[],
): Promise<Result<ReadonlyMap<string, RevisionEntry>, ObjectMissing>> => {
  const entries = new Map<string, RevisionEntry>();
  const read = await Promise.all(paths.map((path) => readEntry(run, commit, path)));
  for (const [at, entry] of read.entries()) {
    if (!entry.ok) return entry;
    entries.set(paths[at] ?? "", entry.value);
  }
  return ok(entries);
};

/** What is not there is listed as nothing; a tree or a file that is there and cannot be had is an error of git's. */
const readEntry = async (
  run: RunGit,
  commit: string,
  path: string,
): Promise<Result<RevisionEntry, ObjectMissing>> => {
  const missing = (ran: Ran) =>
    fail<ObjectMissing>({ reason: "object-missing", path, said: saidOf(ran).slice(0, 3) });
  const tree = await run("ls-tree", "-z", commit, "--", path);
  const listed = outputOf(tree);
  if (listed === null) return missing(tree);
  if (/^\d+ tree /.test(listed)) return ok({ kind: "folder" });
  const blob = /^100\d{3} blob ([0-9a-f]+)\t/.exec(listed)?.[1];
  if (blob === undefined) return ok(null);
  const ran = await run("cat-file", "blob", blob);
  const text = outputOf(ran);
  return text === null ? missing(ran) : ok({ kind: "file", text });
};

/**
 * What leads git to another repository stays out; nothing is fetched, and nobody is asked for a password. A git that lacks an
 * object would ask a remote for it, by a command that the repository may name; older ones know only that no protocol is allowed.
 */
const gitEnvironment = (env: Host["env"]): Record<string, string | undefined> => ({
  ...ownGitEnvironment(env),
  GIT_NO_LAZY_FETCH: "1",
  GIT_ALLOW_PROTOCOL: "none",
  GIT_SSH_COMMAND: "false",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
  LC_ALL: "C",
});

const outputOf = (ran: Ran): string | null => (ran.kind === "exited" && ran.code === 0 ? ran.stdout : null);

const saidOf = (ran: Ran): readonly string[] =>
  ran.kind === "failed-to-start"
    ? [ran.message]
    : ran.stderr.split("\n").filter((line) => line.trim() !== "");

/**
 * A door to those of a revision's files that were read, in the place of the folder's own. What it is asked for beside
 * them is put into `wanted`, and is not there.
 * @param known by path relative to the root
 */
export const revisionFiles = (
  files: Files,
  root: string,
  { known, wanted }: { readonly known: ReadonlyMap<string, RevisionEntry>; readonly wanted: Set<string> },
): Files => {
  const entryAt = (path: string): RevisionEntry => {
    const inside = relative(root, path);
    if (inside === "") return { kind: "folder" };
    if (isAbsolute(inside)) return null;
    if (!known.has(inside)) wanted.add(inside);
    return known.get(inside) ?? null;
  };
  const textAt = (path: string): string | null => {
    const entry = entryAt(path);
    return entry?.kind === "file" ? entry.text : null;
  };
  const stat = (path: string): FileStat | null => {
    const entry = entryAt(path);
    return entry === null ? null : { ...PLAIN, kind: entry.kind };
  };
  return {
    ...files,
    stat,
    lstat: stat,
    readText: textAt,
    readBytes: (path) => {
      const text = textAt(path);
      return text === null ? null : new TextEncoder().encode(text);
    },
    list: () => null,
    readLink: () => null,
    isExecutable: () => false,
    realPath: (path) => join(path),
  };
};

const PLAIN: Omit<FileStat, "kind"> = {
  size: 0,
  mode: 0o644,
  uid: 0,
  device: 0,
  inode: 0,
  links: 1,
  modified: "0",
  changed: "0",
};
