// The life of one service, as a table of states and events. It performs nothing and knows no generation: `tell-life.ts`
// drops late events and carries out the effects, so this file can be tested with any number of random events.
//
//   stopped    -- start              --> waiting
//   stopped    -- restart            --> waiting
//   stopped    -- stop               --> stopped
//   waiting    -- dependencies-ready --> starting
//   waiting    -- look               --> looking
//   waiting    -- stop               --> stopped
//   looking    -- found              --> external
//   looking    -- missing            --> unavailable
//   looking    -- free               --> starting
//   looking    -- stop               --> stopped
//   looking    -- restart            --> waiting
//   external   -- missing            --> unavailable
//   external   -- stop               --> stopped
//   external   -- restart            --> waiting
//   unavailable -- found             --> external
//   unavailable -- start             --> waiting
//   unavailable -- restart           --> waiting
//   unavailable -- stop              --> stopped
//   starting   -- answered           --> ready
//   starting   -- refused            --> failed
//   starting   -- ended              --> clearing
//   starting   -- deadline           --> failing
//   starting   -- port-lost          --> restarting
//   starting   -- stop               --> stopping
//   starting   -- restart            --> restarting
//   ready      -- ended              --> clearing
//   ready      -- stop               --> stopping
//   ready      -- restart            --> restarting
//   unready    -- answered           --> ready
//   unready    -- ended              --> clearing
//   unready    -- stop               --> stopping
//   unready    -- restart            --> restarting
//   clearing   -- retry              --> starting
//   clearing   -- retry-later        --> backoff
//   clearing   -- give-up            --> failed
//   clearing   -- finish             --> done
//   clearing   -- end                --> stopped
//   clearing   -- survivors          --> stuck
//   clearing   -- stop               --> stopping
//   clearing   -- restart            --> restarting
//   backoff    -- timer              --> starting
//   backoff    -- start              --> starting
//   backoff    -- restart            --> waiting
//   backoff    -- stop               --> stopped
//   stopping   -- emptied            --> stopped
//   stopping   -- survivors          --> stuck
//   stopping   -- start              --> restarting
//   stopping   -- restart            --> restarting
//   restarting -- emptied            --> waiting
//   restarting -- survivors          --> stuck
//   restarting -- stop               --> stopping
//   failing    -- emptied            --> failed
//   failing    -- survivors          --> stuck
//   failing    -- stop               --> stopping
//   failing    -- start              --> restarting
//   failing    -- restart            --> restarting
//   stuck      -- stop               --> stopping
//   stuck      -- start              --> restarting
//   stuck      -- restart            --> restarting
//   failed     -- start              --> waiting
//   failed     -- restart            --> waiting
//   failed     -- stop               --> stopped
//   done       -- start              --> waiting
//   done       -- restart            --> waiting
//   done       -- stop               --> stopped

export const states = [
  "stopped",
  "waiting",
  /** It is looked whether a server that serves as well runs already. */
  "looking",
  /** One does: nothing of it is ours. */
  "external",
  /** There is none, and none that could be started. */
  "unavailable",
  "starting",
  "ready",
  /** It was ready under a former supervisor and has not answered this one yet. */
  "unready",
  /** Its main process ended by itself; what it left behind is being removed. */
  "clearing",
  "backoff",
  "stopping",
  /** Being stopped, to be started again. */
  "restarting",
  /** Being stopped, because it did not become ready in time. */
  "failing",
  "stuck",
  "failed",
  "done",
] as const;
export type State = (typeof states)[number];

export const events = [
  "start",
  "stop",
  "restart",
  "dependencies-ready",
  /** The same, for a service that may run already. */
  "look",
  /** Somebody else's server answers. */
  "found",
  /** None answers, and one can be started. */
  "free",
  /** None answers, and none is to be started. */
  "missing",
  /** It could not even be spawned. */
  "refused",
  "answered",
  "deadline",
  /** Somebody else took its movable port before it could bind. */
  "port-lost",
  /** Its main process is gone. */
  "ended",
  /** Nothing of its tree is left after it was asked to stop. */
  "emptied",
  /** Something of its tree could not be killed. */
  "survivors",
  // The verdicts on a service that ended by itself, once nothing of its tree is left.
  "retry",
  "retry-later",
  "give-up",
  "finish",
  "end",
  "timer",
] as const;
export type Event = (typeof events)[number];

export type Effect =
  | "look"
  | "end-look"
  | "spawn"
  | "ask-to-stop"
  | "clear-tree"
  | "schedule-restart"
  | "cancel-timer";

export interface Transition {
  readonly to: State;
  readonly effects: readonly Effect[];
}

/** An event without an entry changes nothing. */
export const transitions: { readonly [From in State]: { readonly [On in Event]?: Transition } } = {
  stopped: {
    start: { to: "waiting", effects: [] },
    restart: { to: "waiting", effects: [] },
    // Why it had stopped before is no longer why it is stopped.
    stop: { to: "stopped", effects: [] },
  },
  waiting: {
    "dependencies-ready": { to: "starting", effects: ["spawn"] },
    look: { to: "looking", effects: ["look"] },
    stop: { to: "stopped", effects: [] },
  },
  looking: {
    // It goes on being looked at: it may go, or come back.
    found: { to: "external", effects: [] },
    missing: { to: "unavailable", effects: [] },
    free: { to: "starting", effects: ["end-look", "spawn"] },
    stop: { to: "stopped", effects: ["end-look"] },
    restart: { to: "waiting", effects: ["end-look"] },
  },
  external: {
    missing: { to: "unavailable", effects: [] },
    stop: { to: "stopped", effects: ["end-look"] },
    restart: { to: "waiting", effects: ["end-look"] },
  },
  unavailable: {
    found: { to: "external", effects: [] },
    start: { to: "waiting", effects: ["end-look"] },
    restart: { to: "waiting", effects: ["end-look"] },
    stop: { to: "stopped", effects: ["end-look"] },
  },
  starting: {
    answered: { to: "ready", effects: [] },
    refused: { to: "failed", effects: [] },
    ended: { to: "clearing", effects: ["clear-tree"] },
    deadline: { to: "failing", effects: ["ask-to-stop"] },
    "port-lost": { to: "restarting", effects: ["ask-to-stop"] },
    stop: { to: "stopping", effects: ["ask-to-stop"] },
    restart: { to: "restarting", effects: ["ask-to-stop"] },
  },
  ready: {
    ended: { to: "clearing", effects: ["clear-tree"] },
    stop: { to: "stopping", effects: ["ask-to-stop"] },
    restart: { to: "restarting", effects: ["ask-to-stop"] },
  },
  unready: {
    answered: { to: "ready", effects: [] },
    ended: { to: "clearing", effects: ["clear-tree"] },
    stop: { to: "stopping", effects: ["ask-to-stop"] },
    restart: { to: "restarting", effects: ["ask-to-stop"] },
  },
  clearing: {
    retry: { to: "starting", effects: ["spawn"] },
    "retry-later": { to: "backoff", effects: ["schedule-restart"] },
    "give-up": { to: "failed", effects: [] },
    finish: { to: "done", effects: [] },
    end: { to: "stopped", effects: [] },
    survivors: { to: "stuck", effects: [] },
    stop: { to: "stopping", effects: [] },
    restart: { to: "restarting", effects: [] },
  },
  backoff: {
    timer: { to: "starting", effects: ["spawn"] },
    start: { to: "starting", effects: ["cancel-timer", "spawn"] },
    restart: { to: "waiting", effects: ["cancel-timer"] },
    stop: { to: "stopped", effects: ["cancel-timer"] },
  },
  stopping: {
    emptied: { to: "stopped", effects: [] },
    survivors: { to: "stuck", effects: [] },
    start: { to: "restarting", effects: [] },
    restart: { to: "restarting", effects: [] },
  },
  restarting: {
    emptied: { to: "waiting", effects: [] },
    survivors: { to: "stuck", effects: [] },
    stop: { to: "stopping", effects: [] },
  },
  failing: {
    emptied: { to: "failed", effects: [] },
    survivors: { to: "stuck", effects: [] },
    stop: { to: "stopping", effects: [] },
    start: { to: "restarting", effects: [] },
    restart: { to: "restarting", effects: [] },
  },
  stuck: {
    stop: { to: "stopping", effects: ["clear-tree"] },
    start: { to: "restarting", effects: ["clear-tree"] },
    restart: { to: "restarting", effects: ["clear-tree"] },
  },
  failed: {
    start: { to: "waiting", effects: [] },
    restart: { to: "waiting", effects: [] },
    stop: { to: "stopped", effects: [] },
  },
  done: {
    start: { to: "waiting", effects: [] },
    restart: { to: "waiting", effects: [] },
    stop: { to: "stopped", effects: [] },
  },
};

/** What an event does in a state; null when it does nothing there. */
export const next = (state: State, event: Event): Transition | null => transitions[state][event] ?? null;
