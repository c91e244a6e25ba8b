// One answer in progress: tells every change of some services until they have arrived where they were sent.

import { statePaths } from "./records/state-paths.ts";
import { readLogTail } from "./records/run-files.ts";
import type { Life } from "./life/life.ts";
import type { State } from "./life/life-states.ts";
import {
  isIdle,
  listOlder,
  listStatus,
  statusIn,
  type Conversation,
  type Emit,
  type Supervisor,
} from "./bench.ts";

const TAIL_LINES = 20;

export interface ConversationOptions {
  readonly names: readonly string[];
  readonly emit: Emit;
  readonly isSettled: (supervisor: Supervisor, life: Life) => boolean;
  /** The states that are told as failures: `failed` and `stuck` unless given. */
  readonly failures?: readonly State[];
  /** Names of which nothing is told but in the last message: nothing happens to them that is news. */
  readonly untold?: ReadonlySet<string>;
}

export const startConversation = (supervisor: Supervisor, options: ConversationOptions): Conversation => {
  const { names, emit, isSettled, failures = ["failed", "stuck"], untold } = options;
  const told = new Map<string, string>();
  const failed = new Set<string>();
  const changed = new Set<string>();
  const stopped = new Set<string>();
  const conversation: Conversation = {
    names,
    changed,
    stopped,
    notice: (life) => {
      if (!names.includes(life.name) || untold?.has(life.name) === true) return;
      const service = statusIn(supervisor, life);
      const text = JSON.stringify(service);
      if (told.get(life.name) === text) return;
      told.set(life.name, text);
      emit({ kind: "state", at: now(), service });
      if (!failures.includes(life.state)) failed.delete(life.name);
      else if (!failed.has(life.name)) {
        failed.add(life.name);
        const { name, reason, remedy } = life;
        emit({
          kind: "failure",
          at: now(),
          service: name,
          reason: reason ?? "it failed",
          detail: lastLines(life),
          ...remedy,
        });
      }
    },
    settle: () => {
      const lives = names.flatMap((name) => supervisor.lives.get(name) ?? []);
      if (!supervisor.conversations.has(conversation)) return;
      if (!lives.every((life) => isSettled(supervisor, life))) return;
      // Why a service waits depends on others: it is told again, now that it is final.
      for (const life of lives) conversation.notice(life);
      supervisor.conversations.delete(conversation);
      emit({
        kind: "settled",
        at: now(),
        services: [...listStatus(supervisor)],
        changed: [...changed],
        older: [...listOlder(supervisor)],
        ...(stopped.size === 0 ? {} : { stopped: [...stopped] }),
        ending: isIdle(supervisor),
      });
    },
    cancel: () => void supervisor.conversations.delete(conversation),
  };
  return conversation;
};

/** The end of the log of the run that failed; empty when there was no run. */
const lastLines = (life: Life): string[] => {
  const { run, wasRefused, context } = life;
  if (run === null || wasRefused) return [];
  return [...readLogTail(statePaths(context.state).log(life.name, run.generation), TAIL_LINES)];
};

const now = (): string => new Date().toISOString();
