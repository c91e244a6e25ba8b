// What a new supervisor finds: runs that outlived the former one are taken over, those that ended meanwhile are told as
// they ended, leftovers are removed. Starting on an empty state folder is the same walk with nothing to find.

import {
  isSameAlive,
  readCommandLine,
  readEnvironment,
  readProcess,
} from "../host/processes/process-table.ts";
import type { ServiceSpec } from "../plan/services/service-spec.ts";
import type { Supervisor } from "./bench.ts";
import { resumeOutside } from "./life/attend-ollama.ts";
import { clearTree } from "./processes/clear-tree.ts";
import { findCookieBearers } from "./processes/find-cookies.ts";
import { judgeRecord } from "./records/judge-record.ts";
import { createLife, type Life } from "./life/life.ts";
import { save } from "./life/save-life.ts";
import { conclude, createRun, tell, watchStart } from "./life/tell-life.ts";
import {
  listRecordedServices,
  readDesired,
  readServiceRecord,
  type Identity,
  type ServiceRecord,
} from "./records/records.ts";
import { COOKIE_NAME, cookieOf } from "./processes/cookie.ts";
import { disownStrangers } from "./processes/own-process.ts";
import { statePaths } from "./records/state-paths.ts";
import { listRuns, readEnding, readMainPid } from "./records/run-files.ts";
import { findEnding, type Run } from "./run/run.ts";
import { hasProcess } from "./life/service-status.ts";
import { stopRun } from "./run/stop-run.ts";
import { watchRun } from "./run/watch-run.ts";

/** Fills an empty supervisor with what is on disk and in the process table. Comes back when leftovers are gone. */
export const adoptServices = async (supervisor: Supervisor): Promise<void> => {
  const { state } = supervisor.options;
  const desired = readDesired(state);
  const bearers = findCookieBearers(state);
  const specs = new Map(desired?.services.map((spec) => [spec.name, spec]));
  for (const name of desired?.wanted ?? []) supervisor.wanted.add(name);
  for (const name of new Set([...specs.keys(), ...listRecordedServices(state), ...bearers.keys()])) {
    const found = readServiceRecord(state, name);
    const record = found === null ? null : disownStrangers(state, found);
    const runs = bearers.get(name) ?? new Map<number, readonly Identity[]>();
    const spec = specs.get(name) ?? record?.spec ?? unknownSpec(name);
    const life = createLife(supervisor.context, spec);
    supervisor.lives.set(name, life);
    await adoptService(supervisor, life, { record, runs });
    // What is neither described nor running is only history.
    if (!specs.has(name) && !hasProcess(life.state)) supervisor.lives.delete(name);
  }
};

/** What is known of one service. */
interface Evidence {
  readonly record: ServiceRecord | null;
  /** Its living processes by run, as their cookies tell. */
  readonly runs: ReadonlyMap<number, readonly Identity[]>;
}

const adoptService = async (supervisor: Supervisor, life: Life, evidence: Evidence): Promise<void> => {
  const { state, bootId } = supervisor.options;
  const remains = weigh(evidence, bootId);
  await removeFormerRuns(life, evidence.runs, remains.generation);
  life.generation = remains.generation;
  life.run = makeRun(life, remains);
  const { run } = life;
  if (run !== null && (remains.members.length > 0 || findEnding(run) === null)) {
    goOn(life, run, remains.known === null ? "ready" : remains.known.phase);
  } else {
    tellHistory(supervisor, life, evidence.record);
    // The number of a run is never used twice: its files may still lie there.
    const used = evidence.record === null ? 0 : evidence.record.generation;
    life.generation = Math.max(remains.generation, used, ...listRuns(state, life.name));
  }
  save(life);
};

/** What is known of the latest run that may be alive. */
interface Remains {
  readonly generation: number;
  /** Its record; null when that is lost, or of another boot, in which its pids mean nothing. */
  readonly known: ServiceRecord | null;
  readonly members: readonly Identity[];
}

const weigh = ({ record, runs }: Evidence, bootId: string): Remains => {
  const usable = record !== null && record.bootId === bootId ? record : null;
  const generation = Math.max(usable === null ? 0 : usable.generation, ...runs.keys());
  const known = usable !== null && usable.generation === generation ? usable : null;
  return { generation, known, members: runs.get(generation) ?? [] };
};

/** At most one run of a service may live. */
const removeFormerRuns = async (life: Life, runs: Evidence["runs"], current: number): Promise<void> => {
  const { state } = life.context;
  for (const [generation, seeds] of runs) {
    if (generation === current) continue;
    const cookie = cookieOf(state, life.name, generation);
    await clearTree({ cookie, keeper: null, log: statePaths(state).log(life.name, generation), seeds });
  }
};

/** Null when there is nothing that could be alive. */
const makeRun = (life: Life, { known, members }: Remains): Run | null => {
  if (known === null && members.length === 0) return null;
  const keeper = known === null || known.keeper === null ? findKeeper(members) : known.keeper;
  const sources = keeper === null ? members : [keeper, ...members];
  life.env = sources.reduce<Life["env"]>((env, source) => env ?? readOwnEnvironment(source), null);
  const run = known === null ? runWithoutRecord(life, keeper) : runOfRecord(life, known, keeper);
  run.main ??= findRecordedMain(life, members);
  life.spec = run.spec;
  life.startedAt = run.startedAt;
  return run;
};

const runOfRecord = (life: Life, record: ServiceRecord, keeper: Identity | null): Run => {
  const { port, url, spec, main, phase, startedAt, restarts, variables = null } = record;
  const at = startedAt ?? new Date().toISOString();
  const run = createRun(life, { port, url, at, venv: record.venv ?? null, variables, spec, keeper, main });
  run.wasReady = phase === "ready" || phase === "unready";
  life.restarts = restarts;
  return run;
};

/** It is stopped and probed by the newest description; the empty digest makes it "older". */
const runWithoutRecord = (life: Life, keeper: Identity | null): Run => {
  const known = { port: portIn(life.env), url: null, at: new Date().toISOString(), venv: null, keeper };
  const run = createRun(life, { ...known, spec: { ...life.spec, digest: "" } });
  run.wasReady = true;
  return run;
};

/** Goes on with a living run as its phase says: an intent to stop is carried out, everything else is watched. */
const goOn = (life: Life, run: Run, phase: ServiceRecord["phase"]): void => {
  switch (phase) {
    case "starting":
      life.state = "starting";
      break;
    case "ready":
    case "unready":
    case "clearing":
      life.state = "unready";
      break;
    case "restarting":
    case "failing":
      life.state = phase;
      break;
    default:
      // It was told to stop, or was told to be over: what lives is leftovers.
      life.state = "stopping";
  }
  if (life.state === "starting" || life.state === "unready") watchStart(life, run);
  else void stopRun(run).then((survivors) => conclude(life, run, survivors));
  // Perhaps its main process has ended already. What follows from that wants a supervisor that is complete.
  queueMicrotask(() => watchRun(run));
};

/** No run lives: the service is told as it ended. */
const tellHistory = (supervisor: Supervisor, life: Life, record: ServiceRecord | null): void => {
  life.run?.watching.abort();
  if (record === null) return;
  const { state, bootId } = supervisor.options;
  const isThisBoot = record.bootId === bootId;
  const exit = isThisBoot ? readEnding(state, life.name, record.generation) : null;
  const history = judgeRecord(record, exit, isThisBoot);
  if (history.state === "external" && record.url !== null && supervisor.wanted.has(life.name))
    return resumeOutside(life, { url: record.url, about: history.reason ?? "" }, tell);
  life.state = history.state === "external" ? "stopped" : history.state;
  life.exit = history.exit;
  life.reason = history.reason;
  if (history.isMissed && supervisor.wanted.has(life.name)) supervisor.resumable.add(life.name);
};

/** The keeper is told by the name that it was started under; it leads the run's session. */
const findKeeper = (members: readonly Identity[]): Identity | null =>
  members.find(
    ({ pid }) => readCommandLine(pid)?.includes("jig-keeper") === true && readProcess(pid)?.sid === pid,
  ) ?? null;

const findRecordedMain = (life: Life, members: readonly Identity[]): Identity | null => {
  const pid = readMainPid(life.context.state, life.name, life.generation);
  return members.find((member) => member.pid === pid) ?? null;
};

/** What the run was started in: the next run can be started in the same, without anything having been on disk. */
const readOwnEnvironment = (source: Identity): Readonly<Record<string, string>> | null => {
  const environment = isSameAlive(source) ? readEnvironment(source.pid) : null;
  if (environment === null) return null;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => name !== COOKIE_NAME));
};

const portIn = (env: Life["env"]): number | null => {
  const port = Number(env?.["PORT"]);
  return Number.isInteger(port) && port > 0 ? port : null;
};

/** For processes of ours of which nothing is known any more but that they are ours: good enough to stop them. */
const unknownSpec = (name: string): ServiceSpec => ({
  name,
  preset: "command",
  why: { file: "", line: 0, column: 0 },
  digest: "",
  command: { kind: "argv", words: [] },
  cwd: "/",
  env: {},
  port: null,
  ready: { probe: { kind: "started" }, timeoutMs: 60_000 },
  stop: { http: null, signal: "TERM", timeoutMs: 10_000 },
  open: false,
  page: null,
  after: [],
  require: true,
  oneshot: false,
  files: [],
  token: null,
  live: null,
});
