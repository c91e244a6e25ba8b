// Pulls that somebody waits for at a command line, as files in the project's state folder: other commands tell from them
// how far one is, or why it failed. Nobody goes on with a pull because of such a file.

import { rmSync } from "node:fs";

import * as v from "valibot";

import { modelStatus, type ModelStatus } from "../../../api/contract.ts";
import { modelKey } from "../../../describe/tables/model-name.ts";
import { sha256 } from "../../../base/digest.ts";
import { bootId, isSameAlive, readProcess } from "../../../host/processes/process-table.ts";
import { readAs, writeWhole } from "../../records/records.ts";
import { ownPid } from "../../processes/signal-process.ts";
import { statePaths } from "../../records/state-paths.ts";
import { howFar } from "./how-far.ts";
import { namesIn } from "../../records/names-in.ts";
import type { PullEnd, PullProgress } from "./pull-model.ts";

const handPull = v.object({
  version: v.literal(1),
  model: v.string(),
  /** Null: it is over, and has failed. */
  by: v.nullable(v.object({ pid: v.number(), startTime: v.string(), bootId: v.string() })),
  told: v.omit(modelStatus, ["name", "state", "digest"]),
});

export interface HandPull {
  readonly tell: (progress: PullProgress) => void;
  readonly end: (end: PullEnd) => void;
}

/** Tells of a pull that this process makes, from now on. A state folder that cannot be written to is told nothing. */
export const openHandPull = (state: string, model: string): HandPull => {
  const startTime = readProcess(ownPid())?.startTime ?? "";
  const by = { pid: ownPid(), startTime, bootId: bootId() };
  const write = (record: Omit<v.InferOutput<typeof handPull>, "version" | "model">): void => {
    try {
      writeWhole(pathOf(state, model), { version: 1, model, ...record });
    } catch {
      // The pull itself does not need it.
    }
  };
  write({ by, told: howFar(null) });
  return {
    tell: (progress) => write({ by, told: howFar(progress) }),
    end: (end) => {
      if (end.kind !== "failed") return forgetHandPull(state, model);
      write({ by: null, told: { ...howFar(null), reason: `${end.why}; ${end.hint}` } });
    },
  };
};

/**
 * What is known of a model, put right by a pull by hand: one under way counts, one that failed, or that ended with its
 * terminal, where nothing else does.
 */
export const withHandPull = (state: string, model: ModelStatus): ModelStatus => {
  const record = readAs(handPull, pathOf(state, model.name));
  if (record === null || modelKey(record.model) !== modelKey(model.name)) return model;
  const { by, told } = record;
  if (by === null) return model.state === "absent" ? { ...model, ...told, state: "failed" } : model;
  if (by.bootId === bootId() && isSameAlive(by)) return { ...model, ...told, state: "pulling" };
  const reason = `its pull ended before it was over; \`jig models pull ${model.name}\` goes on where it was`;
  return model.state === "absent" ? { ...model, reason } : model;
};

/** The models that are pulled by hand at the moment, whether the project names them or not. */
export const handPulls = (state: string): readonly ModelStatus[] =>
  namesIn(statePaths(state).pulls).flatMap((file) => {
    const { by, model = "", told } = readAs(handPull, `${statePaths(state).pulls}/${file}`) ?? {};
    return by == null || told === undefined || by.bootId !== bootId() || !isSameAlive(by)
      ? []
      : [{ name: model, ...told, state: "pulling" as const, digest: null }];
  });

/** Why a pull failed is of no interest once the model is there, or asked for anew. */
export const forgetHandPull = (state: string, model: string): void => {
  try {
    rmSync(pathOf(state, model), { force: true });
  } catch {
    // It is told once more, then.
  }
};

const pathOf = (state: string, model: string): string =>
  `${statePaths(state).pulls}/${sha256(modelKey(model)).slice(0, 16)}.json`;
