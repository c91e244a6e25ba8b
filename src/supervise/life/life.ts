// One service under this supervisor: what is known of it. `tell-life.ts` changes it; here nothing is done.

import type { ServiceSpec } from "../../plan/services/service-spec.ts";
import type { State } from "./life-states.ts";
import { addressText } from "../ollama/address.ts";
import type { OutsideServer } from "../ollama/attend-server.ts";
import type { ModelKeeper } from "../ollama/keep-models.ts";
import type { Ending } from "../records/records.ts";
import type { Remedy } from "./remedy.ts";
import type { Run } from "../run/run.ts";
import { findMoved, type MovedPort } from "../run/told-ports.ts";
import type { Look } from "./watch-readiness.ts";

/** What a life needs of its supervisor. */
export interface LifeContext {
  readonly state: string;
  readonly bootId: string;
  /** The ports of all services but one. */
  readonly otherPorts: (name: string) => Readonly<Record<string, number>>;
  /** Variables that other services tell a service. */
  readonly toldBy: (name: string) => Readonly<Record<string, string>>;
  /** Called after every change that `status` shows. */
  readonly onChange: (life: Life) => void;
  /** A line for the supervisor's own log. */
  readonly log: (line: string) => void;
}

export interface Life {
  readonly context: LifeContext;
  readonly name: string;
  /** The description of the next run. */
  spec: ServiceSpec;
  /** The newest description: it becomes the next run's when people ask for a start or restart, not after a crash. */
  newest: ServiceSpec;
  /** What the next run is rendered in; null until a request or a running process has told. Never written to disk. */
  env: Readonly<Record<string, string>> | null;
  state: State;
  generation: number;
  /** The latest run; null when none is known. */
  run: Run | null;
  startedAt: string | null;
  restarts: number;
  /** When its runs failed, for the restart policy. */
  failures: readonly number[];
  exit: Ending | null;
  reason: string | null;
  /** What to do about the reason, when that is known. */
  remedy: Remedy | null;
  /** Where a run was to answer that lost its port before it did: what others were told of it was never true. */
  lostUrl: string | null;
  /** The latest start came to nothing before there was a process. */
  wasRefused: boolean;
  /** What the latest look for readiness found. */
  look: Look | null;
  /** It was adopted, and has not answered within the time that it is given to become ready. */
  isLate: boolean;
  /** Of an Ollama: the one that is used and not ours, the program that is started else, and what looks for both. */
  outside: OutsideServer | null;
  program: string | null;
  /** What there is to say of it while it runs well. */
  remark: string | null;
  looking: AbortController | null;
  /** It was asked just now whether it is still there, and has not answered yet. */
  isAskedAgain: boolean;
  /** The models of an Ollama that answers. */
  models: ModelKeeper | null;
  retryAfterMs: number;
  retryTimer: ReturnType<typeof setTimeout> | null;
}

export const createLife = (context: LifeContext, spec: ServiceSpec): Life => ({
  context,
  name: spec.name,
  spec,
  newest: spec,
  env: null,
  state: "stopped",
  generation: 0,
  run: null,
  startedAt: null,
  restarts: 0,
  failures: [],
  exit: null,
  reason: null,
  remedy: null,
  lostUrl: null,
  wasRefused: false,
  look: null,
  isLate: false,
  outside: null,
  program: null,
  remark: null,
  looking: null,
  isAskedAgain: false,
  models: null,
  retryAfterMs: 0,
  retryTimer: null,
});

export interface Told {
  /** The run that the event is about; absent for what people ask. */
  readonly generation?: number;
  /** Why, for people: shown until the next event. */
  readonly why?: string | null;
  readonly remedy?: Remedy | null;
}

/** Where it answers: the run, or what is used in its place. */
export const urlOf = ({ state, outside, run }: Life): string | null => {
  if (state === "external") return outside === null ? null : addressText(outside.address);
  return run?.url ?? null;
};

/** The service whose port its process was told and that has another one now; null when there is none. */
export const findMovedFor = ({ run, context, name }: Life): MovedPort | null =>
  run === null || Object.keys(run.told).length === 0 ? null : findMoved(run.told, context.otherPorts(name));
