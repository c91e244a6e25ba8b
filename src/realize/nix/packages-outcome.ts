// What came of `[packages]`: one file in the state folder, from which services, commands and shells get their part. One
// that cannot be read counts as absent, which costs work and never correctness.

import { join } from "node:path";

import type { SystemEnvironment } from "../../activate/activate-environment.ts";
import { isRecord } from "../../base/is-record.ts";
import type { Host } from "../../host/host.ts";
import type { Layout } from "../../plan/layout.ts";
import type { Plan } from "../../plan/plan.ts";
import type { PackagesStep } from "../../plan/step.ts";

export interface PackagesOutcome {
  /** The step's. */
  readonly digest: string;
  /** Where they come from. */
  readonly way: "nix" | "machine";
  /** Why Nix, which is there, was not used; null when it was, or when there is none. */
  readonly why: string | null;
  /** When it is asked again, in milliseconds since the epoch; null when it was used, or when there is none. */
  readonly asksAgainAt: number | null;
  readonly environment: SystemEnvironment;
  /** What a Python of Nix's opens at its start: paths. */
  readonly libraries: readonly string[];
  /** Attribute paths. */
  readonly missing: readonly string[];
  /** Paths that show that the others are here. */
  readonly found: readonly string[];
}

/** jig's own flake lives here, and so does what keeps its packages from being collected. */
export const nixFolder = ({ state }: Pick<Layout, "state">): string => join(state, "nix");

/** Nix's root: a link to the environment, with links of its own for former ones. */
export const nixProfile = (layout: Pick<Layout, "state">): string => join(nixFolder(layout), "profile");

export const outcomeFile = ({ state }: Pick<Layout, "state">): string => join(state, "packages.json");

/** A Nix that was of no use is asked again after this long; where all was found without it, the next day. */
export const PATIENCE_MS = { lacking: 10 * 60_000, complete: 24 * 60 * 60_000 };

/** A time too far ahead was written under another clock. */
export const isTimeToAsk = (host: Pick<Host, "now">, asksAgainAt: number | null): boolean => {
  if (asksAgainAt === null) return false;
  const rest = asksAgainAt - host.now().getTime();
  return rest <= 0 || rest > PATIENCE_MS.complete;
};

/** The outcome for a plan's packages; null when it has none, or when that was for others. */
export const outcomeFor = (host: Host, layout: Layout, plan: Plan): PackagesOutcome | null => {
  const step = plan.steps.find((candidate): candidate is PackagesStep => candidate.kind === "packages");
  const outcome = step === undefined ? null : readOutcome(host, layout);
  return outcome?.digest === step?.digest ? outcome : null;
};

export const readOutcome = ({ files }: Host, layout: Layout): PackagesOutcome | null => {
  try {
    const value: unknown = JSON.parse(files.readText(outcomeFile(layout)) ?? "null");
    return isOutcome(value) ? value : null;
  } catch {
    return null;
  }
};

export const writeOutcome = ({ files }: Host, layout: Layout, outcome: PackagesOutcome): void => {
  files.makeFolder(layout.state);
  files.writeText(outcomeFile(layout), `${JSON.stringify({ version: 2, ...outcome }, null, 1)}\n`);
};

const isOutcome = (value: unknown): value is PackagesOutcome =>
  isRecord(value) &&
  value["version"] === 2 &&
  typeof value["digest"] === "string" &&
  (value["way"] === "nix" || value["way"] === "machine") &&
  (value["why"] === null || typeof value["why"] === "string") &&
  (value["asksAgainAt"] === null || typeof value["asksAgainAt"] === "number") &&
  isEnvironment(value["environment"]) &&
  isTexts(value["libraries"]) &&
  isTexts(value["missing"]) &&
  isTexts(value["found"]);

const isEnvironment = (value: unknown): value is SystemEnvironment =>
  isRecord(value) && isTexts(value["path"]) && isVariables(value["set"]) && isVariables(value["build"]);

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

const isVariables = (value: unknown): value is Readonly<Record<string, string>> =>
  isRecord(value) && Object.values(value).every((item) => typeof item === "string");
