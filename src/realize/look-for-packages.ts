// How the packages of a plan would be had just now, for a diagnosis: it brings none and writes nothing.

import type { Host } from "../host/host.ts";
import type { Layout } from "../plan/layout.ts";
import type { Plan } from "../plan/plan.ts";
import { findPackage } from "../probe/find-packages.ts";
import { explainNix } from "./explain-nix.ts";
import { outcomeFor } from "./packages-outcome.ts";
import { runNix } from "./run-nix.ts";

export interface PackagesLook {
  /** Attribute paths. */
  readonly missing: readonly string[];
  /** Why Nix, which is there, cannot be used; null when it can, or when there is none. */
  readonly why: string | null;
}

/** Null when the plan has no packages. Asks Nix one question, for `silenceMs` at most. */
export const lookForPackages = async (
  { host, layout }: { readonly host: Host; readonly layout: Layout },
  plan: Plan,
  silenceMs: number,
): Promise<PackagesLook | null> => {
  const step = plan.steps.find((candidate) => candidate.kind === "packages");
  if (step?.kind !== "packages") return null;
  if (outcomeFor(host, layout, plan)?.way === "nix" && step.nix !== null) return { missing: [], why: null };
  const why = step.nix === null ? null : await whyUseless(host, step.nix, silenceMs);
  if (step.nix !== null && why === null) return { missing: [], why };
  const missing = step.packages.flatMap(({ attribute }) =>
    findPackage(host, attribute) === null ? attribute : [],
  );
  return { missing, why };
};

const whyUseless = async (host: Host, nix: string, silenceMs: number): Promise<string | null> => {
  const context = { host, signal: new AbortController().signal, progress: () => {}, turn: null };
  const args = ["eval", "--raw", "--expr", "builtins.nixVersion"];
  const patience = { silenceMs, thinkingMs: silenceMs };
  const asked = await runNix(context, { nix, args, folder: "/", ...patience });
  return asked.ran.kind === "exited" && asked.ran.code === 0 ? null : explainNix(asked, patience);
};
