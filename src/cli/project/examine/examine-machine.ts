// What a diagnosis looks at whether there is a project or not: the machine, its tools, and the package indexes. Reads only,
// asks every question at once and waits for no program longer than a moment.

import type { Diagnosis } from "../../../diagnose/diagnosis.ts";
import type { Host } from "../../../host/host.ts";
import { realNetwork } from "../../../host/network/network.ts";
import type { Layout } from "../../../plan/layout.ts";
import { probe } from "../../../probe/probe.ts";
import { probeSymptoms } from "../../../probe/symptoms.ts";
import { findUvs } from "../../../probe/tools/tools.ts";
import { askIndexes } from "../../../realize/indexes/ask-indexes.ts";
import { cachedUv } from "../../../realize/uv/bring-uv.ts";

/** How long a program may take in a diagnosis. */
export const PROGRAM_MS = 1500;

/** Never fails: what does not answer is told as such. */
export const examineMachine = async (
  host: Host,
  layout: Layout,
  { hasProject }: { readonly hasProject: boolean },
): Promise<Pick<Diagnosis, "facts" | "symptoms">> => {
  const hasty = withDeadline(host);
  const cached = cachedUv(layout);
  const uv = findUvs(host)[0] ?? (host.files.isExecutable(cached) ? cached : null);
  const asking = { host: hasty, network: realNetwork };
  const [facts, symptoms, indexes] = await Promise.all([
    probe(hasty, layout, { quick: false }),
    probeSymptoms(asking, layout, { hasProject }),
    askIndexes(asking, { venv: layout.venv, uv }),
  ]);
  return { facts, symptoms: { ...symptoms, indexes } };
};

/** Programs that hang are what one runs a diagnosis for. */
const withDeadline = (host: Host): Host => ({
  ...host,
  run: (request) =>
    host.run({
      ...request,
      // A driver that has to be woken takes seconds to answer, and that is no trouble.
      timeoutMs: request.argv[0].endsWith("/nvidia-smi")
        ? (request.timeoutMs ?? PROGRAM_MS)
        : Math.min(request.timeoutMs ?? PROGRAM_MS, PROGRAM_MS),
    }),
});
