// What a GPU adds to an environment. Values in, values out: whether a folder is there is seen by who asks.

import type { SystemEnvironment } from "./activate-environment.ts";

export interface GpuParts {
  /** The private folder of links to the driver's libraries, and nothing else; null: no CUDA here. */
  readonly driver: string | null;
  /** Where CUDA's toolkit is; null: it is not wished for, or not there. */
  readonly toolkit: string | null;
  /** No GPU is to be seen, though there may be one. */
  readonly isHidden: boolean;
}

/** Null when there is nothing to add. */
export const gpuEnvironment = ({ driver, toolkit, isHidden }: GpuParts): SystemEnvironment | null => {
  const set = {
    // Triton asks `ldconfig` otherwise, which is not everywhere, and may name a 32-bit library first.
    ...(driver === null ? {} : { TRITON_LIBCUDA_PATH: driver }),
    ...(toolkit === null ? {} : { CUDA_HOME: toolkit, CUDA_PATH: toolkit }),
    ...(isHidden ? { CUDA_VISIBLE_DEVICES: "-1" } : {}),
  };
  return Object.keys(set).length === 0
    ? null
    : {
        path: toolkit === null ? [] : [`${toolkit}/bin`],
        set,
        build: {},
        ...(driver === null ? {} : { libraries: [driver] }),
      };
};

/** Both, the first one's folders first; null when both are. */
export const joinEnvironments = (
  first: SystemEnvironment | null,
  second: SystemEnvironment | null,
): SystemEnvironment | null => {
  if (first === null || second === null) return first ?? second;
  const libraries = [...(first.libraries ?? []), ...(second.libraries ?? [])];
  return {
    path: [...first.path, ...second.path],
    set: { ...first.set, ...second.set },
    build: { ...first.build, ...second.build },
    ...(libraries.length === 0 ? {} : { libraries }),
  };
};
