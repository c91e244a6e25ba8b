// The revision that a branch of nixpkgs is at, for the lock: git or Nix is asked when a person asks for a lock, and only then.
// It is no failure when nobody can be reached; it is one when who was reached has no such branch.

import { isRecord } from "../../base/is-record.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import type { Lock } from "../../plan/lock/lock.ts";
import { isRevision, nixpkgsInGit, nixpkgsUrl } from "../../plan/nixpkgs.ts";
import type { LockStep } from "../../plan/step.ts";
import { isOn } from "../indexes/find-indexes.ts";
import { nixFolder } from "./packages-outcome.ts";
import type { StepContext } from "../realize-context.ts";
import type { NixpkgsUnknown } from "../realize-failure.ts";
import { runNix } from "./run-nix.ts";

const PATIENCE_MS = 5000;

type Asking = Pick<StepContext, "host" | "layout" | "upgrade" | "signal" | "progress" | "turn">;

/** What the former lock says of the same branch stays, unless everything is to become newer. */
export const lockNixpkgs = async (
  context: Asking,
  step: Pick<LockStep, "nixpkgs">,
  former: Lock | null,
): Promise<Result<Pick<Lock, "nixpkgs">, NixpkgsUnknown>> => {
  if (step.nixpkgs === undefined) return ok({});
  const { branch, why } = step.nixpkgs;
  const kept: Pick<Lock, "nixpkgs"> = former?.nixpkgs?.branch === branch ? { nixpkgs: former.nixpkgs } : {};
  if (kept.nixpkgs !== undefined && context.upgrade !== "all") return ok(kept);
  const revision = await askRevision(context, step.nixpkgs);
  if (revision === "unknown") return fail({ reason: "nixpkgs-unknown", branch, place: why });
  return ok(revision === "silent" ? kept : { nixpkgs: { branch, revision } });
};

/** A revision; `unknown` to who was reached, and `silent` where nobody was. */
type Answer = string;

/** git asks for one name, and Nix fetches all of nixpkgs: it is asked where git is not there or does not know. */
const askRevision = async (
  context: Asking,
  { branch, git, nix }: NonNullable<LockStep["nixpkgs"]>,
): Promise<Answer> => {
  const { env } = context.host;
  if (isOn(env["UV_OFFLINE"])) return "silent";
  const reference = nixpkgsUrl(branch);
  const named = env["JIG_NIXPKGS"] ?? "";
  // A mirror's revision may be one that nobody else can fetch, and the lock is for everybody.
  if (named !== "" && named !== reference) return "silent";
  let told: Answer = "silent";
  if (git !== null) {
    context.progress(`asking git for the revision of ${branch}`);
    const asked = await askGit(context, git, branch);
    if (asked.isStopped || isRevision(asked.answer)) return asked.answer;
    told = asked.answer;
  }
  if (nix === null) return told;
  context.progress(`asking Nix for the revision of ${branch}`);
  const answer = await askNix(context, nix, reference);
  return answer === "silent" ? told : answer;
};

/** Where it had to be stopped, nobody else would hear more. */
const askGit = async (
  { host, layout, signal }: Asking,
  git: string,
  branch: string,
): Promise<{ readonly answer: Answer; readonly isStopped: boolean }> => {
  const { url, names } = nixpkgsInGit(branch);
  host.files.makeFolder(nixFolder(layout));
  const ran = await host.run({
    argv: [git, "ls-remote", "--quiet", url, ...names, EVERYWHERE],
    // A repository around it has a configuration of its own.
    cwd: nixFolder(layout),
    env: { ...host.env, GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_TERMINAL_PROMPT: "0" },
    timeoutMs: PATIENCE_MS,
    signal,
  });
  if (ran.kind !== "exited" || ran.code !== 0) return { answer: "silent", isStopped: ran.kind === "killed" };
  const found = new Map(
    ran.stdout.split("\n").map((line): [string, string] => {
      const [revision = "", name = ""] = line.split("\t");
      return [name, revision];
    }),
  );
  const revisions = names.map((name) => found.get(name) ?? "");
  const unknown = found.has(EVERYWHERE) ? "unknown" : "silent";
  return { answer: revisions.find(isRevision) ?? unknown, isStopped: false };
};

/** Every repository has it, so that one that names nothing else was reached for all that. */
const EVERYWHERE = "HEAD";

/** What GitHub answers of a name that is no commit's, as Nix says it. */
const NO_SUCH = /\/commits\/[^\s']*': HTTP error 422\b/;

const askNix = async (context: Asking, nix: string, reference: string): Promise<Answer> => {
  const { host, layout } = context;
  const settings = ["--option", "connect-timeout", "5", "--option", "download-attempts", "1"];
  const args = ["flake", "metadata", "--json", ...settings, reference];
  const folder = nixFolder(layout);
  host.files.makeFolder(folder);
  const { ran, messages } = await runNix(context, {
    nix,
    args,
    folder,
    silenceMs: PATIENCE_MS,
    thinkingMs: PATIENCE_MS,
  });
  if (ran.kind !== "exited" || ran.code !== 0)
    return messages.some((line) => NO_SUCH.test(line)) ? "unknown" : "silent";
  try {
    const metadata: unknown = JSON.parse(ran.stdout);
    const revision = isRecord(metadata) ? metadata["revision"] : null;
    return typeof revision === "string" && isRevision(revision) ? revision : "silent";
  } catch {
    return "silent";
  }
};
