// What the last run left, when it still holds: then there is nothing to describe, probe, plan or realize. It loads what it
// looks at and nothing else.

import { ok, type Result } from "../../../base/result.ts";
import type { Host } from "../../../host/host.ts";
import type { Plan } from "../../../plan/plan.ts";
import { hasTrackedFiles } from "../../../probe/project/tracked-files.ts";
import type { Stop } from "../../answer/stop.ts";
import type { JigContext } from "../../context.ts";
import { mayFindMore } from "../../fast/packages-record.ts";
import { planIn, readWarm } from "../../fast/warm-record.ts";
import { openProject } from "../open-project.ts";
import type { PrepareOptions, Prepared } from "./prepared.ts";

/** Whether more is wanted than that what is true stays so. */
const asksForMore = ({ goal, locking, edits = [], isDoubtful = false }: PrepareOptions): boolean =>
  goal === "lock" || locking === "frozen" || edits.length > 0 || isDoubtful;

/** Null: there is more to do. Fails where there is no project. */
export const takeWarm = async (
  context: JigContext,
  options: PrepareOptions,
): Promise<Result<Prepared | null, Stop>> => {
  const { directory, startsServices } = options;
  if (asksForMore(options)) return ok(null);
  const project = await openProject(context, directory);
  if (!project.ok) return project;
  const { layout } = project.value;
  const record = readWarm(context.host, layout);
  if (record === null || (record.packages !== null && mayFindMore(context.host, record.packages))) {
    return ok(null);
  }
  // Not in the record: git's index changes at every `git add`, and is quickly looked through.
  if (hasTrackedFiles(context.host, layout.venv)) return ok(null);
  const { system, summary } = record;
  const plan = planIn(record);
  // Who starts services has to be told, and a driver may have stopped working behind the same files.
  if (startsServices === true && !(await isRequiredGpuThere(context.host, plan.gpu))) return ok(null);
  return ok({ layout, plan, system, summary, isWarm: true, trouble: null });
};

/** Whether the GPU that the project insists on still answers; true where it insists on none. */
const isRequiredGpuThere = async (host: Host, gpu: Plan["gpu"]): Promise<boolean> => {
  if (gpu?.cuda !== "require") return true;
  if (gpu.device !== "cuda") return false;
  const { doesCudaAnswer } = await import("../../../probe/gpu/nvidia-smi.ts");
  return doesCudaAnswer(host, gpu.driver);
};
