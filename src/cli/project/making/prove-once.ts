// Computing once for a lock and a driver, and what was computed before: for `up`, `status` and `doctor`. A project without
// `[gpu]` costs nothing here.

import type { GpuReport } from "../../../api/contract.ts";
import type { GpuProof } from "../../../plan/gpu/gpu-proof.ts";
import type { Layout } from "../../../plan/layout.ts";
import type { Plan } from "../../../plan/plan.ts";
import type { JigContext } from "../../context.ts";

interface Made {
  readonly plan: Plan;
  readonly layout: Layout;
}

/** What is new about the GPU; null when it is known already, or there is nothing to compute with. */
export const proveOnce = async (
  context: JigContext,
  { plan, layout }: Made,
  left: AbortSignal,
): Promise<GpuProof | null> => {
  if (plan.gpu === undefined) return null;
  const { proofKey, readKeptProof } = await import("../../../realize/gpu/prove-gpu.ts");
  return readKeptProof(context.host, layout)?.key === proofKey(plan)
    ? null
    : proveNow(context, { plan, layout }, left);
};

/** Computes, and keeps what came of it. Null without `[gpu]` or without a Python, and when nobody waits any more. */
export const proveNow = async (
  context: JigContext,
  { plan, layout }: Made,
  left: AbortSignal = context.interruption(),
): Promise<GpuProof | null> => {
  const { keepProof, proveGpu } = await import("../../../realize/gpu/prove-gpu.ts");
  const signal = AbortSignal.any([left, context.interruption()]);
  const proof = await proveGpu({ host: context.host, layout, plan, signal });
  if (proof === null || signal.aborted) return null;
  keepProof({ host: context.host, layout, plan }, proof);
  return proof;
};

/** What was found and computed the last time, for scripts; null when nothing was. */
export const lastProof = async ({ host }: JigContext, layout: Layout): Promise<GpuReport | null> => {
  const { readKeptProof } = await import("../../../realize/gpu/prove-gpu.ts");
  const kept = readKeptProof(host, layout);
  if (kept === null) return null;
  const { cuda, device, driver, detected, because } = kept.planned;
  return { cuda, device, driver, detected, because, at: kept.at, proof: kept.proof };
};
