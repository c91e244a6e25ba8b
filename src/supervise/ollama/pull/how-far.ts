// How far a pull is, as it is told to people and scripts. It measures nothing.

import type { ModelStatus } from "../../../api/contract.ts";
import type { PullProgress } from "./pull-model.ts";

type HowFar = Pick<ModelStatus, "bytes" | "total" | "rate" | "secondsLeft" | "reason">;

/** Null: nothing is pulled, or nothing has been heard of it yet. */
export const howFar = (progress: PullProgress | null): HowFar => {
  if (progress === null) return { bytes: null, total: null, rate: null, secondsLeft: null, reason: null };
  const { bytes, total, rate, detail } = progress;
  const left = rate === null || rate <= 0 ? null : (total - bytes) / rate;
  return {
    bytes,
    total: total === 0 ? null : total,
    rate: rate === null ? null : Math.round(rate),
    secondsLeft: left === null ? null : Math.ceil(left),
    reason: detail,
  };
};
