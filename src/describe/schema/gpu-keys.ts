// The keys of `[gpu]`, for editors and for the reference. It reads no description.

import { CUDA_WISHES } from "../tables/read-gpu.ts";
import { flag, YES_NO, type DescribedTable } from "./described-key.ts";

export const gpuKeys: DescribedTable<"gpu"> = {
  cuda: {
    takes: '`"auto"`, `"require"` or `"off"`',
    about:
      'Whether NVIDIA\'s GPU is used. `"auto"`: where there is one that works. `"require"`: without one `jig up` fails. `"off"`: it is hidden. `"auto"`, if nothing is said.',
    schema: { type: "string", enum: CUDA_WISHES, default: "auto" },
  },
  toolkit: {
    takes: YES_NO,
    about:
      "With `true` CUDA's compiler (nvcc), cuDNN, NCCL and runtime are installed as packages where CUDA 13 is used, and `CUDA_HOME` and PATH lead to them.",
    schema: { ...flag, default: false },
  },
};
