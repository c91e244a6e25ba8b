// Tells how far a step is: what it says itself, and at least once a second that it still works.

import { followBuilds, sayLongBuild, type Builder, type Builds } from "./long-builds.ts";
import type { RealizeContext, StepContext } from "./realize-context.ts";

const BEAT_MS = 1000;

/** Runs the work with a `progress` to call; between its calls the last one is repeated every second. */
export const withHeartbeat = async <Value>(
  { host, report }: Pick<RealizeContext, "host" | "report">,
  { step, builder }: { readonly step: string; readonly builder: Builder },
  work: (progress: StepContext["progress"]) => Promise<Value>,
): Promise<Value> => {
  let latest = "";
  let builds: Builds = new Map();
  // None of the programs at work tells how much there is in all.
  const tell = (): void => {
    const detail = sayLongBuild(builds, host.monotonic(), builder) ?? latest;
    report({ event: "step-progress", at: host.now().toISOString(), step, detail, done: null, total: null });
  };
  const timer = setInterval(tell, BEAT_MS);
  try {
    return await work((detail) => {
      latest = detail;
      builds = followBuilds(builds, detail, host.monotonic());
      tell();
    });
  } finally {
    clearInterval(timer);
  }
};
