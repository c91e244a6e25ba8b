// What `[gpu]` means on one machine: which device is computed on, why, and the driver's libraries that programs are to
// find. A function of values; a machine without a GPU is no problem, unless the description insists on one.

import { digestOf } from "../base/digest.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Place, Range } from "../base/place.ts";
import type { CudaWish, Description } from "../describe/description.ts";
import type { VariantChoice } from "./choose-variant.ts";
import type { GpuFact } from "./gpu-fact.ts";
import type { DriverStep, PlannedGpu } from "./plan.ts";
import { adviceOn, sayAbsence, sayDetected } from "./say-gpu.ts";

/** Null when the description has no `[gpu]`: then the packages decide by themselves. */
export const planGpu = (
  { gpu }: Pick<Description, "gpu">,
  { found, choice, placeOf }: GpuPlanning,
): PlannedGpu | null => {
  if (gpu === null) return null;
  const wish = wishForCuda(gpu);
  const possible = deviceFor(wish, found);
  const device = possible === "cuda" && choice.isCpu ? "cpu" : possible;
  return {
    why: placeOf(gpu.cuda?.range ?? gpu.range),
    cuda: wish,
    device,
    driver: found.kind === "cuda" ? found.driver : null,
    detected: sayDetected(found),
    because: device === possible ? (device === "cpu" ? reasonFor(wish, found) : null) : choice.because,
    variant: choice.variant,
    variantBecause: choice.variant === null ? null : choice.because,
    toolkit: gpu.toolkit?.value ?? false,
  };
};

export interface GpuPlanning {
  readonly found: GpuFact;
  /** Which of the lock's builds is installed. */
  readonly choice: VariantChoice;
  readonly placeOf: (range: Range) => Place;
}

/** `auto`, if nothing is said; without `[gpu]` the card is the packages' own business. */
export const wishForCuda = (gpu: Description["gpu"]): CudaWish => gpu?.cuda?.value ?? "auto";

const deviceFor = (wish: CudaWish, { kind }: GpuFact): PlannedGpu["device"] => {
  if (wish === "off" || kind === "none") return "cpu";
  return kind === "mps" ? "mps" : "cuda";
};

const reasonFor = (wish: CudaWish, found: GpuFact): string =>
  wish === "off" || found.kind !== "none" ? "`cuda` is `off`" : sayAbsence(found);

/** None, or one: only a driver that is used has libraries to be found. */
export const planDriver = (gpu: PlannedGpu | null, found: GpuFact): readonly DriverStep[] => {
  if (gpu?.device !== "cuda" || found.kind !== "cuda" || found.libraries.length === 0) return [];
  const { driver, libraries } = found;
  return [
    {
      id: "driver",
      kind: "driver",
      why: gpu.why,
      needs: [],
      digest: digestOf({ driver, libraries }),
      libraries,
    },
  ];
};

/** `require` without CUDA: for who starts services. What installs or locks for other machines goes on. */
export const checkRequiredGpu = (
  { gpu, source }: Pick<Description, "gpu" | "source">,
  found: GpuFact,
): readonly Diagnostic[] => {
  if (gpu === null || gpu.cuda?.value !== "require" || found.kind === "cuda") return [];
  const why = found.kind === "mps" ? "a Mac has none" : sayAbsence(found);
  const advice = found.kind === "mps" ? null : adviceOn(found.why);
  const otherwise = '`cuda = "auto"` starts on the processor, too';
  return [
    {
      code: "gpu-missing",
      severity: "error",
      message: `\`cuda\` is \`require\`, and no CUDA can be used here: ${why}`,
      source,
      range: gpu.cuda.range,
      hint: advice === null ? otherwise : `${advice}; ${otherwise}`,
    },
  ];
};
