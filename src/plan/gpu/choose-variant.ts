// Which of a lock's builds a machine gets, and why, in words: the newest that its driver, its cards and its platform take,
// else the one without CUDA. A function of values.

import { isAtLeast } from "../../base/compare-numbers.ts";
import type { CudaWish } from "../../describe/description.ts";
import { ageOfBuild, buildOfSeries, cudaBuild, type CudaBuild } from "./cuda-builds.ts";
import type { Facts } from "../facts.ts";
import type { CudaFact, GpuDevice } from "./gpu-fact.ts";
import type { Lock } from "../lock/lock.ts";
import { baseVariant, gpuPackagesIn } from "../lock/lock-variants.ts";
import { sayAbsence } from "./say-gpu.ts";

export interface VariantChoice {
  /** Null when the lock has none. */
  readonly variant: string | null;
  /** Goes on after its name: `, because …`; null when there is nothing to say. */
  readonly because: string | null;
  /** No build fits the card that is here: then it is the processor. */
  readonly isCpu: boolean;
}

export interface VariantQuestion {
  readonly lock: Lock | null;
  readonly wish: CudaWish;
  readonly facts: Pick<Facts, "os" | "arch" | "gpu">;
}

export const chooseVariant = ({ lock, wish, facts }: VariantQuestion): VariantChoice => {
  const { gpu, os } = facts;
  if (lock?.variants === undefined) return { variant: null, because: null, isCpu: false };
  const base = baseVariant(lock);
  if (os === "macos") return { variant: base, because: "Macs have one build", isCpu: false };
  if (wish === "off") return { variant: withoutCuda(lock), because: "`cuda` is `off`", isCpu: true };
  if (gpu.kind === "cuda") return chooseForCard(lock, gpu, facts);
  const absence = gpu.kind === "none" ? sayAbsence(gpu) : "there is no NVIDIA GPU";
  if (wish === "auto") return { variant: withoutCuda(lock), because: absence, isCpu: true };
  const newest = variantsOf(lock, facts)[0]?.name ?? base;
  return { variant: newest, because: "CUDA is required, and no GPU is here to choose by", isCpu: false };
};

/** PyPI's build runs on the processor too, and is large. */
const withoutCuda = (lock: Lock): string | null =>
  lock.variants?.includes("cpu") === true ? "cpu" : baseVariant(lock);

const chooseForCard = (lock: Lock, gpu: CudaFact, facts: VariantQuestion["facts"]): VariantChoice => {
  const builds = variantsOf(lock, facts);
  const at = builds.findIndex((build) => fits(build, gpu));
  const fitting = builds[at];
  if (fitting !== undefined) {
    const because = sayFit(fitting, builds.slice(0, at), gpu);
    return { variant: fitting.name, because, isCpu: false };
  }
  const why =
    builds.length === 0 ? "`jig.lock` has no build for CUDA on this platform" : sayMisfit(builds, gpu);
  // Builds of CUDA's compiler alone say nothing of what computes: the card stays the packages' own business.
  const isCpu = gpuPackagesIn(lock.packages).length > 0;
  const because = isCpu ? why : `${why}; it lacks CUDA's compiler alone, and what computes is the same`;
  return { variant: withoutCuda(lock), because, isCpu };
};

interface Offer extends CudaBuild {
  /** The variant: `pypi` needs what the build needs that it is made of. */
  readonly name: string;
}

/** The lock's variants with CUDA for this platform, the newest first, PyPI's own last. */
const variantsOf = (lock: Lock, { arch }: Pick<Facts, "arch">): readonly Offer[] => {
  const { variants = [] } = lock;
  const special = variants.flatMap((name) => cudaBuild(name) ?? []);
  const inOrder = special.toSorted((left, right) => ageOfBuild(left) - ageOfBuild(right));
  const own = seriesOf(lock);
  return [
    ...inOrder.filter(({ name }) => hasWheel(lock, name, arch)),
    ...["pypi-cuda", "pypi"].flatMap((name) =>
      own !== null && variants.includes(name) ? [{ ...own, name }] : [],
    ),
  ];
};

/** Which CUDA the usual index's torch brings along. */
const seriesOf = ({ packages }: Lock): CudaBuild | null => {
  const runtime = packages.find(
    ({ name, variants }) =>
      /^nvidia-cuda-runtime(?:-cu\d+)?$/.test(name) && (variants?.includes("pypi") ?? true),
  );
  return runtime === undefined ? null : buildOfSeries(Number(runtime.version.split(".")[0]));
};

/** Whether torch, where it is the variant's own, has a wheel for this processor. */
const hasWheel = ({ packages }: Lock, variant: string, arch: Facts["arch"]): boolean => {
  const torch = packages.find(
    ({ name, variants }) => name === "torch" && variants?.includes(variant) === true,
  );
  const machine = arch === "arm64" ? "aarch64" : "x86_64";
  return torch === undefined || torch.files.some(({ name }) => name.includes(machine));
};

/** Every card counts, sliced ones too: which of them a program will see is not jig's to know. */
const fits = (build: CudaBuild, { driver, devices }: CudaFact): boolean =>
  isAtLeast(driver, build.driver) && devices.every((device) => isFor(build, device));

const isFor = (build: CudaBuild, { capability }: GpuDevice): boolean =>
  capability === null ||
  (isAtLeast(capability, build.from) && (build.to === null || isAtLeast(build.to, capability)));

/** The driver, or what a newer build that it runs is not for: a card. */
const sayFit = (build: CudaBuild, newer: readonly CudaBuild[], { driver, devices }: CudaFact): string => {
  const run = newer.filter((each) => isAtLeast(driver, each.driver));
  const old = devices.filter((device) => run.some((each) => !isFor(each, device)));
  return run.length === 0 || old.length === 0
    ? `driver ${driver} runs it (${build.driver} or newer does)`
    : `the newer ones that driver ${driver} runs are not for ${sayCards(old)}`;
};

const sayCards = (devices: readonly GpuDevice[]): string =>
  [...new Set(devices.map(({ name, capability }) => `${name} (compute ${capability ?? "unknown"})`))].join(
    " and ",
  );

/** The oldest needs the least of a driver; where a driver would do, it is the card. */
const sayMisfit = (builds: readonly CudaBuild[], { driver, devices }: CudaFact): string => {
  const oldest = builds.reduce((least, each) => (isAtLeast(least.driver, each.driver) ? each : least));
  if (!isAtLeast(driver, oldest.driver))
    return `driver ${driver} is older than every build in \`jig.lock\` needs (${oldest.driver})`;
  return `no build in \`jig.lock\` is for ${sayCards(devices)} with driver ${driver}`;
};
