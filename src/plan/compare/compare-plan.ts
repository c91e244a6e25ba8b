// How far each step of a plan is from being true, for `jig plan`: by the journal, and by what the machine's facts say of
// `.venv`. It looks at nothing itself; whoever carries the plan out looks once more.

import type { VenvFact } from "../facts.ts";
import type { Plan } from "../plan.ts";
import type { Step } from "../step.ts";

/** `after-another`: whether it has to be done is decided by a step before it. */
export type StepStanding = "true-already" | "to-do" | "after-another";

/** What was carried out before, by step id. An entry whose work did not end is left out by whoever reads it. */
export type DoneSteps = Readonly<Record<string, { readonly digest: string }>>;

/**
 * The standing of every step, by id.
 * @param venv the fact about `.venv`; without it the journal alone decides.
 */
export const comparePlan = (
  plan: Plan,
  journal: DoneSteps,
  venv?: VenvFact,
): Readonly<Record<string, StepStanding>> => {
  const standings = new Map<string, StepStanding>();
  for (const step of plan.steps) standings.set(step.id, standingOf(step, journal, { venv, standings }));
  return Object.fromEntries(standings);
};

/** They are planned only when they have to be made. */
const LOCKS: ReadonlySet<Step["kind"]> = new Set(["lock", "nixpkgs-lock"]);

const standingOf = (
  step: Step,
  journal: DoneSteps,
  known: { readonly venv: VenvFact | undefined; readonly standings: ReadonlyMap<string, StepStanding> },
): StepStanding => {
  if (LOCKS.has(step.kind)) return "to-do";
  const waitsFor = step.needs.filter((id) => known.standings.get(id) !== "true-already");
  // Until the lock is there, nobody knows what has to be installed.
  if (step.kind === "install" && step.packages === null) return "after-another";
  const entry = Object.hasOwn(journal, step.id) ? journal[step.id] : undefined;
  const isDone = entry?.digest === step.digest;
  if (step.kind === "venv") {
    const isThere = known.venv === undefined || known.venv.kind === "ours";
    return isDone && isThere ? "true-already" : "to-do";
  }
  if (step.kind === "uv" || step.kind === "python") return isDone ? "true-already" : "to-do";
  if (waitsFor.length > 0) return "after-another";
  return isDone ? "true-already" : "to-do";
};
