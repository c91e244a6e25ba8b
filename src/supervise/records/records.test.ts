import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import type { ServiceSpec } from "../../plan/services/service-spec.ts";
import { judgeRecord } from "./judge-record.ts";
import {
  readDesired,
  readRememberedPorts,
  readServiceRecord,
  rememberPort,
  writeDesired,
  writeServiceRecord,
  type ServiceRecord,
} from "./records.ts";
import { statePaths } from "./state-paths.ts";
import { readEnding, readMainPid } from "./run-files.ts";

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "jig-records-"));
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

const spec: ServiceSpec = {
  name: "web",
  preset: "command",
  why: { file: "jig.toml", line: 1, column: 1 },
  digest: "d",
  command: { kind: "shell", script: ["echo ", { kind: "env", name: "HOME" }], shellStays: true },
  cwd: "/",
  env: {},
  port: { number: 5001, fixed: true },
  ready: { probe: { kind: "http", path: "/" }, timeoutMs: 1 },
  stop: { http: { path: "/stop" }, signal: "INT", timeoutMs: 1 },
  open: true,
  page: "/",
  after: [{ service: "db", until: "ready" }],
  require: true,
  oneshot: false,
  files: [],
  token: { file: "/t", parameter: "token", scheme: "token" },
  live: "jupyter-kernels",
};

const record: ServiceRecord = {
  version: 1,
  name: "web",
  generation: 3,
  phase: "ready",
  keeper: { pid: 10, startTime: "99" },
  main: null,
  bootId: "b",
  port: 5001,
  url: null,
  startedAt: null,
  restarts: 0,
  exit: null,
  reason: null,
  spec,
};

test("what is written is read again, and nobody else may look", () => {
  writeServiceRecord(state, record);
  writeDesired(state, { version: 1, wanted: ["web"], services: [spec] });
  rememberPort(state, "web", 8889);
  rememberPort(state, "lab", 8890);
  expect(readServiceRecord(state, "web")).toEqual(record);
  expect(readDesired(state)?.services).toEqual([spec]);
  expect(readRememberedPorts(state)).toEqual({ web: 8889, lab: 8890 });
  expect(statSync(statePaths(state).record("web")).mode & 0o777).toBe(0o600);
  expect(readdirSync(state).toSorted()).toEqual(["desired.json", "ports.json", "services"]);
});

test("a record cut off at any byte counts as none", () => {
  writeServiceRecord(state, record);
  const path = statePaths(state).record("web");
  const whole = readFileSync(path);
  for (let length = 0; length < whole.length - 1; length += 1) {
    writeFileSync(path, whole.subarray(0, length));
    expect(readServiceRecord(state, "web")).toBeNull();
  }
});

test("a pid or an exit code that was cut off is not believed", () => {
  const run = statePaths(state).run("web", 1);
  mkdirSync(dirname(run), { recursive: true });
  for (const text of ["", "12", "1\n", "-5\n", "12\n\n", "abc\n", "99999999999\n"]) {
    writeFileSync(`${run}.pid`, text);
    expect(readMainPid(state, "web", 1)).toBeNull();
  }
  writeFileSync(`${run}.pid`, "1234\n");
  expect(readMainPid(state, "web", 1)).toBe(1234);
  const endings = { "0\n": { code: 0 }, "7\n": { code: 7 }, "143\n": { signal: "SIGTERM" }, "14": null };
  for (const [text, ending] of Object.entries(endings)) {
    writeFileSync(`${run}.exit`, text);
    expect(readEnding(state, "web", 1)).toEqual(ending);
  }
});

test("what a record says of a service that lives no more", () => {
  const exit = { code: 3 };
  const judge = (phase: ServiceRecord["phase"], isThisBoot = true) => {
    const {
      state: known,
      reason,
      isMissed,
    } = judgeRecord({ ...record, phase, reason: "why" }, exit, isThisBoot);
    return [known, reason, isMissed];
  };
  const missed = "it ended with exit code 3, while no supervisor was running";
  expect(judge("ready")).toEqual(["stopped", missed, true]);
  expect(judge("backoff")).toEqual(["stopped", missed, true]);
  expect(judge("waiting")).toEqual(["stopped", null, true]);
  expect(judge("stopping")).toEqual(["stopped", null, false]);
  expect(judge("failing")).toEqual(["failed", "why", false]);
  expect(judge("failed")).toEqual(["failed", "why", false]);
  expect(judge("done")).toEqual(["done", "why", false]);
  expect(judge("ready", false)).toEqual(["stopped", "the machine was restarted", false]);
  expect(judge("done", false)).toEqual(["stopped", null, false]);
});
