// Computes once in the environment of a service and keeps what came of it in the state folder. It never fails: what goes
// wrong is the answer. Nothing of the project's own is imported.

import { join } from "node:path";

import * as v from "valibot";

import { activateEnvironment } from "../../activate/activate-environment.ts";
import { gpuProof } from "../../api/contract.ts";
import { digestOf } from "../../base/digest.ts";
import type { Host } from "../../host/host.ts";
import type { GpuProof } from "../../plan/gpu/gpu-proof.ts";
import type { Layout } from "../../plan/layout.ts";
import type { Plan, PlannedGpu } from "../../plan/plan.ts";
import { venvPython } from "../../probe/python/environment-state.ts";
import { gpuProofScript } from "./gpu-proof-script.ts";
import { systemEnvironmentFor } from "../system-environment.ts";

/** Importing torch from a cold disk takes long; a card that hangs takes for ever. */
const PATIENCE_MS = 60_000;

export interface ProofRequest {
  readonly host: Host;
  readonly layout: Layout;
  readonly plan: Plan;
  readonly signal: AbortSignal;
}

/** Null when there is nothing to compute with: no `[gpu]`, or no Python. */
export const proveGpu = async ({ host, layout, plan, signal }: ProofRequest): Promise<GpuProof | null> => {
  const { gpu } = plan;
  if (gpu === undefined || plan.steps.every(({ kind }) => kind !== "install")) return null;
  const env = activateEnvironment(host.env, {
    venv: layout.venv,
    env: plan.env,
    system: systemEnvironmentFor(host, layout, plan),
  });
  const argv = [venvPython(layout.venv), "-I", "-c", gpuProofScript, gpu.device] as const;
  const ran = await host.run({ argv, cwd: "/", env, timeoutMs: PATIENCE_MS, signal });
  if (ran.kind === "exited")
    return readProof(ran.stdout) ?? failed(endOf(ran.stderr, `Python ended with ${ran.code}`));
  if (ran.kind === "failed-to-start") return failed(ran.message);
  return failed(
    ran.timedOut ? `it did not end within ${PATIENCE_MS / 1000} s` : `Python was ended by ${ran.signal}`,
  );
};

const failed = (why: string): GpuProof => ({ ...NOTHING, why });

const NOTHING: GpuProof = {
  library: null,
  version: null,
  device: "cpu",
  name: null,
  memory: null,
  ms: null,
  cpuMs: null,
  why: null,
};

const endOf = (stderr: string, otherwise: string): string => {
  const last = stderr.trim().split("\n").at(-1) ?? "";
  return last === "" ? otherwise : last;
};

const readProof = (text: string): GpuProof | null => {
  try {
    const parsed = v.safeParse(gpuProof, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
};

/** What was computed the last time, and for which lock and driver. */
export interface KeptProof {
  readonly key: string;
  /** ISO 8601. */
  readonly at: string;
  readonly planned: PlannedGpu;
  readonly proof: GpuProof;
}

/** For one lock and one driver it is computed once. */
export const proofKey = ({ gpu, steps }: Plan): string =>
  digestOf({
    install: steps.find(({ kind }) => kind === "install")?.digest ?? null,
    device: gpu?.device ?? null,
    driver: gpu?.driver ?? null,
    detected: gpu?.detected ?? null,
  });

const keptPath = ({ state }: Pick<Layout, "state">): string => join(state, "gpu", "proof.json");

/** Null when nothing was computed yet, or that cannot be read. */
export const readKeptProof = ({ files }: Pick<Host, "files">, layout: Layout): KeptProof | null => {
  try {
    const kept: ({ version: number } & KeptProof) | null = JSON.parse(
      files.readText(keptPath(layout)) ?? "null",
    );
    return kept?.version === 1 && readProof(JSON.stringify(kept.proof)) !== null ? kept : null;
  } catch {
    return null;
  }
};

export const keepProof = ({ host, layout, plan }: Omit<ProofRequest, "signal">, made: GpuProof): void => {
  if (plan.gpu === undefined) return;
  const kept: KeptProof = {
    key: proofKey(plan),
    at: host.now().toISOString(),
    planned: plan.gpu,
    proof: made,
  };
  try {
    host.files.makeFolder(join(layout.state, "gpu"));
    host.files.writeText(keptPath(layout), `${JSON.stringify({ version: 1, ...kept }, null, 1)}\n`);
  } catch {
    // It is computed again the next time: a full disk is told by what needs the room.
  }
};
