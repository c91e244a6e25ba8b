// Words for what came of computing once.

import { PROOF_SIZE, type GpuProof } from "../../plan/gpu/gpu-proof.ts";
import { visibleText } from "../text/visible-text.ts";

/** One line. @param because why the processor was chosen; null when a GPU was */
export const sayGpuProof = (proof: GpuProof, because: string | null): string => {
  const { library, version, device, name, memory, ms, cpuMs, why } = proof;
  if (library === null) {
    return why === null
      ? "nothing was computed: none of torch, jax, cupy and numpy is installed"
      : `nothing was computed: ${visibleText(why)}`;
  }
  const who = visibleText(`${library}${version === null ? "" : ` ${version}`}`);
  if (ms === null) return `${who} computed nothing: ${visibleText(why ?? "it did not say why")}`;
  const product = `a ${PROOF_SIZE} × ${PROOF_SIZE} product took ${sayMs(ms)}`;
  if (device !== "cpu") {
    const size = memory === null ? "" : ` (${Math.round(memory / 1024)} GB)`;
    const compared = cpuMs === null ? "" : `, and ${sayMs(cpuMs)} on the processor`;
    return `${who} computed on ${visibleText(name ?? device)}${size}: ${product}${compared}`;
  }
  const reason = why ?? because;
  return `${who} computed on the processor${reason === null ? "" : `, because ${visibleText(reason)}`}: ${product}`;
};

const sayMs = (ms: number): string => `${ms < 10 ? ms.toFixed(2) : Math.round(ms)} ms`;
