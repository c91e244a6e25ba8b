// What `jig` and its supervisor say to each other over the socket, and what `status --json` prints. Versioned: a client
// looks at `hello` before anything else. Types come from the schemas, so that what is checked is what is typed.

import * as v from "valibot";

import type { GpuProof } from "../plan/gpu/gpu-proof.ts";

import { place, serviceSpec } from "./service-schema.ts";

export const serviceState = v.picklist([
  "stopped",
  "waiting",
  "starting",
  "ready",
  "unready",
  "backoff",
  "stopping",
  "failed",
  "stuck",
  "external",
  "unavailable",
  "done",
]);
export type ServiceState = v.InferOutput<typeof serviceState>;

export const modelState = v.picklist(["absent", "pulling", "present", "answered", "failed"]);
export type ModelState = v.InferOutput<typeof modelState>;

/** A model of `[ollama]`. `answered`: it was pulled here and has given a token. */
export const modelStatus = v.object({
  /** As it is described. */
  name: v.string(),
  state: modelState,
  /** Of the pull: bytes so far, of how many, how many a second, and how long it will take; null when not known. */
  bytes: v.nullable(v.number()),
  total: v.nullable(v.number()),
  rate: v.nullable(v.number()),
  secondsLeft: v.nullable(v.number()),
  /** Of what the server has: hex. */
  digest: v.nullable(v.string()),
  /** What there is to say of it, for people. */
  reason: v.nullable(v.string()),
});
export type ModelStatus = v.InferOutput<typeof modelStatus>;

export const serviceStatus = v.object({
  name: v.string(),
  state: serviceState,
  ready: v.boolean(),
  /** The service's main process, not its keeper. */
  pid: v.nullable(v.number()),
  port: v.nullable(v.number()),
  /** Without a token: `jig open --print NAME` gives the link that works. */
  url: v.nullable(v.string()),
  /** ISO 8601, of the current run. */
  startedAt: v.nullable(v.string()),
  /** Restarts after a failure since it was last asked to start. */
  restarts: v.number(),
  /** How the latest run ended; null while it runs, or when nobody can know. */
  exit: v.nullable(v.union([v.object({ code: v.number() }), v.object({ signal: v.string() })])),
  /** Why it is in this state, for people; null when there is nothing to say. */
  reason: v.nullable(v.string()),
  /** Where other machines can reach it: `0.0.0.0:8000`; absent when nowhere. */
  exposed: v.optional(v.array(v.string())),
  /** The models of an Ollama that answers; absent for everything else. */
  models: v.optional(v.array(modelStatus)),
});
export type ServiceStatus = v.InferOutput<typeof serviceStatus>;

/** What came of computing once: a matrix product on the device of choice, against the processor. */
export const gpuProof = v.object({
  library: v.nullable(v.picklist(["torch", "jax", "cupy", "numpy"])),
  version: v.nullable(v.string()),
  device: v.picklist(["cuda", "mps", "cpu"]),
  name: v.nullable(v.string()),
  memory: v.nullable(v.number()),
  ms: v.nullable(v.number()),
  cpuMs: v.nullable(v.number()),
  why: v.nullable(v.string()),
}) satisfies v.GenericSchema<unknown, GpuProof>;

/** What a project computes on, as it was seen and tried the last time. */
export const gpuReport = v.object({
  cuda: v.picklist(["auto", "require", "off"]),
  device: v.picklist(["cuda", "mps", "cpu"]),
  driver: v.nullable(v.string()),
  detected: v.string(),
  /** Why it is the processor; null when it is not. */
  because: v.nullable(v.string()),
  at: v.string(),
  proof: gpuProof,
});
export type GpuReport = v.InferOutput<typeof gpuReport>;

export const statusReport = v.object({
  version: v.literal(1),
  project: v.object({
    name: v.string(),
    root: v.string(),
    /** What `jig id` prints; absent when the description or the lock cannot be read. */
    id: v.optional(v.string()),
  }),
  supervisor: v.nullable(v.object({ pid: v.number() })),
  services: v.array(serviceStatus),
  /** The keys that `jig.local.toml` sets or adds to; absent without one. */
  local: v.optional(v.array(v.string())),
  /** Absent without `[gpu]`, and before anything was computed. */
  gpu: v.optional(gpuReport),
});
export type StatusReport = v.InferOutput<typeof statusReport>;

/** One project in which something runs. */
export interface BenchReport {
  /** Its folder. */
  readonly root: string;
  readonly supervisor: StatusReport["supervisor"];
  /** Those that run, or are about to. */
  readonly services: readonly ServiceStatus[];
}

/** What `status --all --json` prints. */
export interface BenchesReport {
  readonly version: 1;
  readonly projects: readonly BenchReport[];
}

/** The first answer of a supervisor: who it is, and which talk it speaks. Its shape never changes. */
export const hello = v.object({
  protocol: v.number(),
  jig: v.string(),
  root: v.string(),
  pid: v.number(),
  /** The kernel's start time of `pid`, as `process-table.ts` reads it; empty where it is not known. */
  startTime: v.string(),
  bootId: v.string(),
});
export type Hello = v.InferOutput<typeof hello>;

const serviceName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/), v.maxLength(100));

const environment = v.record(v.string(), v.string());

/** Start services, and wait for them. What runs already is not touched. */
export const upRequest = v.object({
  /** Every service of the plan. */
  services: v.array(serviceSpec),
  /** The names to start; what they come after is started too. */
  start: v.array(serviceName),
  /** The environment that services are rendered in. Never written to disk. */
  env: environment,
});
export type UpRequest = v.InferOutput<typeof upRequest>;

/** Stop services and wait until nothing of them is left; null means all. */
export const downRequest = v.object({ services: v.nullable(v.array(serviceName)) });
export type DownRequest = v.InferOutput<typeof downRequest>;

/** Stop, then start on the new description. Services that do not run are started. */
export const restartRequest = v.object({
  services: v.array(serviceSpec),
  names: v.array(serviceName),
  env: environment,
});
export type RestartRequest = v.InferOutput<typeof restartRequest>;

/** Models that somebody has pulled or removed by hand just now: what there is is looked at again. */
export const modelsRequest = v.object({
  models: v.array(
    v.object({
      /** As it is described. */
      name: v.string(),
      wasPulled: v.boolean(),
      /** As `jig.lock` has it by now; null when it has none. */
      digest: v.nullable(v.string()),
    }),
  ),
});
export type ModelsRequest = v.InferOutput<typeof modelsRequest>;

/** One line of the answer to `up`, `down` and `restart`. */
export const serviceMessage = v.variant("kind", [
  /**
   * A service's state, first as it is found, then at every change, and why it is not ready yet at most once a second.
   * `down` tells nothing of what is over already.
   */
  v.object({ kind: v.literal("state"), at: v.string(), service: serviceStatus }),
  /** A service failed or is stuck: why, and the last lines of its log. */
  v.object({
    kind: v.literal("failure"),
    at: v.string(),
    service: v.string(),
    reason: v.string(),
    detail: v.array(v.string()),
    /** What to do about it, and where, when that is known better than from the log. */
    hint: v.optional(v.string()),
    place: v.optional(place),
  }),
  /** The last message: nothing is on its way any more. */
  v.object({
    kind: v.literal("settled"),
    at: v.string(),
    /** Every service that the supervisor knows. */
    services: v.array(serviceStatus),
    /** The services that this request has started (or restarted, or stopped). */
    changed: v.array(v.string()),
    /** Running services whose description has changed since they started; `jig restart NAME` applies it. */
    older: v.array(v.string()),
    /** The services that a `down` has stopped before they had arrived; absent: none. */
    stopped: v.optional(v.array(v.string())),
    /** The supervisor has nothing left to do and ends now. */
    ending: v.boolean(),
  }),
]);
export type ServiceMessage = v.InferOutput<typeof serviceMessage>;

/** One line of the answer to `watch`: every service, first as it is found, then at every change, without an end. */
export const watchMessage = v.object({ at: v.string(), services: v.array(serviceStatus) });
export type WatchMessage = v.InferOutput<typeof watchMessage>;

/** Any request that could not be served. */
export const refusal = v.object({ reason: v.picklist(["bad-request", "unknown-path"]), message: v.string() });
export type Refusal = v.InferOutput<typeof refusal>;

/** Bytes: a request beyond this is refused unread. */
export const REQUEST_LIMIT = 8 * 1024 * 1024;
