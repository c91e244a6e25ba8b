// Live work is sacred: before services are stopped, whoever has a busy kernel is asked.

import { ok, fail, type Result } from "../../base/result.ts";
import type { Layout } from "../../plan/layout.ts";
import { findLiveWork } from "../../supervise/ports/live-work.ts";
import { askYesNo } from "../answer/ask-yes-no.ts";
import type { JigContext } from "../context.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { stopFor, toldStop, type Stop } from "../answer/stop.ts";

export interface Interruption {
  /** Empty means all. */
  readonly names: readonly string[];
  readonly yes: boolean;
  readonly verb: "stop" | "restart";
}

/** Ok when nothing busy would be stopped, or the user agrees: by `--yes`, or when asked on a terminal. */
export const mayInterruptWork = async (
  context: JigContext,
  layout: Layout,
  { names, yes, verb }: Interruption,
): Promise<Result<null, Stop>> => {
  if (yes) return ok(null);
  const busy = (await findLiveWork(layout)).filter(
    ({ service, isBusy }) => isBusy && (names.length === 0 || names.includes(service)),
  );
  if (busy.length === 0) return ok(null);
  const detail = busy.map(({ service, title }) => `${service}: ${title} is working`);
  const { stdin, stderr } = context.host.machine.tty;
  if (stdin && stderr) {
    const question = `${detail.join("\n")}\n${verb} all the same?`;
    if (await askYesNo(question)) return ok(null);
    context.err.write("left as it is\n");
    return fail(toldStop(exitCodes.failed));
  }
  return fail(
    stopFor(exitCodes.failed, {
      code: "live-work",
      message: busy.length === 1 ? "a kernel is busy" : `${busy.length} kernels are busy`,
      detail,
      hint: `\`--yes\` ${verb === "stop" ? "stops" : "restarts"} all the same`,
    }),
  );
};
