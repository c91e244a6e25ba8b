// What a machine has to compute on besides its processor, as plain data: found by `probe`, or given by hand to `plan`.

/** One card, as `nvidia-smi` names it. */
export interface GpuDevice {
  readonly name: string;
  /** MiB; null when it was not told. */
  readonly memory: number | null;
  /** Compute capability: `8.9`; null when it was not told. */
  readonly capability: string | null;
  /** Cut into MIG slices: where one of them is to be seen, it is all that a program sees. */
  readonly isSliced?: true;
}

export interface CudaFact {
  readonly kind: "cuda";
  /** The driver's version: `580.65.06`. */
  readonly driver: string;
  /** At least one, except where somebody gave a driver by hand. */
  readonly devices: readonly GpuDevice[];
  /** The driver's libraries, by absolute path: what programs open at run time, `libcuda.so.1` among them. */
  readonly libraries: readonly string[];
  /** On WSL: a `libcuda.so.1` besides the one that Windows brings, which may be found in its place. */
  readonly strayLibrary: string | null;
}

export interface MpsFact {
  readonly kind: "mps";
  /** Interpreters that are translated (x86_64): they cannot use this GPU. */
  readonly translatedPythons: readonly string[];
}

/** Nothing that jig can use. */
export interface NoGpuFact {
  readonly kind: "none";
  readonly why: GpuAbsence;
  /** What was seen or said: a program's last line, a device. */
  readonly detail: string | null;
}

export type GpuAbsence =
  /** Nothing of NVIDIA's is here. */
  | "no-driver"
  /** Somebody plans for a machine without. */
  | "supposed"
  /** Nothing goes by it: nobody looked. */
  | "not-asked"
  /** A driver without a card: a container that was given none. */
  | "no-device"
  /** `nvidia-smi` says that the driver does not work. */
  | "driver-broken"
  /** `nvidia-smi` did not answer in time. */
  | "driver-silent"
  /** No `libcuda.so.1` for this processor. */
  | "no-library"
  /** A card that is cut into slices. */
  | "mig"
  | "jetson"
  | "amd"
  | "wsl1"
  /** An Intel Mac. */
  | "no-metal"
  /** jig itself is translated from x86_64. */
  | "rosetta";

export type GpuFact = CudaFact | MpsFact | NoGpuFact;
