// Facts, symptoms and the project's state → findings, the most harmful first. A function of values: it asks nothing,
// mends nothing, and says of each trouble the one thing to do.

import type { Diagnosis } from "./diagnosis.ts";
import { byHarm, type Finding } from "./finding.ts";
import { findClockTrouble } from "./find-clock-trouble.ts";
import { findFileSystemTrouble } from "./find-file-system-trouble.ts";
import { findGpuTrouble } from "./find-gpu-trouble.ts";
import { findIndexTrouble } from "./find-index-trouble.ts";
import { findLimitTrouble } from "./find-limit-trouble.ts";
import { findLoopbackTrouble } from "./find-loopback-trouble.ts";
import { findOllamaTrouble } from "./find-ollama-trouble.ts";
import { findPackageTrouble } from "./find-package-trouble.ts";
import { findPortTrouble } from "./find-port-trouble.ts";
import { findProjectTrouble } from "./find-project-trouble.ts";
import { findPythonTrouble } from "./find-python-trouble.ts";
import { findRoomTrouble } from "./find-room-trouble.ts";
import { findToolTrouble } from "./find-tool-trouble.ts";

/** Every finding, ordered by harm, and among equals by what a person would look at first. */
export const diagnose = (diagnosis: Diagnosis): readonly Finding[] =>
  byHarm(
    [
      findProjectTrouble,
      findPortTrouble,
      findPackageTrouble,
      findPythonTrouble,
      findGpuTrouble,
      findOllamaTrouble,
      findIndexTrouble,
      findClockTrouble,
      findRoomTrouble,
      findFileSystemTrouble,
      findLoopbackTrouble,
      findLimitTrouble,
      findToolTrouble,
    ].flatMap((find) => find(diagnosis)),
  );

/** Whether `jig up` would fail. */
export const wouldStop = (findings: readonly Finding[]): boolean =>
  findings.some(({ harm }) => harm === "stops");
