// Which builds for NVIDIA's GPUs there are, and what each needs of a driver and of a card: a table of data, looked up on
// 2026-11-23. It knows nothing of a machine or of a lock.
//
// Drivers: NVIDIA, "CUDA Compatibility", table of minor-version compatibility (CUDA 13.x from 580 on, 12.x from 525, 11.x
// from 450), and the CUDA toolkit's release notes for the full versions. Builds: those that PyTorch's own indexes have and
// that uv 0.13.9 knows (`uv pip install --torch-backend`). Cards: the release notes of PyTorch 2.7 to 2.9 (Maxwell, Pascal
// and Volta left with CUDA 12.8; Blackwell came with it) and of CUDA 13.0 (nothing older than Turing).

export interface CudaBuild {
  /** As PyTorch's indexes are called, and a variant in `jig.lock`. */
  readonly name: string;
  /** Of CUDA: 12 or 13. */
  readonly major: number;
  /** The oldest driver that runs it. */
  readonly driver: string;
  /** The oldest and the newest card that it is for, by compute capability; null: no end yet. */
  readonly from: string;
  readonly to: string | null;
}

const OLDEST_DRIVER: Readonly<Record<number, string>> = { 11: "450.80.02", 12: "525.60.13", 13: "580.65.06" };

const build = (name: string, from: string, to: string | null = null): CudaBuild => {
  const major = Number(name.slice(2, 4));
  return { name, major, driver: OLDEST_DRIVER[major] ?? "", from, to };
};

/** The newest first. */
export const CUDA_BUILDS: readonly CudaBuild[] = [
  build("cu132", "7.5"),
  build("cu130", "7.5"),
  build("cu129", "7.5"),
  build("cu128", "7.5"),
  build("cu126", "5.0", "9.0"),
  build("cu124", "5.0", "9.0"),
  build("cu121", "5.0", "9.0"),
  build("cu118", "3.7", "9.0"),
];

/** jax, and the toolkit, have one build for a whole series. */
const SERIES: readonly CudaBuild[] = [build("cu13", "7.5"), build("cu12", "5.0")];

/** What a variant of a lock needs; null for one without CUDA, or that this jig does not know. */
export const cudaBuild = (variant: string): CudaBuild | null =>
  [...CUDA_BUILDS, ...SERIES].find(({ name }) => name === variant) ?? null;

/** For sorting, the newest first: by the series, then by the build; one that stands for its whole series last in it. */
export const ageOfBuild = ({ name }: CudaBuild): number => {
  const all = [...CUDA_BUILDS, ...SERIES].toSorted((left, right) => right.major - left.major);
  return all.findIndex((each) => each.name === name);
};

/** What packages from the usual index need, by the series that their runtime is of. */
export const buildOfSeries = (major: number): CudaBuild | null =>
  SERIES.find((each) => each.major === major) ?? null;
