// What `--locked` and `--frozen` mean to planning.

import { fail, ok, type Result } from "../../base/result.ts";
import type { PlanInput } from "../../plan/plan-input.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import type { LockingFlags } from "./flags.ts";
import { stopFor, type Stop } from "../answer/stop.ts";

export const lockingOf = ({ locked, frozen }: LockingFlags): Result<PlanInput["locking"], Stop> => {
  if (locked && frozen) {
    return fail(
      stopFor(exitCodes.usage, {
        code: "locked-and-frozen",
        message: "`--locked` and `--frozen` exclude each other",
        hint: "`--locked` fails when `jig.lock` is out of date, `--frozen` does not look",
      }),
    );
  }
  return ok(locked ? "locked" : frozen ? "frozen" : "when-needed");
};
