// What keeps a GPU that is there from being used. A machine without one has no trouble, unless the project insists on it.

import { adviceOn, sayAbsence } from "../plan/gpu/say-gpu.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { finding, type Finding } from "./finding.ts";

export const findGpuTrouble = (diagnosis: Diagnosis): readonly Finding[] => [
  ...findMachineTrouble(diagnosis),
  ...findUnusedGpu(diagnosis),
];

/** The GPU of choice computed nothing, though something that could use it is installed. */
const findUnusedGpu = ({ project }: Diagnosis): readonly Finding[] => {
  const proof = project?.proof ?? null;
  const gpu = project?.planned?.plan.gpu;
  if (proof === null || gpu === undefined || gpu.device === "cpu" || proof.device === gpu.device) return [];
  if (proof.library === null && proof.why === null) return [];
  if (proof.library === "numpy") return [];
  const who = proof.library === null ? "the proof" : `${proof.library} ${proof.version ?? ""}`.trim();
  return [
    finding("gpu-not-used", "hinders", {
      message: `${who} did not compute on the GPU: ${proof.why ?? "it did not say why"}`,
      place: gpu.why,
      fix: 'see in the guide on GPUs which builds need which driver; `cuda = "off"` does without',
    }),
  ];
};

const findMachineTrouble = ({ facts: { gpu } }: Diagnosis): readonly Finding[] => {
  switch (gpu.kind) {
    case "cuda":
      return gpu.strayLibrary === null ? [] : [strayDriver(gpu.strayLibrary)];
    case "mps":
      return gpu.translatedPythons.map((path) =>
        finding("python-translated", "hinders", {
          message: `\`${path}\` is for Intel's processors: it runs translated by Rosetta, and PyTorch in it does not see the GPU`,
          fix: "install a Python for arm64, or let jig bring one: `uv python install`",
        }),
      );
    case "none": {
      const advice = adviceOn(gpu.why);
      const message = `no GPU can be used: ${sayAbsence(gpu)}`;
      return advice === null ? [] : [finding("gpu-unusable", "note", { message, fix: advice })];
    }
  }
};

/** Windows' driver is the only one that works in WSL; another one's library may be found in its place. */
const strayDriver = (path: string): Finding =>
  finding("stray-driver", "hinders", {
    message: `\`${path}\` is a Linux driver's, and WSL works with Windows' own in \`/usr/lib/wsl/lib\``,
    fix: "take the Linux driver out, as on Ubuntu: `sudo apt-get remove --purge '^nvidia-.*' '^libnvidia-.*'`",
  });
