// The revision that a branch of nixpkgs is at, for the lock: git or Nix is asked when a person asks for a lock, and only then.
// It is no failure when nobody can tell.

import { isRecord } from "../base/is-record.ts";
import type { Lock } from "../plan/lock.ts";
import { isRevision, nixpkgsInGit, nixpkgsUrl } from "../plan/nixpkgs.ts";
import type { LockStep } from "../plan/plan.ts";
import { isOn } from "./name-indexes.ts";
import { nixFolder } from "./packages-outcome.ts";
import type { StepContext } from "./realize-context.ts";
import { runNix } from "./run-nix.ts";

const PATIENCE_MS = 5000;

type Asking = Pick<StepContext, "host" | "layout" | "upgrade" | "signal" | "progress" | "turn">;

/** What the former lock says of the same branch stays, unless everything is to become newer. */
export const lockNixpkgs = async (
  context: Asking,
  step: Pick<LockStep, "nixpkgs">,
  former: Lock | null,
): Promise<Pick<Lock, "nixpkgs">> => {
  if (step.nixpkgs === undefined) return {};
  const { branch } = step.nixpkgs;
  const kept: Pick<Lock, "nixpkgs"> = former?.nixpkgs?.branch === branch ? { nixpkgs: former.nixpkgs } : {};
  if (kept.nixpkgs !== undefined && context.upgrade !== "all") return kept;
  const revision = await askRevision(context, step.nixpkgs);
  return revision === null ? kept : { nixpkgs: { branch, revision } };
};

/** git asks for one name, and Nix fetches all of nixpkgs: it is asked where git is not there or does not know. */
const askRevision = async (
  context: Asking,
  { branch, git, nix }: NonNullable<LockStep["nixpkgs"]>,
): Promise<string | null> => {
  const { env } = context.host;
  if (isOn(env["UV_OFFLINE"])) return null;
  const reference = nixpkgsUrl(branch);
  const named = env["JIG_NIXPKGS"] ?? "";
  // A mirror's revision may be one that nobody else can fetch, and the lock is for everybody.
  if (named !== "" && named !== reference) return null;
  if (git !== null) {
    context.progress(`asking git for the revision of ${branch}`);
    const answer = await askGit(context, git, branch);
    if (answer !== null) return answer === "silent" ? null : answer;
  }
  if (nix === null) return null;
  context.progress(`asking Nix for the revision of ${branch}`);
  return askNix(context, nix, reference);
};

/** A revision; null where git could not tell, and `silent` where it had to be stopped: nobody else would hear more. */
const askGit = async (
  { host, layout, signal }: Asking,
  git: string,
  branch: string,
): Promise<string | null> => {
  const { url, names } = nixpkgsInGit(branch);
  host.files.makeFolder(nixFolder(layout));
  const ran = await host.run({
    argv: [git, "ls-remote", "--quiet", url, ...names],
    // A repository around it has a configuration of its own.
    cwd: nixFolder(layout),
    env: { ...host.env, GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_TERMINAL_PROMPT: "0" },
    timeoutMs: PATIENCE_MS,
    signal,
  });
  if (ran.kind === "killed") return "silent";
  if (ran.kind !== "exited" || ran.code !== 0) return null;
  const found = new Map(
    ran.stdout.split("\n").map((line): [string, string] => {
      const [revision = "", name = ""] = line.split("\t");
      return [name, revision];
    }),
  );
  const revisions = names.map((name) => found.get(name) ?? "");
  return revisions.find(isRevision) ?? null;
};

const askNix = async (context: Asking, nix: string, reference: string): Promise<string | null> => {
  const { host, layout } = context;
  const settings = ["--option", "connect-timeout", "5", "--option", "download-attempts", "1"];
  const args = ["flake", "metadata", "--json", ...settings, reference];
  const folder = nixFolder(layout);
  host.files.makeFolder(folder);
  const { ran } = await runNix(context, {
    nix,
    args,
    folder,
    silenceMs: PATIENCE_MS,
    thinkingMs: PATIENCE_MS,
  });
  if (ran.kind !== "exited" || ran.code !== 0) return null;
  try {
    const metadata: unknown = JSON.parse(ran.stdout);
    const revision = isRecord(metadata) ? metadata["revision"] : null;
    return typeof revision === "string" && isRevision(revision) ? revision : null;
  } catch {
    return null;
  }
};
