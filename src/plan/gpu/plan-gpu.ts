// What `[gpu]` means on one machine: which device is computed on, why, and the driver's libraries that programs are to
// find. A function of values; a machine without a GPU is no problem, unless the description insists on one.

import { isAtLeast } from "../../base/compare-numbers.ts";
import { digestOf } from "../../base/digest.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Place, Range } from "../../base/place.ts";
import type { CudaWish, Description } from "../../describe/description.ts";
import type { VariantChoice } from "./choose-variant.ts";
import { buildOfSeries } from "./cuda-builds.ts";
import type { CudaFact, GpuFact } from "./gpu-fact.ts";
import type { Lock } from "../lock/lock.ts";
import { lockFor } from "../lock/lock-variants.ts";
import type { PlannedGpu } from "../plan.ts";
import type { DriverStep } from "../step.ts";
import { adviceOn, sayAbsence, sayDetected } from "./say-gpu.ts";

/** Null when the description has no `[gpu]`: then the packages decide by themselves. */
export const planGpu = (
  { gpu }: Pick<Description, "gpu">,
  { found, choice, lock, placeOf }: GpuPlanning,
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
    ...limitOfToolkit(gpu, { found, choice, lock }),
  };
};

/** The compiler is a matter of its own: what computes runs without it. */
const limitOfToolkit = (
  gpu: NonNullable<Description["gpu"]>,
  { found, choice, lock }: Pick<GpuPlanning, "found" | "choice" | "lock">,
): Pick<PlannedGpu, "toolkitLimit"> => {
  if (gpu.toolkit?.value !== true || gpu.cuda?.value === "off" || found.kind !== "cuda" || lock === null)
    return {};
  const { packages } = lockFor(lock, choice.variant);
  if (packages.some(({ name }) => name === COMPILER)) return {};
  return { toolkitLimit: sayLimit(found) ?? "`jig.lock` has none for the build that is chosen here" };
};

/** Null when neither the driver nor a card stands against it. */
const sayLimit = ({ driver, devices }: CudaFact): string | null => {
  const needed = buildOfSeries(13);
  if (needed === null) return null;
  if (!isAtLeast(driver, needed.driver)) return `CUDA 13's compiler needs driver ${needed.driver} or newer`;
  return devices.every(({ capability }) => capability === null || isAtLeast(capability, needed.from))
    ? null
    : `CUDA 13's compiler is for cards from compute capability ${needed.from} on`;
};

const COMPILER = "nvidia-cuda-nvcc";

export interface GpuPlanning {
  readonly found: GpuFact;
  /** Which of the lock's builds is installed. */
  readonly choice: VariantChoice;
  /** Null while it has to be made. */
  readonly lock: Lock | null;
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
  choice: VariantChoice,
): readonly Diagnostic[] => {
  if (gpu === null || gpu.cuda?.value !== "require") return [];
  if (found.kind === "cuda" && !choice.isCpu) return [];
  const { why, advice } = sayRefusal(found, choice);
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

const sayRefusal = (
  found: GpuFact,
  { because }: VariantChoice,
): { readonly why: string; readonly advice: string | null } => {
  if (found.kind === "cuda") return { why: because ?? "no build fits", advice: null };
  if (found.kind === "mps") return { why: "a Mac has none", advice: null };
  return { why: sayAbsence(found), advice: adviceOn(found.why) };
};
