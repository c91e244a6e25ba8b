// A GPU that is only supposed: `none`, `cuda:580.65.06`, `cuda:580.65.06:8.9`, `mps`. It lets a plan be made for a machine
// that is not at hand. Its driver has no libraries, so nothing is linked by such a plan.

import type { GpuFact } from "./gpu-fact.ts";

/** Null when the text says none of these. */
export const readAssumedGpu = (text: string): GpuFact | null => {
  if (text === "none") return { kind: "none", why: "no-driver", detail: null };
  if (text === "mps") return { kind: "mps", translatedPythons: [] };
  const [, driver, capability] = /^cuda:(\d{3}(?:\.\d{1,3}){0,2})(?::(\d{1,2}\.\d))?$/.exec(text) ?? [];
  if (driver === undefined) return null;
  const device = { name: "an NVIDIA GPU", memory: null, capability: capability ?? null };
  return { kind: "cuda", driver, devices: [device], libraries: [], strayLibrary: null };
};
