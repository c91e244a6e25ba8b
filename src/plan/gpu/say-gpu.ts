// Words for a GPU, or for why there is none: the same in `doctor`, `plan`, `up` and the shell's greeting. Pure.

import type { PlannedGpu } from "../plan.ts";
import type { CudaFact, GpuAbsence, GpuDevice, GpuFact } from "./gpu-fact.ts";

/** `NVIDIA L4 (23 GB, compute 8.9), driver 580.65.06`, or `none: no NVIDIA driver found`. */
export const sayGpu = (gpu: GpuFact): string => {
  if (gpu.kind === "none") return `none: ${sayAbsence(gpu)}`;
  return gpu.kind === "mps" ? "Apple's (MPS)" : sayCuda(gpu);
};

/** One line for a greeting. */
export const sayDetected = (gpu: GpuFact): string => {
  if (gpu.kind === "cuda") return `CUDA hardware detected: ${sayCuda(gpu)}`;
  if (gpu.kind === "none" && gpu.why === "not-asked") return `No GPU is looked for: ${sayAbsence(gpu)}`;
  return gpu.kind === "mps" ? "Apple's GPU (MPS) detected" : `No CUDA hardware detected: ${sayAbsence(gpu)}`;
};

/** One line for `up` and the shell: what was found, and when it, or its compiler, is not used, why not. */
export const sayPlannedGpu = ({
  device,
  driver,
  detected,
  because,
  toolkitLimit,
}: Pick<PlannedGpu, "device" | "driver" | "detected" | "because" | "toolkitLimit">): string => {
  const unused = device === "cpu" && driver !== null && because !== null ? `; not used: ${because}` : "";
  return `${detected}${unused}${toolkitLimit === undefined ? "" : `; no \`toolkit\`: ${toolkitLimit}`}`;
};

const sayCuda = ({ devices, driver }: CudaFact): string => {
  const counts = new Map<string, number>();
  for (const device of devices) {
    const text = sayDevice(device);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const cards = [...counts].map(([text, count]) => (count === 1 ? text : `${count} × ${text}`));
  return [...cards, `driver ${driver}`].join(", ");
};

const sayDevice = ({ name, memory, capability, isSliced }: GpuDevice): string => {
  const details = [
    ...(memory === null ? [] : [`${Math.round(memory / 1024)} GB`]),
    ...(capability === null ? [] : [`compute ${capability}`]),
    ...(isSliced === true ? ["cut into MIG slices"] : []),
  ];
  return details.length === 0 ? name : `${name} (${details.join(", ")})`;
};

/** Why nothing but the processor is used: goes on after `CPU, because `. */
export const sayAbsence = ({ why, detail }: { why: GpuAbsence; detail: string | null }): string =>
  detail === null ? absences[why].why : `${absences[why].why} (${detail})`;

/** The one thing to do about it; null when there is nothing to do. */
export const adviceOn = (why: GpuAbsence): string | null => absences[why].advice;

const absences: Readonly<Record<GpuAbsence, { readonly why: string; readonly advice: string | null }>> = {
  "no-driver": { why: "no NVIDIA driver found", advice: null },
  "not-asked": { why: "`cuda` is `off`", advice: null },
  supposed: { why: "it is supposed to have no GPU", advice: null },
  "no-device": {
    why: "there is an NVIDIA driver and no card",
    advice: "a container needs `--gpus all` (Docker), or the NVIDIA device plugin (Kubernetes)",
  },
  "driver-broken": {
    why: "the NVIDIA driver does not work",
    advice:
      "restart the machine: that is enough after an update of the driver; if not, install the driver anew",
  },
  "driver-silent": {
    why: "`nvidia-smi` did not answer within 5 s",
    advice:
      "a card that hangs comes back when the machine is restarted; `sudo dmesg | grep -i nvrm` says more",
  },
  "no-library": {
    why: "the driver's `libcuda.so.1` for this processor was not found",
    advice:
      "install the driver's 64-bit libraries; in a container allow them: `NVIDIA_DRIVER_CAPABILITIES=compute,utility`",
  },
  mig: { why: "its card is cut into MIG slices, which jig does not know how to choose from", advice: null },
  jetson: {
    why: "a Jetson needs NVIDIA's own builds, which are in no package index that jig knows",
    advice: null,
  },
  amd: { why: "the graphics card is AMD's, and jig chooses builds for NVIDIA's alone", advice: null },
  wsl1: { why: "WSL 1 has no GPU", advice: null },
  "no-metal": { why: "an Intel Mac has no GPU that PyTorch uses", advice: null },
  rosetta: {
    why: "jig runs translated by Rosetta",
    advice: "install the jig for arm64: in a terminal that is not opened with Rosetta",
  },
};
