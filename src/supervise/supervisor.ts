// All services of one project: what people ask of them, in which order they start and leave, and when there is nothing
// left to do. It knows no socket, and reads no clock.

import type { DownRequest, ModelsRequest, RestartRequest, UpRequest } from "../api/contract.ts";
import type { ServiceSpec } from "../plan/services/service-spec.ts";
import {
  isAtRest,
  isIdle,
  livesOf,
  orderOf,
  portsBeside,
  saveDesired,
  specsOf,
  startOf,
  toldBeside,
  type Conversation,
  type Emit,
  type Supervisor,
  type SupervisorOptions,
} from "./bench.ts";
import { askAgain } from "./life/attend-ollama.ts";
import { startConversation } from "./conversation.ts";
import { createLife, findMovedFor, type Life } from "./life/life.ts";
import { tell } from "./life/tell-life.ts";
import type { State } from "./life/life-states.ts";
import { decideLeaving, withDependencies } from "./order.ts";
import { hasProcess } from "./life/service-status.ts";
import { findNewVariable } from "./run/told-others.ts";

export const createSupervisor = (options: SupervisorOptions): Supervisor => {
  const { state, bootId, log } = options;
  const supervisor: Supervisor = {
    context: {
      state,
      bootId,
      log,
      otherPorts: (name) => portsBeside(supervisor, name),
      toldBy: (name) => toldBeside(supervisor, name),
      onChange: (life) => {
        for (const conversation of supervisor.conversations) conversation.notice(life);
        for (const notice of supervisor.watchers) notice();
        supervisor.isDirty = true;
        pump(supervisor);
      },
    },
    lives: new Map(),
    wanted: new Set(),
    resumable: new Set(),
    leaving: new Map(),
    conversations: new Set(),
    watchers: new Set(),
    options,
    activity: 0,
    isPumping: false,
    isDirty: false,
  };
  return supervisor;
};

/** Starts what is missing among the named services and all that they come after. Running ones are not touched. */
export const up = (supervisor: Supervisor, request: UpRequest, emit: Emit): Conversation => {
  describe(supervisor, request.services);
  const names = withDependencies([...request.start, ...supervisor.resumable], specsOf(supervisor));
  supervisor.resumable.clear();
  for (const name of names) supervisor.wanted.add(name);
  saveDesired(supervisor);
  const conversation = startConversation(supervisor, { names, emit, isSettled: hasArrived });
  for (const name of names) startOne(supervisor, { name, env: request.env, conversation });
  return begin(supervisor, conversation);
};

/** Stops services, those first that come after others. */
export const down = (supervisor: Supervisor, request: DownRequest, emit: Emit): Conversation => {
  const names = (request.services ?? [...supervisor.lives.keys()]).filter((name) =>
    supervisor.lives.has(name),
  );
  for (const name of names) {
    supervisor.wanted.delete(name);
    supervisor.resumable.delete(name);
    supervisor.leaving.set(name, "stop");
  }
  saveDesired(supervisor);
  for (const { state: from, name } of livesOf(supervisor, names)) {
    if (RESTING.has(from)) continue;
    for (const { names: meant, stopped } of supervisor.conversations)
      if (meant.includes(name)) stopped.add(name);
  }
  const resting = livesOf(supervisor, names).filter(({ state }) => RESTING.has(state));
  const conversation = startConversation(supervisor, {
    names,
    emit,
    isSettled: hasLeft,
    failures: ["stuck"],
    untold: new Set(resting.map(({ name }) => name)),
  });
  for (const life of livesOf(supervisor, names))
    if (hasProcess(life.state)) conversation.changed.add(life.name);
  return begin(supervisor, conversation);
};

/** Stops and starts services on the newest description; what they come after is started if it does not run. */
export const restart = (supervisor: Supervisor, request: RestartRequest, emit: Emit): Conversation => {
  describe(supervisor, request.services);
  const { names } = request;
  const all = withDependencies([...names, ...supervisor.resumable], specsOf(supervisor));
  supervisor.resumable.clear();
  for (const name of all) supervisor.wanted.add(name);
  saveDesired(supervisor);
  const conversation = startConversation(supervisor, { names: all, emit, isSettled: hasArrived });
  for (const name of all) {
    const life = supervisor.lives.get(name);
    if (life === undefined) continue;
    if (names.includes(name) && hasProcess(life.state)) {
      life.env = request.env;
      supervisor.leaving.set(name, "restart");
      conversation.changed.add(name);
    } else if (names.includes(name)) {
      life.env = request.env;
      if (tell(life, "restart")) conversation.changed.add(name);
    } else startOne(supervisor, { name, env: request.env, conversation });
  }
  return begin(supervisor, conversation);
};

/** Somebody has pulled or removed models by hand. Comes back when it was looked what there is. */
export const takeModels = async ({ lives }: Supervisor, { models }: ModelsRequest): Promise<void> => {
  await Promise.all([...lives.values()].flatMap((life) => life.models?.take(models) ?? []));
};

/** Looks whether anything can start, leave or be answered now. */
export const pump = (supervisor: Supervisor): void => {
  supervisor.activity += 1;
  if (supervisor.isPumping) return;
  supervisor.isPumping = true;
  do {
    supervisor.isDirty = false;
    renewTold(supervisor);
    tellLeaving(supervisor);
    startWaiting(supervisor);
  } while (supervisor.isDirty);
  supervisor.isPumping = false;
  // A set may shrink while it is walked.
  for (const conversation of supervisor.conversations) conversation.settle();
  if (isIdle(supervisor)) supervisor.options.onIdle();
};

/** What is over already: how it ended is old news to who stops it. */
const RESTING: ReadonlySet<State> = new Set(["stopped", "external", "unavailable", "failed", "done"]);

const begin = (supervisor: Supervisor, conversation: Conversation): Conversation => {
  supervisor.conversations.add(conversation);
  for (const life of livesOf(supervisor, conversation.names)) conversation.notice(life);
  pump(supervisor);
  return conversation;
};

const describe = (supervisor: Supervisor, services: readonly ServiceSpec[]): void => {
  const before = new Map(supervisor.lives);
  supervisor.lives.clear();
  for (const spec of services) {
    const life = before.get(spec.name) ?? createLife(supervisor.context, spec);
    before.delete(spec.name);
    life.newest = spec;
    if (!hasProcess(life.state) && life.state !== "backoff") life.spec = spec;
    if (spec.ollama !== undefined) life.models?.want(spec.ollama);
    supervisor.lives.set(spec.name, life);
  }
  // A service that is described no more stays known for as long as it runs.
  for (const life of before.values()) {
    if (hasProcess(life.state) || life.state === "backoff") supervisor.lives.set(life.name, life);
    else supervisor.wanted.delete(life.name);
  }
};

const startOne = (
  supervisor: Supervisor,
  request: { name: string; env: Readonly<Record<string, string>>; conversation: Conversation },
): void => {
  const { name, env, conversation } = request;
  const life = supervisor.lives.get(name);
  if (life === undefined) return;
  supervisor.leaving.delete(name);
  if (["starting", "looking", "external", "ready", "unready"].includes(life.state)) {
    life.models?.retry();
    if (life.state !== "external") return;
    life.env = env;
    void askAgain(life, tell);
    return;
  }
  life.env = env;
  // What is done stays done, until its description changes or somebody asks for it.
  if (life.state === "done" && life.run?.spec.digest === life.newest.digest) return;
  if (tell(life, "start") || life.state === "waiting") conversation.changed.add(name);
};

const startWaiting = (supervisor: Supervisor): void => {
  for (const life of supervisor.lives.values()) {
    if (life.state !== "waiting" || supervisor.leaving.has(life.name)) continue;
    if (startOf(supervisor, life).kind !== "now") continue;
    tell(life, life.newest.ollama === undefined ? "dependencies-ready" : "look");
  }
};

/** Who was told a port that is another one by now is started again: a page must not link to where nobody is. */
const renewTold = ({ lives, leaving }: Supervisor): void => {
  const lost = [...lives.values()].flatMap(({ lostUrl }) => lostUrl?.replace(/\/$/, "") ?? []);
  for (const life of lives.values()) {
    // Live work is never ended unasked, and what is done once is not done twice: their status says it.
    const isFree = life.run?.spec.live === null && !life.run.spec.oneshot;
    if (!isFree || !isUp(life.state) || leaving.has(life.name)) continue;
    if (findMovedFor(life) !== null || isMistold(life, lost)) leaving.set(life.name, "restart");
  }
};

/** It was told an address at which nobody ever answered, in the moment in which another program took the port. */
const isMistold = ({ run, context, name }: Life, lost: readonly string[]): boolean => {
  if (lost.length === 0 || run === null) return false;
  const news = findNewVariable(run, context.toldBy(name));
  return news !== null && news.told !== null && lost.includes(news.told);
};

const tellLeaving = (supervisor: Supervisor): void => {
  const { leaving, lives } = supervisor;
  const tellAll = (names: readonly string[]): void => {
    for (const name of names) {
      const event = leaving.get(name);
      const life = lives.get(name);
      leaving.delete(name);
      if (life !== undefined && event !== undefined && tell(life, event)) supervisor.isDirty = true;
    }
  };
  // What does not run first: it must not hold up what it comes after.
  tellAll([...leaving.keys()].filter((name) => !isUp(lives.get(name)?.state ?? "stopped")));
  if (leaving.size > 0) tellAll(decideLeaving(new Set(leaving.keys()), orderOf(supervisor)));
};

const isUp = (state: State): boolean => state === "starting" || state === "ready" || state === "unready";

/** For `up` and `restart`: nothing more will happen to it by itself. */
const hasArrived = (supervisor: Supervisor, life: Life): boolean => {
  if (supervisor.leaving.has(life.name)) return false;
  if (life.state === "ready") return !life.spec.oneshot;
  if (life.state === "external") return !life.isAskedAgain;
  return life.state === "stuck" || (life.state === "unready" && life.isLate) || isAtRest(supervisor, life);
};

/** For `down`: it is gone, or stuck, or somebody else has asked for it again. */
const hasLeft = (supervisor: Supervisor, life: Life): boolean =>
  !supervisor.leaving.has(life.name) &&
  (life.state === "stuck" || !hasProcess(life.state) || supervisor.wanted.has(life.name));
