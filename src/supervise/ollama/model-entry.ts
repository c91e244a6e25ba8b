// What a keeper of models knows of one: whether it is there, how far its pull is, and why it is not as it is wished. It asks no
// server and pulls nothing.

import type { ModelStatus } from "../../api/contract.ts";
import type { PlannedModel } from "../../plan/services/service-spec.ts";
import { howFar } from "./pull/how-far.ts";
import { judgePin } from "./judge-pin.ts";
import type { PullProgress } from "./pull/pull-model.ts";
import type { LoadWatch } from "./watch-loads.ts";

export interface Entry {
  model: PlannedModel;
  state: ModelStatus["state"];
  progress: PullProgress | null;
  digest: string | null;
  reason: string | null;
  /** What is wrong with its latest load, whoever asked for it. */
  badLoad: string | null;
  /** It was pulled by us just now, and is still to be asked. */
  isFresh: boolean;
  /** It was there, and somebody has removed it: that is not undone behind their back. */
  isRemoved: boolean;
  /** Somebody asked for it just now: if it is gone, it is pulled again. */
  isAskedFor: boolean;
}

/** After a pull that the server called a success. */
export const NOT_LISTED = "the server says that it is there, and does not list it";
/** Of a server that is there, and answers that question with something else. */
export const NOT_SAID = "the server does not say which models it has";
export const ASK_ITSELF = "`ollama list` shows what it has, its registry may have sent nothing";

/** Nobody has looked for it yet. */
export const newEntry = (model: PlannedModel): Entry => ({
  model,
  state: "absent",
  progress: null,
  digest: null,
  reason: null,
  badLoad: null,
  isFresh: false,
  isRemoved: false,
  isAskedFor: false,
});

/** What the server holds of it now; null: nothing. */
export const noteHeld = (entry: Entry, digest: string | null): void => {
  const { isAskedFor } = entry;
  entry.isAskedFor = false;
  if (entry.reason === NOT_SAID) entry.reason = null;
  if (digest === null) {
    entry.digest = null;
    if (entry.state !== "present" && entry.state !== "answered") return;
    if (entry.isFresh) {
      entry.isFresh = false;
      entry.state = "failed";
      entry.reason = `${NOT_LISTED}; ${ASK_ITSELF}`;
      return;
    }
    if (isAskedFor) return void Object.assign(entry, newEntry(entry.model));
    entry.state = "absent";
    entry.isRemoved = true;
    entry.reason = `it was removed; \`jig up\`, or \`jig models pull ${entry.model.name}\`, fetches it again`;
    return;
  }
  entry.isRemoved = false;
  const isAnother = entry.digest !== digest;
  entry.digest = digest;
  if (isAnother) entry.badLoad = null;
  if (entry.state !== "answered" || isAnother) {
    entry.state = "present";
    if (isAnother) entry.reason = null;
  }
  notePin(entry);
};

/** What stands in `reason` for another cause stays, unless this is one. */
export const notePin = (entry: Entry): void => {
  const { digest, model } = entry;
  if (digest === null) return;
  entry.reason = judgePin({ name: model.name, digest, pinned: model.digest }, entry.reason);
};

/** What the log does not tell any more stays as it was told. */
export const noteLoad = async (entry: Entry, loads: LoadWatch | null): Promise<void> => {
  const { digest, model } = entry;
  const wrong = digest === null || loads === null ? null : await loads(model.name, digest);
  if (wrong !== undefined && entry.digest === digest) entry.badLoad = wrong;
};

/** As it is told to whoever asks. */
export const statusOf = ({ model, state, progress, digest, reason, badLoad }: Entry): ModelStatus => {
  const far = howFar(progress);
  // One that gives none is there all the same.
  const known = digest === "" ? null : digest;
  return { name: model.name, state, ...far, digest: known, reason: reason ?? far.reason ?? badLoad };
};
