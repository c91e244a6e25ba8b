// Apple's GPU: a fact of every Mac with Apple's processor. What can go wrong is a Python for the other processor, which
// runs translated and does not see it.

import { visible } from "../../host/files/file-error.ts";
import type { Host } from "../../host/host.ts";
import type { GpuFact } from "../../plan/gpu/gpu-fact.ts";

export const probeAppleGpu = (host: Host, pythons: readonly string[]): GpuFact => {
  if (host.machine.arch === "arm64") {
    return { kind: "mps", translatedPythons: pythons.filter((path) => isForIntelAlone(host, path)) };
  }
  return { kind: "none", why: isTranslated(host) ? "rosetta" : "no-metal", detail: null };
};

/** A Mac that has Rosetta has Apple's processor: only there can it be installed. */
const isTranslated = ({ files }: Host): boolean => files.stat(ROSETTA) !== null;

const ROSETTA = "/Library/Apple/usr/libexec/oah/libRosettaRuntime";

/** By the first bytes of a program: a single image for x86_64. One for both processors runs as itself. */
const isForIntelAlone = (host: Host, path: string): boolean => {
  const bytes = visible(() => host.files.readStart(path, 8));
  const is = (...wanted: readonly number[]): boolean => wanted.every((byte, at) => bytes?.[at] === byte);
  return is(0xcf, 0xfa, 0xed, 0xfe, 0x07, 0x00, 0x00, 0x01);
};
