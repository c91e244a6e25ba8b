// What `jig` and its supervisor say to each other over the socket, and what `status --json` prints. Versioned: a client
// looks at `hello` before anything else. Types come from the schemas, so that what is checked is what is typed.

import * as v from "valibot";

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
});
export type ServiceStatus = v.InferOutput<typeof serviceStatus>;

export const statusReport = v.object({
  version: v.literal(1),
  project: v.object({ name: v.string(), root: v.string() }),
  supervisor: v.nullable(v.object({ pid: v.number() })),
  services: v.array(serviceStatus),
});
export type StatusReport = v.InferOutput<typeof statusReport>;
