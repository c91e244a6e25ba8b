// How the packages of a plan would be had just now, for a plan or a diagnosis: it brings none and writes nothing.

import type { Host } from "../host/host.ts";
import type { Layout } from "../plan/layout.ts";
import type { PackagesStep, Plan } from "../plan/plan.ts";
import { findPackage } from "../probe/find-packages.ts";
import { explainNix } from "./explain-nix.ts";
import { isTimeToAsk, outcomeFor } from "./packages-outcome.ts";
import { runNix } from "./run-nix.ts";
import { readUseless } from "./useless-nix.ts";

export interface PackagesLook {
  /** Where they would come from. */
  readonly way: "nix" | "machine";
  /** Attribute paths. */
  readonly missing: readonly string[];
  /** Why Nix, which is there, cannot be used; null when it can, or when there is none. */
  readonly why: string | null;
}

interface Looking {
  readonly host: Host;
  readonly layout: Layout;
}

/**
 * Null when the plan has no packages. What is known of Nix counts as long as `jig up` goes by it; else Nix is asked one
 * question, for `silenceMs` at most, and with null none: then it is taken to work.
 */
export const lookForPackages = async (
  { host, layout }: Looking,
  plan: Plan,
  silenceMs: number | null,
): Promise<PackagesLook | null> => {
  const step = plan.steps.find((candidate) => candidate.kind === "packages");
  if (step?.kind !== "packages") return null;
  if (step.nix !== null) {
    const known = knownOfNix({ host, layout }, plan, { nix: step.nix, step });
    const why =
      known === null && silenceMs !== null
        ? await whyUseless(host, step.nix, silenceMs)
        : (known?.why ?? null);
    if (why === null) return { way: "nix", missing: [], why };
    return { way: "machine", missing: missingHere(host, step), why };
  }
  return { way: "machine", missing: missingHere(host, step), why: null };
};

const missingHere = (host: Host, { packages }: PackagesStep): readonly string[] =>
  packages.flatMap(({ attribute }) => (findPackage(host, attribute) === null ? attribute : []));

/** What came of asking it for these packages; null when it would be asked again. */
const knownOfNix = (
  { host, layout }: Looking,
  plan: Plan,
  asked: { readonly nix: string; readonly step: PackagesStep },
): { readonly why: string | null } | null => {
  const outcome = outcomeFor(host, layout, plan);
  if (outcome?.way === "nix") return { why: null };
  const why = readUseless({ host, layout }, asked);
  if (why !== null) return { why };
  const isKept = outcome !== null && outcome.why !== null && outcome.missing.length === 0;
  return isKept && !isTimeToAsk(host, outcome.asksAgainAt) ? { why: outcome.why } : null;
};

const whyUseless = async (host: Host, nix: string, silenceMs: number): Promise<string | null> => {
  const context = { host, signal: new AbortController().signal, progress: () => {}, turn: null };
  const args = ["eval", "--raw", "--expr", "builtins.nixVersion"];
  const patience = { silenceMs, thinkingMs: silenceMs };
  const asked = await runNix(context, { nix, args, folder: "/", ...patience });
  return asked.ran.kind === "exited" && asked.ran.code === 0 ? null : explainNix(asked, patience);
};
