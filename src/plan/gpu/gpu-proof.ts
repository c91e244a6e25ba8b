// What came of computing once: a matrix product on the device of choice, against the processor. Data alone.

export interface GpuProof {
  /** What computed; null: the project has none of those that jig knows. */
  readonly library: "torch" | "jax" | "cupy" | "numpy" | null;
  readonly version: string | null;
  /** Where it was computed in the end. */
  readonly device: "cuda" | "mps" | "cpu";
  /** The device's own name; null for the processor. */
  readonly name: string | null;
  /** The device's memory in MiB. */
  readonly memory: number | null;
  /** The best of three products on the device, in milliseconds; null when none came to its end. */
  readonly ms: number | null;
  /** The same on the processor; null when that is the device. */
  readonly cpuMs: number | null;
  /** Why it was not the device of choice, in the library's words; null when it was. */
  readonly why: string | null;
}

/** Rows and columns. */
export const PROOF_SIZE = 1024;
