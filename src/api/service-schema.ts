// The schema of a planned service as it travels to the supervisor. The type is the plan's own: a test of types below
// keeps the two the same. What does not fit is refused before anything is started.

import * as v from "valibot";

import type { ServiceSpec } from "../plan/services/service-spec.ts";

const reference = v.variant("kind", [
  v.object({ kind: v.literal("port") }),
  v.object({ kind: v.literal("service"), name: v.string(), field: v.picklist(["url", "port"]) }),
  v.object({ kind: v.literal("env"), name: v.string() }),
]);

/** Of a file of the project. */
export const place = v.object({ file: v.string(), line: v.number(), column: v.number() });

const template = v.array(v.union([v.string(), reference]));

const command = v.variant("kind", [
  v.object({ kind: v.literal("shell"), script: template, shellStays: v.boolean() }),
  v.object({ kind: v.literal("argv"), words: v.array(template) }),
]);

const readiness = v.object({
  probe: v.variant("kind", [
    v.object({ kind: v.literal("http"), path: v.string() }),
    v.object({ kind: v.literal("tcp") }),
    v.object({ kind: v.literal("started") }),
  ]),
  timeoutMs: v.pipe(v.number(), v.minValue(0)),
});

const stopWay = v.object({
  http: v.nullable(v.object({ path: v.string() })),
  signal: v.picklist(["TERM", "INT", "QUIT", "HUP", "USR1", "USR2"]),
  timeoutMs: v.pipe(v.number(), v.minValue(0)),
});

export const serviceSpec: v.GenericSchema<unknown, ServiceSpec> = v.object({
  name: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/), v.maxLength(100)),
  preset: v.string(),
  why: place,
  digest: v.string(),
  command,
  cwd: v.string(),
  env: v.record(v.string(), template),
  port: v.nullable(
    v.object({
      number: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
      fixed: v.boolean(),
      place: v.exactOptional(place),
    }),
  ),
  ready: readiness,
  stop: stopWay,
  open: v.boolean(),
  page: v.nullable(v.string()),
  after: v.array(v.object({ service: v.string(), until: v.picklist(["started", "ready", "done"]) })),
  require: v.boolean(),
  oneshot: v.boolean(),
  files: v.array(v.object({ path: v.string(), content: v.string() })),
  token: v.nullable(v.object({ file: v.string(), parameter: v.string(), scheme: v.string() })),
  live: v.nullable(v.literal("jupyter-kernels")),
  ollama: v.exactOptional(
    v.object({
      host: v.nullable(v.string()),
      hostAt: v.exactOptional(place),
      wsl: v.boolean(),
      places: v.array(v.string()),
      install: v.string(),
      models: v.array(v.object({ name: v.string(), digest: v.nullable(v.string()) })),
      pulls: v.exactOptional(v.literal(false)),
    }),
  ),
  tells: v.exactOptional(v.array(v.pipe(v.string(), v.regex(/^[A-Z_][A-Z0-9_]*$/)))),
  lacks: v.exactOptional(v.string()),
});
