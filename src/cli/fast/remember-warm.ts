// Writes down what was made true, and what decided it, for warm commands (`warm-record.ts`). It makes nothing true itself.

import { join, resolve } from "node:path";

import { environmentDifference } from "../../activate/activate-environment.ts";
import { besideJupyter } from "../../activate/beside-jupyter.ts";
import { JIG_VERSION } from "../../base/version.ts";
import type { Template } from "../../describe/services/template.ts";
import type { Host } from "../../host/host.ts";
import { localLockPath, type Layout } from "../../plan/layout.ts";
import type { Plan } from "../../plan/plan.ts";
import { LOCAL_FILE } from "../../probe/project/find-project.ts";
import { otherPythons, venvPython } from "../../probe/python/environment-state.ts";
import { nixPlaces } from "../../probe/tools/nix.ts";
import { sourcesOf } from "../../realize/installed/folder-sources.ts";
import {
  nixProfile,
  outcomeFile,
  outcomeFor,
  type PackagesOutcome,
} from "../../realize/nix/packages-outcome.ts";
import { systemEnvironmentFor } from "../../realize/system-environment.ts";
import type { PlannedProject } from "../project/plan-project.ts";
import { seeGpu } from "./gpu-record.ts";
import { recordPackages } from "./record-packages.ts";
import { recordPath, SHAPE, stampOf, type WarmRecord } from "./warm-record.ts";

/** Writes down that the plan is true now. */
export const rememberWarm = (host: Host, planned: PlannedProject, summary: string): void => {
  const { layout, plan } = planned;
  const venv = plan.steps.some(({ kind }) => kind === "venv") ? layout.venv : null;
  const outcome = outcomeFor(host, layout, plan);
  const system = systemEnvironmentFor(host, layout, plan);
  const record: WarmRecord = {
    shape: SHAPE,
    jig: JIG_VERSION,
    uid: host.machine.uid,
    stamps: Object.fromEntries(
      [
        ...decidingFiles(host, planned, venv),
        ...packageFiles(host, layout, outcome),
        ...driverFiles(plan),
        ...folderFiles(host, layout, plan),
      ].map((path) => [path, stampOf(host, path)]),
    ),
    variables: variablesOf(plan),
    difference: environmentDifference({
      venv,
      env: { ...besideJupyter(plan.services), ...plan.env },
      system,
      builds: true,
    }),
    system,
    packages: outcome === null ? null : recordPackages(host, outcome),
    gpu: goesByGpu(planned) ? seeGpu(host) : null,
    driver: plan.steps.find((step) => step.kind === "driver")?.libraries ?? null,
    services: plan.services.map(({ name, tells }) => ({ name, ...(tells === undefined ? {} : { tells }) })),
    environment: plan.steps.find((step) => step.kind === "install")?.digest ?? null,
    plan: JSON.stringify(withoutIndexes(plan)),
    summary,
  };
  try {
    host.files.makeFolder(layout.state);
    host.files.writeText(recordPath(layout), JSON.stringify(record));
  } catch {
    // It only saves time: a full disk is told by what needs the room.
  }
};

/** Without `[gpu]` the card is the packages' own business, and with `off` nobody's. */
const goesByGpu = ({ plan: { gpu } }: PlannedProject): boolean => gpu !== undefined && gpu.cuda !== "off";

/** Where all is installed no index is asked, and an address may have a password in it. */
const withoutIndexes = (plan: Plan): Plan => ({
  ...plan,
  steps: plan.steps.map((step) => {
    if (step.kind !== "install" && step.kind !== "lock") return step;
    const { indexes: _, ...rest } = step;
    return rest;
  }),
});

const decidingFiles = (
  host: Host,
  { layout, requirementsFiles }: PlannedProject,
  venv: string | null,
): readonly string[] => [
  join(layout.root, layout.file),
  // A second description beside the first is an error.
  join(layout.root, layout.file === "jig.toml" ? "pyproject.toml" : "jig.toml"),
  layout.lock,
  join(layout.root, LOCAL_FILE),
  localLockPath(layout),
  ...requirementsFiles.map((file) => resolve(layout.root, file)),
  ...(venv === null
    ? []
    : [
        venv,
        join(venv, "pyvenv.cfg"),
        venvPython(venv),
        ...otherPythons(host.files, venv),
        ...sitePackages(host, venv),
      ]),
];

/** A Nix that comes, goes or changes decides anew; so does a package that leaves this machine. */
const packageFiles = (host: Host, layout: Layout, outcome: PackagesOutcome | null): readonly string[] =>
  outcome === null
    ? []
    : [
        outcomeFile(layout),
        ...nixPlaces(host),
        ...(outcome.way === "nix" ? [nixProfile(layout)] : outcome.found),
      ];

/** Another driver decides anew. */
const driverFiles = ({ steps }: Plan): readonly string[] =>
  steps.flatMap((step) => (step.kind === "driver" ? step.libraries : []));

/** A package that is copied from a folder is built anew when that changes. */
const folderFiles = (host: Host, { root }: Layout, { steps }: Plan): readonly string[] =>
  steps.flatMap((step) =>
    step.kind === "install"
      ? (step.folders ?? []).flatMap((folder) => {
          const { files, folders } = sourcesOf(host.files, root, folder);
          return [...files, ...folders];
        })
      : [],
  );

const variablesOf = (plan: Plan): readonly string[] => {
  const templates: Template[] = Object.values(plan.env);
  for (const { command, env } of plan.services) {
    templates.push(...Object.values(env), ...(command.kind === "shell" ? [command.script] : command.words));
  }
  const names = templates
    .flat()
    .flatMap((part) => (typeof part === "object" && part.kind === "env" ? part.name : []));
  return [...new Set(names)];
};

const sitePackages = (host: Host, venv: string): readonly string[] =>
  (host.files.list(join(venv, "lib")) ?? []).map((name) => join(venv, "lib", name, "site-packages"));
