// Every project of this person that has something running, wherever one is. It starts nothing, and asks all of them at once.

import type { BenchReport } from "../../api/contract.ts";
import type { Host } from "../../host/host.ts";
import { listProjects } from "../installation/known-projects.ts";
import { isAtRest, readKnownServices } from "./known-services.ts";

/** A supervisor that is silent must not keep the others waiting. */
const PATIENCE_MS = 1000;

/** By folder; those with nothing that runs, or is about to, are left out. */
export const findRunningBenches = async (host: Host): Promise<readonly BenchReport[]> => {
  const read = await Promise.all(
    listProjects(host).map(async ({ root, layout }): Promise<readonly BenchReport[]> => {
      const { supervisor, services } = await readKnownServices(layout, PATIENCE_MS);
      const running = services.filter((service) => !isAtRest(service));
      return running.length === 0 ? [] : [{ root: root ?? layout.state, supervisor, services: running }];
    }),
  );
  return read.flat().toSorted((left, right) => (left.root < right.root ? -1 : 1));
};
