// What a new supervisor finds: runs that outlived the former one are taken over, those that ended meanwhile are told as
// they ended, leftovers are removed. Starting on an empty state folder is the same walk with nothing to find.

import {
  isSameAlive,
  listPids,
  readCommandLine,
  readEnvironment,
  readProcess,
} from "../host/process-table.ts";
import type { ServiceSpec } from "../plan/plan.ts";
import type { Supervisor } from "./bench.ts";
import { clearTree } from "./clear-tree.ts";
import { conclude, createLife, createRun, save, watchStart, type Life } from "./life.ts";
import {
  COOKIE_NAME,
  cookieOf,
  listRecordedServices,
  readDesired,
  readServiceRecord,
  statePaths,
  type Identity,
  type ServiceRecord,
} from "./records.ts";
import { listRuns, readEnding, readMainPid } from "./run-files.ts";
import { findEnding, type Run } from "./run.ts";
import { sayEnding } from "./judge-ending.ts";
import { hasProcess } from "./service-status.ts";
import { stopRun } from "./stop-run.ts";
import { watchRun } from "./watch-run.ts";

/** Living processes by service and run, as their cookies tell. */
type Found = ReadonlyMap<string, ReadonlyMap<number, readonly Identity[]>>;

/** Fills an empty supervisor with what is on disk and in the process table. Comes back when leftovers are gone. */
export const adoptServices = async (supervisor: Supervisor): Promise<void> => {
  const { state, bootId } = supervisor.options;
  const desired = readDesired(state);
  const found = findCookies(state);
  const specs = new Map(desired?.services.map((spec) => [spec.name, spec]));
  const names = new Set([...specs.keys(), ...listRecordedServices(state), ...found.keys()]);
  for (const name of desired?.wanted ?? []) supervisor.wanted.add(name);
  for (const name of names) {
    const record = readServiceRecord(state, name);
    const runs = found.get(name) ?? new Map<number, readonly Identity[]>();
    const spec = specs.get(name) ?? record?.spec ?? (runs.size > 0 ? unknownSpec(name) : null);
    if (spec === null) continue;
    const life = createLife(supervisor.context, spec);
    life.generation = Math.max(0, record?.generation ?? 0, ...runs.keys(), ...listRuns(state, name));
    supervisor.lives.set(name, life);
    const usable = record?.bootId === bootId ? record : null;
    await removeFormerRuns(life, runs, currentRun(usable, runs));
    takeOver(supervisor, life, { record, usable, runs });
    // What is neither described nor running is only history.
    if (!specs.has(name) && !hasProcess(life.state)) supervisor.lives.delete(name);
  }
};

/** One look at all environments. */
const findCookies = (state: string): Found => {
  const found = new Map<string, Map<number, Identity[]>>();
  for (const pid of listPids()) {
    const cookie = readEnvironment(pid)?.[COOKIE_NAME];
    const [, name, number] = /^[^/]+\/([^/]+)\/(\d+)$/.exec(cookie ?? "") ?? [];
    if (name === undefined || number === undefined || cookieOf(state, name, Number(number)) !== cookie)
      continue;
    const process = readProcess(pid);
    if (process === null || !isSameAlive(process)) continue;
    const runs = found.get(name) ?? new Map<number, Identity[]>();
    found.set(name, runs);
    runs.set(Number(number), [...(runs.get(Number(number)) ?? []), process]);
  }
  return found;
};

/** The run to go on with: the record's, or the newest that lives. */
const currentRun = (record: ServiceRecord | null, runs: ReadonlyMap<number, unknown>): number =>
  Math.max(record?.generation ?? 0, ...runs.keys());

/** At most one run of a service may live. */
const removeFormerRuns = async (
  life: Life,
  runs: ReadonlyMap<number, readonly Identity[]>,
  current: number,
): Promise<void> => {
  const { state } = life.context;
  for (const [generation, seeds] of runs) {
    if (generation === current) continue;
    const cookie = cookieOf(state, life.name, generation);
    await clearTree({ cookie, keeper: null, log: statePaths(state).log(life.name, generation), seeds });
  }
};

interface Evidence {
  /** Whatever boot it is of. */
  readonly record: ServiceRecord | null;
  /** The record, when it is of this boot. */
  readonly usable: ServiceRecord | null;
  readonly runs: ReadonlyMap<number, readonly Identity[]>;
}

const takeOver = (supervisor: Supervisor, life: Life, { record, usable, runs }: Evidence): void => {
  const generation = currentRun(usable, runs);
  const members = runs.get(generation) ?? [];
  const known = usable?.generation === generation ? usable : null;
  if (known === null && members.length === 0) {
    tellHistory(supervisor, life, record);
    return;
  }
  const newest = Math.max(life.generation, generation);
  life.generation = generation;
  const keeper = known?.keeper ?? findKeeper(members);
  life.env =
    readOwnEnvironment(keeper) ??
    members.reduce<Life["env"]>((env, member) => env ?? readOwnEnvironment(member), null);
  const run = createRun(life, {
    port: known?.port ?? portIn(life.env),
    url: known?.url ?? null,
    at: known?.startedAt ?? new Date().toISOString(),
    // A lost record leaves the newest description to stop and probe it by; a digest of its own makes it "older".
    spec: known?.spec ?? { ...life.spec, digest: "" },
    keeper,
    main: known?.main ?? findRecordedMain(life, members),
  });
  life.run = run;
  life.spec = run.spec;
  life.startedAt = run.startedAt;
  life.restarts = known?.restarts ?? 0;
  life.reason = known?.reason ?? null;
  life.exit = known?.exit ?? null;
  run.wasReady = known === null || ["ready", "unready"].includes(known.phase);
  const isAlive = members.length > 0 || (keeper !== null && isSameAlive(keeper)) || findEnding(run) === null;
  if (isAlive) goOn(life, run, known?.phase ?? "ready");
  else endHistory(supervisor, life, run);
  if (newest > generation && !hasProcess(life.state)) life.generation = newest;
  save(life);
};

/** Goes on with a living run as its phase says: intents to stop are carried out, the rest is watched. */
const goOn = (life: Life, run: Run, phase: ServiceRecord["phase"]): void => {
  const ending = findEnding(run);
  switch (phase) {
    case "stopping":
    case "restarting":
    case "failing":
    case "stuck":
      life.state = phase === "stuck" ? "stopping" : phase;
      watchRun(run);
      void stopRun(run).then((survivors) => conclude(life, run, survivors));
      break;
    case "stopped":
    case "failed":
    case "done":
      // Only leftovers can be alive: it was told to be over.
      life.state = "stopping";
      void stopRun(run).then((survivors) => conclude(life, run, survivors));
      break;
    default:
      life.state = phase === "starting" ? "starting" : "unready";
      if (ending === null) watchStart(life, run);
      watchRun(run);
  }
};

/** The run ended while nobody looked. */
const endHistory = (supervisor: Supervisor, life: Life, run: Run): void => {
  const { phase } = { phase: readServiceRecord(run.state, run.name)?.phase ?? "stopped" };
  run.watching.abort();
  if (phase === "failed" || phase === "done" || phase === "stopped") {
    life.state = phase;
    return;
  }
  life.exit = readEnding(run.state, run.name, run.generation);
  const hasSucceeded = life.exit !== null && "code" in life.exit && life.exit.code === 0;
  const wasEnding = phase === "stopping" || phase === "stuck";
  life.state = wasEnding
    ? "stopped"
    : hasSucceeded && run.spec.oneshot
      ? "done"
      : phase === "failing"
        ? "failed"
        : "stopped";
  if (wasEnding) life.reason = null;
  else if (phase !== "failing") {
    life.reason = `${sayEnding(life.exit)}, while no supervisor was running`;
    if (!hasSucceeded && supervisor.wanted.has(life.name)) supervisor.resumable.add(life.name);
  }
};

/** No run of this boot is known. */
const tellHistory = (supervisor: Supervisor, life: Life, record: ServiceRecord | null): void => {
  if (record === null || record.phase === "stopped") return;
  if (record.phase === "failed") {
    life.state = "failed";
    life.reason = record.reason;
    life.exit = record.exit;
    return;
  }
  if (record.phase !== "stopping" && record.phase !== "done") life.reason = "the machine was restarted";
  supervisor.wanted.delete(life.name);
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
const readOwnEnvironment = (process: Identity | null): Readonly<Record<string, string>> | null => {
  if (process === null || !isSameAlive(process)) return null;
  const environment = readEnvironment(process.pid);
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
