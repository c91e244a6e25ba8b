// The plan: the steps that make a machine ready, the services, and what else a description comes to here, as plain JSON
// data. Each part names the line of the description that caused it.

import type { Place } from "../base/place.ts";
import type { CudaWish } from "../describe/description.ts";
import type { Template } from "../describe/services/template.ts";
import type { ServiceSpec } from "./services/service-spec.ts";
import type { Step } from "./step.ts";

export interface Plan {
  readonly version: 1;
  readonly project: {
    readonly name: string;
    readonly root: string;
    /** What `jig id` prints: of all that is committed, whatever `jig.local.toml` adds. */
    readonly id: string;
  };
  /** `linux-x64`. */
  readonly platform: string;
  /** In an order that respects `needs`. */
  readonly steps: readonly Step[];
  /** Variables for every service, kernel and `jig run`, from `[env]`. */
  readonly env: Readonly<Record<string, Template>>;
  /** In an order that respects `after`. */
  readonly services: readonly ServiceSpec[];
  /** What is computed on, from `[gpu]`; absent without one. */
  readonly gpu?: PlannedGpu;
  /** What `[notebooks]` asks for; absent without it. */
  readonly notebooks?: PlannedNotebooks;
  /** The keys that `jig.local.toml` sets or adds to; absent without one. */
  readonly local?: readonly string[];
}

/** What `jig up` sees to beside the environment: git's filter, and files for everybody. */
export interface PlannedNotebooks {
  /** Null: git takes notebooks as they are. */
  readonly clean: {
    readonly why: Place;
    /** As nb-clean takes them: `--preserve-cell-outputs`. */
    readonly options: readonly string[];
  } | null;
  /** By paths from the project's root, each copied where it is absent. */
  readonly copies: readonly { readonly from: string; readonly to: string; readonly why: Place }[];
}

/** What `[gpu]` comes to on this machine. */
export interface PlannedGpu {
  readonly why: Place;
  readonly cuda: CudaWish;
  readonly device: "cuda" | "mps" | "cpu";
  /** The NVIDIA driver's version, whether it is used or not. */
  readonly driver: string | null;
  /** What was found, in words. */
  readonly detected: string;
  /** Why it is the processor, in words; null when it is not. */
  readonly because: string | null;
  /** Which of the lock's builds is installed; null where there is nothing to choose, or no lock yet. */
  readonly variant: string | null;
  /** Why that one. */
  readonly variantBecause: string | null;
  /** CUDA's toolkit is wished for. */
  readonly toolkit: boolean;
  /** Why it is not installed though there is a card, in words; absent where it is, or nobody knows yet. */
  readonly toolkitLimit?: string;
}
