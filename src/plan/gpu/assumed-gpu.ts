// A GPU that is only supposed: `none`, `cuda:580.65.06`, `cuda:580.65.06:8.9`, `mps`. It lets a plan be made for a machine
// that is not at hand. Its driver has no libraries, so nothing is linked by such a plan.

import type { Facts } from "../facts.ts";
import type { GpuFact } from "./gpu-fact.ts";

/** Null when the text says none of these. */
export const readAssumedGpu = (text: string): GpuFact | null => {
  if (text === "none") return { kind: "none", why: "supposed", detail: null };
  if (text === "mps") return { kind: "mps", translatedPythons: [] };
  const [, driver, capability] = /^cuda:(\d{3}(?:\.\d{1,3}){0,2})(?::(\d{1,2}\.\d))?$/.exec(text) ?? [];
  if (driver === undefined) return null;
  const device = { name: "an NVIDIA GPU", memory: null, capability: capability ?? null };
  return { kind: "cuda", driver, devices: [device], libraries: [], strayLibrary: null };
};

/** What is told of a supposed one where the description has no `[gpu]`. */
export const WITHOUT_GPU =
  "without `[gpu]` in the description no build is chosen by a GPU: `--gpu` changes nothing";

/**
 * Why a machine of that kind cannot have it, and what to suppose in its place; null when it can.
 * @param machine its name; null: the one that plans
 */
export const judgeAssumedGpu = (
  gpu: GpuFact,
  os: Facts["os"],
  machine: string | null,
): { readonly message: string; readonly hint: string } | null => {
  // An Intel Mac has none that is of use.
  if (gpu.kind === "mps" && (os !== "macos" || machine === "macos-x64"))
    return {
      message: `\`--gpu mps\` is Apple's GPU, and ${machine === null ? "this machine" : `\`${machine}\``} has none`,
      hint: "`--on macos-arm64`, or `--gpu none` or `--gpu cuda:580.65.06`",
    };
  if (gpu.kind === "cuda" && os === "macos")
    return {
      message: "`--gpu cuda:…` is NVIDIA's, and a Mac has none",
      hint: "`--on linux-x64`, or `--gpu mps`",
    };
  return null;
};
