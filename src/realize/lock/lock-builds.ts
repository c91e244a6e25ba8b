// The builds for GPUs that a lock holds besides what the usual index has: each is resolved by itself, on the versions that
// were chosen for all, and only what differs is kept. A build that is not to be had is left out; it never fails a lock.

import type { Result } from "../../base/result.ts";
import { CUDA_BUILDS, cudaBuild } from "../../plan/gpu/cuda-builds.ts";
import type { LockedPackage } from "../../plan/lock/lock.ts";
import { gpuPackagesIn } from "../../plan/lock/lock-variants.ts";
import { mergeVariants } from "./merge-variants.ts";

/** One build to be resolved, on top of what the project asks for. */
export interface BuildRequest {
  readonly name: string;
  /** Requirements besides the project's. */
  readonly requirements: readonly string[];
  /** Taken from PyTorch's index of that name; empty: all comes from the usual one. */
  readonly fromIndex: readonly string[];
}

/** Resolves one build for Linux; `unreachable` when its index cannot be asked, `impossible` when it has nothing that fits. */
export type ResolveBuild = (
  request: BuildRequest,
) => Promise<Result<readonly LockedPackage[], "unreachable" | "impossible">>;

export interface Builds {
  readonly packages: readonly LockedPackage[];
  readonly variants: readonly string[];
  /** PyTorch's indexes did not answer: the lock has the usual index's build alone. */
  readonly isUnreachable: boolean;
}

/** @param packages as they were chosen for all platforms; null when none of them has builds */
export const lockBuilds = async (
  packages: readonly LockedPackage[],
  { toolkit }: { readonly toolkit: boolean },
  resolve: ResolveBuild,
): Promise<Builds | null> => {
  const names = gpuPackagesIn(packages);
  if (names.length === 0 && !toolkit) return null;
  const base = names.includes("torch") ? "pypi" : "cpu";
  const requests = names.includes("torch") ? torchBuilds(packages) : seriesBuilds(packages, toolkit);
  const resolved = new Map<string, readonly LockedPackage[]>();
  let isUnreachable = false;
  for (const request of requests) {
    // One index that cannot be reached stands for its neighbours.
    if (request.fromIndex.length > 0 && isUnreachable) continue;
    const made = await resolve(request);
    if (!made.ok) {
      isUnreachable ||= made.failure === "unreachable" && request.fromIndex.length > 0;
      continue;
    }
    resolved.set(request.name, await withExtras(request, { made: made.value, toolkit }, resolve));
  }
  if (base === "pypi") await addOwnCuda(packages, { resolved, toolkit }, resolve);
  const variants = [base, ...resolved.keys()];
  return { packages: mergeVariants({ base, packages, resolved }), variants, isUnreachable };
};

const FAMILY = ["torch", "torchvision", "torchaudio"];

/** Every build has the version that was chosen for all, so that a card changes nothing but what it must. */
const torchBuilds = (packages: readonly LockedPackage[]): readonly BuildRequest[] => {
  const family = packages.filter(({ name }) => FAMILY.includes(name));
  const requirements = family.map(({ name, version }) => `${name}==${version.replace(/\+.*$/, "")}`);
  const fromIndex = family.map(({ name }) => name);
  return ["cpu", ...CUDA_BUILDS.map(({ name }) => name)].map((name) => ({ name, requirements, fromIndex }));
};

/** jax's builds are packages of the usual index; without jax there is the toolkit alone, which CUDA 13 has whole. */
const seriesBuilds = (packages: readonly LockedPackage[], toolkit: boolean): readonly BuildRequest[] => {
  const jax = packages.find(({ name }) => name === "jax");
  if (jax === undefined) return toolkit ? [{ name: "cu13", requirements: [], fromIndex: [] }] : [];
  return ["cu13", "cu12"].map((name) => ({
    name,
    requirements: [jaxFor(jax, name)],
    fromIndex: [],
  }));
};

/** @param series `cu13` */
const jaxFor = ({ version }: LockedPackage, series: string): string =>
  `jax[${series.replace("cu", "cuda")}]==${version}`;

/** As wheels, the compiler is whole from CUDA 13 on. */
const TOOLKIT = [
  "nvidia-cuda-nvcc",
  "nvidia-cuda-crt",
  "nvidia-nvvm",
  "nvidia-cuda-runtime",
  "nvidia-cuda-cccl",
  "nvidia-cudnn-cu13",
  "nvidia-nccl-cu13",
];

/** Versions of the compiler's own series have to be those of the runtime, where torch or jax fix that. */
const toolkitFor = (packages: readonly LockedPackage[]): readonly string[] => {
  const runtime = packages.find(({ name }) => name === "nvidia-cuda-runtime")?.version;
  const series = runtime === undefined ? "" : `==${runtime.split(".").slice(0, 2).join(".")}.*`;
  return TOOLKIT.map((name, at) => (at < 3 ? `${name}${series}` : name));
};

/** What a build gets besides its own: jax for the same CUDA, where torch is the build's, and the toolkit. */
const extrasFor = (
  major: number | null,
  packages: readonly LockedPackage[],
  toolkit: boolean,
): readonly (readonly string[])[] => {
  const names = gpuPackagesIn(packages);
  const jax = names.includes("torch") ? packages.find(({ name }) => name === "jax") : undefined;
  const own = jax === undefined || (major !== 12 && major !== 13) ? [] : [jaxFor(jax, `cu${major}`)];
  const compiler = toolkit && major === 13 ? toolkitFor(packages) : [];
  // The two libraries of one CUDA may want other versions of its parts: then one of them has to do.
  return [[...own, ...compiler], compiler, own].filter(
    (extras, at, all) => extras.length > 0 && (at === 0 || extras.length < (all[0]?.length ?? 0)),
  );
};

/** The build with as much of it as can be had. */
const withExtras = async (
  request: BuildRequest,
  { made, toolkit }: { readonly made: readonly LockedPackage[]; readonly toolkit: boolean },
  resolve: ResolveBuild,
): Promise<readonly LockedPackage[]> => {
  for (const extras of extrasFor(cudaBuild(request.name)?.major ?? null, made, toolkit)) {
    const full = await resolve({ ...request, requirements: [...request.requirements, ...extras] });
    if (full.ok) return full.value;
  }
  return made;
};

/** The usual index's torch with jax for its CUDA and the toolkit beside it. */
const addOwnCuda = async (
  packages: readonly LockedPackage[],
  {
    resolved,
    toolkit,
  }: { readonly resolved: Map<string, readonly LockedPackage[]>; readonly toolkit: boolean },
  resolve: ResolveBuild,
): Promise<void> => {
  const runtime = packages.find(({ name }) => /^nvidia-cuda-runtime(?:-cu\d+)?$/.test(name));
  const major = runtime === undefined ? null : Number(runtime.version.split(".")[0]);
  for (const requirements of extrasFor(major, packages, toolkit)) {
    const made = await resolve({ name: "pypi-cuda", requirements, fromIndex: [] });
    if (!made.ok) continue;
    resolved.set("pypi-cuda", made.value);
    return;
  }
};
