// How the packages of a plan would be had just now, for a plan or a diagnosis: it brings none. Where a Nix of which nothing
// came answers again, it sees to it that whoever wants packages next asks it.

import { errorCode } from "../../host/files/file-error.ts";
import type { Host } from "../../host/host.ts";
import type { Layout } from "../../plan/layout.ts";
import type { Plan } from "../../plan/plan.ts";
import type { PackagesStep } from "../../plan/step.ts";
import { findPackage } from "../../probe/tools/find-packages.ts";
import { explainNix } from "../explain/explain-nix.ts";
import { isTimeToAsk, outcomeFor } from "./packages-outcome.ts";
import { runNix } from "./run-nix.ts";
import { askNextTime, lastUseless, readUseless } from "./useless-nix.ts";

export interface PackagesLook {
  /** Where they would come from. */
  readonly way: "nix" | "machine";
  /** Attribute paths. */
  readonly missing: readonly string[];
  /** Why Nix, which is there, cannot be used; null when it can, or when there is none. */
  readonly why: string | null;
  /** Nix answers, and `why` is from when it was asked for the packages; the next one who wants them asks it again. */
  readonly isFormer?: true;
}

interface Looking {
  readonly host: Host;
  readonly layout: Layout;
}

/**
 * Null when the plan has no packages. With `silenceMs` null what is known of Nix counts as long as `jig up` goes by it, and
 * nobody is asked; else a Nix that has not brought these packages is asked whether it works, for that long at most.
 */
export const lookForPackages = async (
  looking: Looking,
  plan: Plan,
  silenceMs: number | null,
): Promise<PackagesLook | null> => {
  const step = plan.steps.find((candidate) => candidate.kind === "packages");
  if (step?.kind !== "packages") return null;
  const here = (): PackagesLook => ({ way: "machine", missing: missingHere(looking.host, step), why: null });
  if (step.nix === null) return here();
  const known = knownOfNix(looking, plan, { nix: step.nix, step });
  const useless =
    silenceMs === null || known?.why === null
      ? known
      : await askAgain(looking, { nix: step.nix, step }, silenceMs);
  if (useless === null || useless.why === null) return { way: "nix", missing: [], why: null };
  return { ...here(), ...useless };
};

/** Why it is of no use now. One that works was perhaps mended: what failed before is then to be tried again. */
const askAgain = async (
  looking: Looking,
  asked: { readonly nix: string; readonly step: PackagesStep },
  silenceMs: number,
): Promise<Pick<PackagesLook, "why" | "isFormer"> | null> => {
  const why = await whyUseless(looking.host, asked.nix, silenceMs);
  if (why !== null) return { why };
  const last = lastUseless(looking, asked);
  try {
    askNextTime(looking);
  } catch (error) {
    // A state folder that cannot be written to is told of elsewhere.
    if (errorCode(error) === "") throw error;
  }
  return last?.asked === "for-packages" ? { why: last.why, isFormer: true } : null;
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
