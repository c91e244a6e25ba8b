// The revision that a branch of nixpkgs is at, for the lock: Nix is asked when a person asks for a lock, and only then. It
// is no failure when Nix cannot tell.

import { isRecord } from "../base/is-record.ts";
import type { Lock } from "../plan/lock.ts";
import { isRevision, nixpkgsUrl } from "../plan/nixpkgs.ts";
import type { LockStep } from "../plan/plan.ts";
import { nixFolder } from "./packages-outcome.ts";
import type { StepContext } from "./realize-context.ts";
import { runNix } from "./run-nix.ts";

const SILENCE_MS = 15_000;

/** What the former lock says of the same branch stays, unless everything is to become newer. */
export const lockNixpkgs = async (
  context: StepContext,
  step: LockStep,
  former: Lock | null,
): Promise<Pick<Lock, "nixpkgs">> => {
  if (step.nixpkgs === undefined) return {};
  const { branch, nix } = step.nixpkgs;
  const kept: Pick<Lock, "nixpkgs"> = former?.nixpkgs?.branch === branch ? { nixpkgs: former.nixpkgs } : {};
  const isKept = kept.nixpkgs !== undefined && context.upgrade !== "all";
  if (isKept || nix === null) return kept;
  context.progress(`asking Nix for the revision of ${branch}`);
  const revision = await askRevision(context, nix, branch);
  return revision === null ? kept : { nixpkgs: { branch, revision } };
};

const askRevision = async (context: StepContext, nix: string, branch: string): Promise<string | null> => {
  const { host, layout } = context;
  const mirror = host.env["JIG_NIXPKGS"] ?? "";
  const args = ["flake", "metadata", "--json", mirror === "" ? nixpkgsUrl(branch) : mirror];
  const folder = nixFolder(layout);
  host.files.makeFolder(folder);
  const { ran } = await runNix(context, { nix, args, folder, silenceMs: SILENCE_MS });
  if (ran.kind !== "exited" || ran.code !== 0) return null;
  try {
    const metadata: unknown = JSON.parse(ran.stdout);
    const revision = isRecord(metadata) ? metadata["revision"] : null;
    return typeof revision === "string" && isRevision(revision) ? revision : null;
  } catch {
    return null;
  }
};
