// One service under this supervisor: carries the events of the world to the table in `life-states.ts`, and its effects to
// the world. Events of a former run are dropped here, in one place, and every state is on disk before it is acted on.

import type { ServiceSpec } from "../../plan/services/service-spec.ts";
import { startKeeper } from "../run/keeper.ts";
import { urlOf, type Life, type Told } from "./life.ts";
import { next, type Effect, type Event } from "./life-states.ts";
import { messageOf, prepareRun } from "../run/prepare-run.ts";
import type { ProcessInfo } from "../../host/processes/process-table.ts";
import { attendModels, lookAround } from "./attend-ollama.ts";
import { clearTree } from "../processes/clear-tree.ts";
import type { Identity } from "../records/records.ts";
import { forgetOldRuns, listRuns } from "../records/run-files.ts";
import { findEnding, markOf, type Run } from "../run/run.ts";
import { readStartedVenv, type StartedVenv } from "../run/started-venv.ts";
import { stopRun } from "../run/stop-run.ts";
import { listReachable } from "../ports/exposure.ts";
import { judgeEnding, sayEnding } from "./judge-ending.ts";
import { save } from "./save-life.ts";
import { watchReadiness } from "./watch-readiness.ts";
import { watchRun } from "../run/watch-run.ts";
import type { Variables } from "../run/told-others.ts";
import type { Ports } from "../run/told-ports.ts";
import { besideProxies } from "../run/told-variables.ts";

/** How often it is told, at most, why a service is not ready yet; the first time after half of it. */
const WHY_MS = 1000;
/** How long a stranger may hold a movable port before the service is started again on another one. */
const PORT_LOST_MS = 1000;

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
  if (event === "port-lost") life.lostUrl = urlOf(life);
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
  const variables = life.context.toldBy(life.name);
  const prepared = prepareRun({
    state,
    spec: withProgram(spec, life.program),
    env: { ...env, ...besideProxies(env, variables) },
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
  const venv = readStartedVenv(env);
  life.run = createRun(life, { port, url: rendered.url, at, told, variables, venv });
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
    variables?: Variables | null;
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
    variables: known.variables ?? null,
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
    onReady: (remark) => {
      clearTimeout(deadline);
      life.remark = remark ?? life.remark;
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
    isKnownServer: run.spec.ollama !== undefined,
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
