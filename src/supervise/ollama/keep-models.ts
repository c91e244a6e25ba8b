// The models that a server is to have: which are there, which are pulled, one after another, and how far that is. What is
// pulled onto a server of jig's own is asked for one token. It ends when nobody wants it; what has come stays.

import type { ModelsRequest, ModelStatus } from "../../api/contract.ts";
import type { PlannedOllama } from "../../plan/services/service-spec.ts";
import { heldName, modelKey } from "../../describe/tables/model-name.ts";
import type { ServerAddress } from "./address.ts";
import { newEntry, noteHeld, noteLoad, notePin, NOT_SAID, statusOf, type Entry } from "./model-entry.ts";
import { pullModel, STALL_MS, type PullEnd } from "./pull/pull-model.ts";
import type { ModelStorage } from "./pull/room.ts";
import { askToken, findHeld, listModels } from "./server-api.ts";
import type { LoadWatch } from "./watch-loads.ts";

export interface ModelKeeper {
  /** From now on these; what is missing is pulled, unless it is said not to. */
  readonly want: (wanted: WantedModels) => void;
  /** Looks again, and tries again what has failed. */
  readonly retry: () => void;
  /** Somebody has pulled, or removed, these by hand: looks at once, and comes back when it has. */
  readonly take: (models: ModelsRequest["models"]) => Promise<void>;
  readonly list: () => readonly ModelStatus[];
  readonly end: () => void;
}

export type WantedModels = Pick<PlannedOllama, "models" | "pulls">;

export interface KeeperOptions extends ModelStorage {
  readonly address: ServerAddress;
  /** Null: jig did not start it. Only one that it started is asked to load what was pulled. */
  readonly loads: LoadWatch | null;
  /** What the service is started in, for the proxies in it; null: not known. */
  readonly env: Readonly<Record<string, string>> | null;
  /** Called at every change; while bytes come, once a second. */
  readonly onChange: () => void;
}

const TELL_MS = 1000;
/** How often it is looked what the server has. */
const LOOK_MS = 15_000;
/** How often a server that does not answer is asked what it has; its own watch tells when it is gone for good. */
const ASK_AGAIN_MS = 1000;
const ASK_TIMES = 5;

export const createModelKeeper = (options: KeeperOptions): ModelKeeper => {
  const ended = new AbortController();
  let entries: readonly Entry[] = [];
  let mayPull = true;
  let isBusy = false;
  let isAskedAgain = false;
  // Others pull and remove, too.
  const looking = setInterval(() => void work(), LOOK_MS);
  const work = async (): Promise<void> => {
    isAskedAgain = true;
    if (isBusy) return;
    isBusy = true;
    try {
      while (isAskedAgain && !ended.signal.aborted) {
        isAskedAgain = false;
        await workOff(options, () => ({ entries, mayPull }), ended.signal);
      }
    } finally {
      isBusy = false;
    }
  };
  return {
    want: ({ models, pulls }) => {
      mayPull = pulls !== false;
      const known = new Map(entries.map((entry) => [modelKey(entry.model.name), entry]));
      entries = models.map((model) => {
        const former = known.get(modelKey(model.name));
        if (former === undefined) return newEntry(model);
        // A pull holds on to its entry. Who has named another pin is to be told at once.
        former.model = model;
        notePin(former);
        return former;
      });
      void work();
    },
    retry: () => {
      for (const entry of entries) {
        if (entry.state === "failed" || entry.isRemoved) Object.assign(entry, newEntry(entry.model));
        entry.isAskedFor = true;
      }
      void work();
    },
    take: async (models) => {
      for (const entry of entries) {
        const news = models.find(({ name }) => modelKey(name) === modelKey(entry.model.name));
        if (news === undefined) continue;
        entry.model = { ...entry.model, digest: news.digest };
        entry.isFresh = news.wasPulled;
        // What failed before is over.
        if (news.wasPulled && entry.state === "failed") entry.state = "absent";
      }
      // A pull of our own tells its end by itself.
      const resting = entries.filter(({ state }) => state !== "pulling");
      await lookWhatIsThere(options, resting, ended.signal);
      void work();
    },
    list: () => entries.map(statusOf),
    end: () => {
      clearInterval(looking);
      ended.abort();
    },
  };
};

interface Work {
  readonly entries: readonly Entry[];
  readonly mayPull: boolean;
}

/** Until all that are wanted are there, or have failed. @param work as it is at the moment */
const workOff = async (options: KeeperOptions, work: () => Work, signal: AbortSignal): Promise<void> => {
  for (;;) {
    if (!(await lookWhatIsThere(options, work().entries, signal))) return;
    const fresh = work().entries.find(({ isFresh, state }) => isFresh && state === "present");
    if (fresh !== undefined) await prove(options, fresh, signal);
    const missing = work().entries.filter(({ state, isRemoved }) => state === "absent" && !isRemoved);
    const [next] = missing;
    if (next === undefined || signal.aborted) return;
    if (!work().mayPull) return leave(options, missing);
    await pull(options, next, signal);
  }
};

/** What is there has to do. */
const leave = ({ onChange }: KeeperOptions, missing: readonly Entry[]): void => {
  const news = missing.filter(({ reason }) => reason === null);
  for (const entry of news)
    entry.reason = `not fetched, because of \`--offline\`; \`jig models pull ${entry.model.name}\` fetches it`;
  if (news.length > 0) onChange();
};

/** False when the server does not say. */
const lookWhatIsThere = async (
  { address, loads, onChange }: KeeperOptions,
  entries: readonly Entry[],
  signal: AbortSignal,
): Promise<boolean> => {
  for (let asked = 0; asked < ASK_TIMES && !signal.aborted; asked += 1) {
    const held = await listModels(address, signal);
    if (held.ok) {
      const before = JSON.stringify(entries);
      for (const entry of entries) noteHeld(entry, findHeld(held.value, entry.model.name)?.digest ?? null);
      for (const entry of entries) await noteLoad(entry, loads);
      if (JSON.stringify(entries) !== before) onChange();
      return true;
    }
    await Bun.sleep(ASK_AGAIN_MS);
  }
  const unknown = signal.aborted
    ? []
    : entries.filter(({ state, reason }) => state === "absent" && reason === null);
  for (const entry of unknown) entry.reason = NOT_SAID;
  if (unknown.length > 0) onChange();
  return false;
};

const pull = async (
  { address, folder, freeBytes, loads, env, onChange }: KeeperOptions,
  entry: Entry,
  signal: AbortSignal,
): Promise<void> => {
  entry.state = "pulling";
  entry.reason = null;
  onChange();
  let toldAt = performance.now();
  const end = await pullModel({
    address,
    model: entry.model.name,
    stallMs: STALL_MS,
    folder,
    freeBytes,
    isOwn: loads !== null,
    env,
    signal,
    onProgress: (progress) => {
      entry.progress = progress;
      if (performance.now() - toldAt < TELL_MS) return;
      toldAt = performance.now();
      onChange();
    },
  }).catch((error: unknown) => crashed(error, entry.model.name));
  entry.progress = null;
  if (end.kind === "pulled") {
    entry.state = "present";
    entry.isFresh = true;
  } else {
    entry.state = end.kind === "failed" ? "failed" : "absent";
    entry.reason = end.kind === "failed" ? `${end.why}; ${end.hint}` : null;
  }
  onChange();
};

/** A fault of jig's own is one model's trouble, and no other's. */
const crashed = (error: unknown, model: string): PullEnd => ({
  kind: "failed",
  why: `this is a bug in jig (${error instanceof Error ? error.message : String(error)})`,
  hint: `\`jig models pull ${model}\` tells more`,
});

const prove = async (options: KeeperOptions, entry: Entry, signal: AbortSignal): Promise<void> => {
  entry.isFresh = false;
  if (options.loads === null) return;
  const token = await askToken(options.address, heldName(entry.model.name), { signal });
  if (signal.aborted) return;
  entry.state = token.ok ? "answered" : "failed";
  if (!token.ok) entry.reason = `it gives no answer: ${token.failure}`;
  await noteLoad(entry, options.loads);
  options.onChange();
};
