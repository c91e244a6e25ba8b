// All that a diagnosis looks at. Whoever diagnoses gathers it first, so that diagnosing is a function of values.

import type { Place } from "../base/place.ts";
import type { StepStanding } from "../plan/compare/compare-plan.ts";
import type { Facts } from "../plan/facts.ts";
import type { GpuProof } from "../plan/gpu/gpu-proof.ts";
import type { BenchService } from "../plan/services/held-port.ts";
import type { Plan } from "../plan/plan.ts";
import type { Symptoms } from "./symptoms.ts";

export interface Diagnosis {
  readonly facts: Facts;
  readonly symptoms: Symptoms;
  /** Null where there is no project: then it is about the machine alone. */
  readonly project: ProjectState | null;
  /** Services that run from where the folder was before: a sentence each. */
  readonly former: { readonly sentences: readonly string[]; readonly hint: string };
}

export interface ProjectState {
  readonly name: string;
  readonly root: string;
  /** Null when the description or something around it forbids one: `problems` say why. */
  readonly planned: {
    readonly plan: Plan;
    readonly standings: Readonly<Record<string, StepStanding>>;
  } | null;
  readonly problems: readonly ProjectProblem[];
  /** The services of the description, as far as it could be read. */
  readonly described: readonly DescribedPort[];
  /** Why the supervisor that lives could not be asked; null when all is well. */
  readonly silence: Spoken | null;
  readonly services: readonly RunningService[];
  /** How `[packages]` would be had just now; null when there is none or no plan. */
  readonly packages: {
    /** Attribute paths. */
    readonly missing: readonly string[];
    /** Why Nix, which is there, cannot be used. */
    readonly why: string | null;
    /** Nix answers now; what it could not do is from when it was asked for the packages. */
    readonly isFormer?: true;
  } | null;
  /** What came of computing once; null, or absent, where nothing was computed. */
  readonly proof?: GpuProof | null;
  /** Null, or absent: the project has no local LLM. */
  readonly ollama?: OllamaProof | null;
  /** Which processes on the ports of this project's services are services of jig's themselves. */
  readonly holders: readonly { readonly pid: number; readonly bench: BenchService }[];
}

export interface OllamaProof {
  /** How the local LLM answered, or why it could not, for people. */
  readonly words: string;
  /** Why `up` would have none; null when it would. */
  readonly lack: {
    readonly service: string;
    readonly isRequired: boolean;
    readonly why: string;
    readonly hint: string | null;
  } | null;
}

export interface ProjectProblem extends Spoken {
  readonly severity: "error" | "warning";
  readonly place: Place | null;
  readonly detail: readonly string[];
}

export interface Spoken {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}

export interface DescribedPort {
  readonly service: string;
  /** Where the service stands. */
  readonly place: Place;
  /** The one that is written: it never moves. */
  readonly port: { readonly number: number; readonly place: Place } | null;
  readonly isRequired: boolean;
}

export interface RunningService {
  readonly name: string;
  readonly state: string;
  readonly port: number | null;
  readonly isRunning: boolean;
}
