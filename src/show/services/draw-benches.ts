// `jig status --all` for people: the folders in which something runs, each with its services below it.

import type { BenchReport } from "../../api/contract.ts";
import type { Paper } from "../problems/draw-problem.ts";
import { drawServices } from "./draw-services.ts";
import { visibleText } from "../text/visible-text.ts";

/** Without its last line ending. @param now milliseconds since the epoch */
export const drawBenches = (benches: readonly BenchReport[], now: number, paper: Paper): string => {
  if (benches.length === 0) return "nothing is running in any project";
  return benches
    .map(({ root, services }) =>
      [paper.style.bold(visibleText(root)), ...drawServices(services, now, paper)].join("\n"),
    )
    .join("\n\n");
};
