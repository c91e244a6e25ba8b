// One service under this supervisor: carries the events of the world to the table in `machine.ts`, and its effects to
// the world. Events of a former run are dropped here, in one place, and every state is on disk before it is acted on.

import type { ServiceSpec } from "../plan/plan.ts";
import { startKeeper } from "./keeper.ts";
import { next, type Effect, type Event, type State } from "./machine.ts";
import { messageOf, prepareRun } from "./prepare-run.ts";
import type { ProcessInfo } from "../host/process-table.ts";
import { attendModels, lookAround } from "./attend-ollama.ts";
import { clearTree } from "./clear-tree.ts";
import type { Remedy } from "./remedy.ts";
import { writeServiceRecord, type Ending, type Identity, type ServiceRecord } from "./records.ts";
import { forgetOldRuns, listRuns } from "./run-files.ts";
import { findEnding, findMain, markOf, type Run } from "./run.ts";
import { readStartedVenv, type StartedVenv } from "./started-venv.ts";
import { stopRun } from "./stop-run.ts";
import { listReachable } from "./exposure.ts";
import { judgeEnding, sayEnding } from "./judge-ending.ts";
import { addressText } from "./ollama/address.ts";
import type { OutsideServer } from "./ollama/attend-server.ts";
import type { ModelKeeper } from "./ollama/keep-models.ts";
import { watchReadiness, type Look } from "./watch-readiness.ts";
import { watchRun } from "./watch-run.ts";
import { findMoved, type MovedPort, type Ports } from "./told-ports.ts";
import { besideProxies } from "./told-variables.ts";

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
  /** The models of an Ollama that answers. */
  models: ModelKeeper | null;
  retryAfterMs: number;
  retryTimer: ReturnType<typeof setTimeout> | null;
}

/** How often it is told, at most, why a service is not ready yet; the first time after half of it. */
const WHY_MS = 1000;
/** How long a stranger may hold a movable port before the service is started again on another one. */
const PORT_LOST_MS = 1000;

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
  wasRefused: false,
  look: null,
  isLate: false,
  outside: null,
  program: null,
  remark: null,
  looking: null,
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

/** Tells a service of an event. False when it changes nothing: it does not fit the state, or its run is history. */
export const tell = (life: Life, event: Event, { generation, why, remedy }: Told = {}): boolean => {
  if (generation !== undefined && generation !== life.generation) return false;
  const transition = next(life.state, event);
  if (transition === null) return false;
  life.state = transition.to;
  life.reason = why ?? null;
  life.remedy = remedy ?? null;
  if (event === "start" || event === "restart") {
    life.restarts = 0;
    life.failures = [];
    life.spec = life.newest;
  }
  if (event === "refused") life.wasRefused = true;
  save(life);
  for (const effect of transition.effects) perform(life, effect);
  attendModels(life);
  life.context.onChange(life);
  return true;
};

const perform = (life: Life, effect: Effect): void => {
  const { run } = life;
  switch (effect) {
    case "look":
      lookAround(life, tell);
      break;
    case "end-look":
      life.looking?.abort();
      life.looking = null;
      break;
    case "spawn":
      spawnRun(life);
      break;
    case "ask-to-stop":
      if (run !== null) void stopRun(run).then((survivors) => conclude(life, run, survivors));
      break;
    case "clear-tree":
      if (run !== null) void clearTree(markOf(run)).then((survivors) => conclude(life, run, survivors));
      break;
    case "schedule-restart":
      life.retryTimer = setTimeout(() => {
        life.retryTimer = null;
        tell(life, "timer");
      }, life.retryAfterMs);
      break;
    case "cancel-timer":
      if (life.retryTimer !== null) clearTimeout(life.retryTimer);
      life.retryTimer = null;
      break;
  }
};

const spawnRun = (life: Life): void => {
  const { state } = life.context;
  const { env, spec } = life;
  if (env === null) {
    tell(life, "refused", { why: "its environment is not known; `jig up` brings it" });
    return;
  }
  if (spec.lacks !== undefined) {
    tell(life, "refused", { why: spec.lacks });
    return;
  }
  const prepared = prepareRun({
    state,
    spec: withProgram(spec, life.program),
    env: { ...env, ...besideProxies(env, life.context.toldBy(life.name)) },
    otherPorts: life.context.otherPorts(life.name),
  });
  if (!prepared.ok) {
    tell(life, "refused", prepared.failure);
    return;
  }
  const { port, rendered, told, command } = prepared.value;
  const at = new Date().toISOString();
  life.generation = nextGeneration(life);
  const { generation, name } = life;
  life.run = createRun(life, { port, url: rendered.url, at, told, venv: readStartedVenv(env) });
  life.startedAt = at;
  life.exit = null;
  life.look = null;
  life.isLate = false;
  life.wasRefused = false;
  const { run } = life;
  // What listens before it is there is somebody else's.
  for (const { inode } of listReachable()) run.judged.set(inode, false);
  // The intent comes first: if we die right after the spawn, the cookie of this run is looked for.
  save(life);
  try {
    const { argv, cwd, env: ownEnv } = rendered;
    const request = { state, name, generation, argv, cwd, env: ownEnv, command, at };
    run.keeper = startKeeper({ ...request, onEnd: () => watchRun(run) });
  } catch (error) {
    tell(life, "refused", { why: `it cannot be started: ${messageOf(error)}`, generation });
    return;
  }
  save(life);
  watchStart(life, run);
  forgetOldRuns(state, name);
};

/** The program as it was found: not every place that it may be in is on PATH. */
const withProgram = (spec: ServiceSpec, program: string | null): ServiceSpec => {
  if (program === null || spec.command.kind !== "argv") return spec;
  return { ...spec, command: { kind: "argv", words: [[program], ...spec.command.words.slice(1)] } };
};

/** The number of a run is never used twice, even when only its files still know of it: they would be taken for its own. */
const nextGeneration = ({ generation, context, name }: Life): number =>
  (generation === 0 ? Math.max(0, ...listRuns(context.state, name)) : generation) + 1;

/** A run of a life, with nobody watching it yet. */
export const createRun = (
  life: Life,
  known: {
    port: number | null;
    url: string | null;
    at: string;
    venv: StartedVenv | null;
    told?: Ports;
    spec?: ServiceSpec;
    keeper?: Identity | null;
    main?: Identity | null;
  },
): Run => {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const watching = new AbortController();
  const run: Run = {
    state: life.context.state,
    name: life.name,
    generation: life.generation,
    spec: known.spec ?? life.spec,
    port: known.port,
    url: known.url,
    startedAt: known.at,
    told: known.told ?? {},
    venv: known.venv,
    began: performance.now(),
    keeper: known.keeper ?? null,
    main: known.main ?? null,
    host: null,
    judged: new Map(),
    wasReady: false,
    ended,
    watching,
    noticeEnd: () => {
      if (watching.signal.aborted) return;
      watching.abort();
      resolve();
      if (life.run === run) life.exit = findEnding(run)?.exit ?? null;
      tell(life, "ended", { generation: run.generation, why: sayEnding(life.exit) });
    },
  };
  return run;
};

/** Waits for readiness and for the deadline of a run that is starting, or that was ready under a former supervisor. */
export const watchStart = (life: Life, run: Run): void => {
  const { generation } = run;
  const { probe, timeoutMs } = run.spec.ready;
  // What nobody can ask and what is meant to end is never ready: it is done.
  if (run.spec.oneshot && probe.kind === "started" && life.state === "starting") return;
  const deadline = setTimeout(() => {
    const why = `it was not ready within ${timeoutMs / 1000} s: ${lookText(life)}`;
    const remedy = life.look === null || life.look.kind === "ready" ? null : (life.look.remedy ?? null);
    if (tell(life, "deadline", { generation, why, remedy })) return;
    life.isLate = true;
    life.context.onChange(life);
  }, timeoutMs);
  run.watching.signal.addEventListener("abort", () => clearTimeout(deadline), { once: true });
  let strangerSince: number | null = null;
  let told = { why: "", at: performance.now() - WHY_MS / 2 };
  void watchReadiness(run, {
    onReady: () => {
      clearTimeout(deadline);
      run.wasReady = true;
      life.look = null;
      life.isLate = false;
      tell(life, "answered", { generation });
    },
    onLook: (look) => {
      life.look = look;
      strangerSince = look.kind === "stranger" ? (strangerSince ?? performance.now()) : null;
      const isLost = strangerSince !== null && performance.now() - strangerSince > PORT_LOST_MS;
      if (
        isLost &&
        run.spec.port?.fixed === false &&
        tell(life, "port-lost", { generation, why: lookText(life) })
      )
        return;
      const why = lookText(life);
      const isDue = look.kind === "stranger" || performance.now() - told.at >= WHY_MS;
      if (why === told.why || !isDue) return;
      told = { why, at: performance.now() };
      life.context.onChange(life);
    },
  });
};

const lookText = (life: Life): string =>
  life.look === null || life.look.kind === "ready" ? "it has not answered" : life.look.why;

/** Nothing of a run is left, or something that cannot be killed: on to what was meant to come next. */
export const conclude = (life: Life, run: Run, survivors: readonly ProcessInfo[]): void => {
  const { generation } = run;
  if (life.run !== run) return;
  if (survivors.length > 0) {
    const names = survivors.map(({ pid, command }) => `pid ${pid} (\`${command}\`)`);
    tell(life, "survivors", { generation, why: `could not be killed: ${names.join(", ")}` });
    return;
  }
  life.exit ??= findEnding(run)?.exit ?? null;
  run.watching.abort();
  if (life.state !== "clearing") {
    const { reason: why, remedy } = life;
    tell(life, "emptied", life.state === "failing" ? { generation, why, remedy } : { generation });
    return;
  }
  const judged = judgeEnding({
    exit: life.exit,
    wasReady: run.wasReady,
    isOneshot: run.spec.oneshot,
    failures: life.failures,
    at: performance.now(),
    lastedMs: performance.now() - run.began,
    jitter: Math.random(),
  });
  life.failures = judged.failures;
  life.retryAfterMs = judged.afterMs;
  if (judged.event === "retry" || judged.event === "retry-later") life.restarts += 1;
  tell(life, judged.event, { generation, why: judged.why });
};

/** Writes down how it is with a service now. A full disk must not end the supervisor: then the cookie has to do. */
export const save = (life: Life): void => {
  if (life.run !== null) findMain(life.run);
  try {
    writeServiceRecord(life.context.state, recordOf(life));
  } catch (error) {
    life.context.log(`the record of \`${life.name}\` cannot be written: ${messageOf(error)}`);
  }
};

/** Where it answers: the run, or what is used in its place. */
export const urlOf = ({ state, outside, run }: Life): string | null => {
  if (state === "external") return outside === null ? null : addressText(outside.address);
  return run?.url ?? null;
};

/** The service whose port its process was told and that has another one now; null when there is none. */
export const findMovedFor = ({ run, context, name }: Life): MovedPort | null =>
  run === null || Object.keys(run.told).length === 0 ? null : findMoved(run.told, context.otherPorts(name));

const recordOf = (life: Life): ServiceRecord => {
  const { run, context, name, generation, state, startedAt, restarts, exit, reason } = life;
  return {
    version: 1,
    name,
    generation,
    phase: state,
    keeper: run?.keeper ?? null,
    main: run?.main ?? null,
    bootId: context.bootId,
    port: run?.port ?? null,
    url: urlOf(life),
    startedAt,
    restarts,
    exit,
    reason,
    spec: run?.spec ?? life.spec,
    venv: run?.venv ?? null,
  };
};
