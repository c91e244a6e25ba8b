// What lets a warm command start at once: the plan that was last made true, and the files that decided it. Any change of
// one of them, or a doubt, and the slow way is taken. No value of the user's environment is in it.

import { join, resolve } from "node:path";

import {
  applyDifference,
  environmentDifference,
  type EnvironmentDifference,
  type SystemEnvironment,
} from "../../activate/activate-environment.ts";
import { JIG_VERSION } from "../../base/version.ts";
import type { Template } from "../../describe/template.ts";
import type { Host } from "../../host/host.ts";
import { localLockPath, type Layout } from "../../plan/layout.ts";
import type { Plan } from "../../plan/plan.ts";
import { nixPlaces } from "../../probe/nix.ts";
import { isDriverLinked } from "../../realize/link-driver.ts";
import { nixProfile, outcomeFile, outcomeFor, type PackagesOutcome } from "../../realize/packages-outcome.ts";
import { sourcesOf } from "../../realize/folder-sources.ts";
import { systemEnvironmentFor } from "../../realize/system-environment.ts";
import { LOCAL_FILE } from "../../probe/find-project.ts";
import { toldVariables } from "../../supervise/told-variables.ts";
import type { PlannedProject } from "../project/plan-project.ts";
import { seeGpu } from "./gpu-record.ts";
import { isSearchSame, recordPackages, type PackagesRecord } from "./packages-record.ts";

/** Of this record: two builds of one version may differ in it. */
const SHAPE = 3;

export interface WarmRecord {
  readonly shape: typeof SHAPE;
  /** Another jig may plan otherwise. */
  readonly jig: string;
  /** A preset may depend on it. */
  readonly uid: number;
  /** Path to stamp: a changed, vanished or new file gives another. */
  readonly stamps: Readonly<Record<string, string>>;
  /** The variables that the description refers to: without one of them, planning has something to say. */
  readonly variables: readonly string[];
  /** For commands: `jig run` takes it as it is. */
  readonly difference: EnvironmentDifference;
  /** What `[packages]` brought. */
  readonly system: SystemEnvironment | null;
  /** Null: the project has no `[packages]`. */
  readonly packages: PackagesRecord | null;
  /** What was seen of the GPU; null: nothing here goes by it. */
  readonly gpu: string | null;
  /** With what keeps a service from being started on this machine. */
  readonly plan: Plan;
  /** One line for people: what is true. */
  readonly summary: string;
}

const recordPath = (layout: Layout): string => join(layout.state, "warm.json");

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
    difference: environmentDifference({ venv, env: plan.env, system, builds: true }),
    system,
    packages: outcome === null ? null : recordPackages(host, outcome),
    // Builds are chosen by the GPU without a word of it in the description, too.
    gpu: plan.gpu === undefined && planned.lock?.variants === undefined ? null : seeGpu(host),
    plan: withoutIndexes(plan),
    summary,
  };
  try {
    host.files.makeFolder(layout.state);
    host.files.writeText(recordPath(layout), JSON.stringify(record));
  } catch {
    // It only saves time: a full disk is told by what needs the room.
  }
};

/** Where all is installed no index is asked, and an address may have a password in it. */
const withoutIndexes = (plan: Plan): Plan => ({
  ...plan,
  steps: plan.steps.map((step) => {
    if (step.kind !== "install" && step.kind !== "lock") return step;
    const { indexes: _, ...rest } = step;
    return rest;
  }),
});

/** The record, when all that decided it is as it was; null when that has to be found out. */
export const readWarm = (host: Host, layout: Layout): WarmRecord | null => {
  const record = readRecord(host, layout);
  if (record === null || record.jig !== JIG_VERSION || record.uid !== host.machine.uid) return null;
  if (record.packages !== null && !isSearchSame(host, record.packages)) return null;
  if (record.gpu !== null && record.gpu !== seeGpu(host)) return null;
  for (const [path, stamp] of Object.entries(record.stamps)) if (stampOf(host, path) !== stamp) return null;
  // A stamp follows links; an environment behind one is not written to, and not used.
  if (layout.venv in record.stamps && host.files.lstat(layout.venv)?.kind !== "folder") return null;
  if (!areDriversLinked(host, layout, record.plan)) return null;
  return record.variables.every((name) => host.env[name] !== undefined) ? record : null;
};

/** What the environment that was last made true is known by, whatever has changed since; null when there was none. */
export const formerEnvironment = (host: Host, layout: Layout): string | null =>
  readRecord(host, layout)?.plan.steps.find(({ kind }) => kind === "install")?.digest ?? null;

/** The environment for a command, when it is known to be true; null when that has to be found out. */
export const warmEnvironment = (host: Host, layout: Layout): Record<string, string> | null => {
  const record = readWarm(host, layout);
  if (record === null) return null;
  const told = toldVariables(host, layout.state, record.plan.services);
  return { ...applyDifference(host.env, record.difference), ...told };
};

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
    : [venv, join(venv, "pyvenv.cfg"), join(venv, "bin", "python"), ...sitePackages(host, venv)]),
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

/** Everybody with access to the state folder may change where programs find the driver. */
const areDriversLinked = (host: Host, layout: Layout, { steps }: Plan): boolean =>
  steps.every((step) => step.kind !== "driver" || isDriverLinked(host, layout, step));

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

/** A record of another shape is none: its writer was another jig. */
const readRecord = (host: Host, layout: Layout): WarmRecord | null => {
  try {
    // One that cannot be read (another user's, after a `sudo`) is none either.
    const record: WarmRecord | null = JSON.parse(host.files.readText(recordPath(layout)) ?? "null");
    return record?.shape === SHAPE && typeof record.stamps === "object" && typeof record.plan === "object"
      ? record
      : null;
  } catch {
    return null;
  }
};

const sitePackages = (host: Host, venv: string): readonly string[] =>
  (host.files.list(join(venv, "lib")) ?? []).map((name) => join(venv, "lib", name, "site-packages"));

const stampOf = (host: Host, path: string): string => {
  const stat = host.files.stat(path);
  // A folder's size says nothing, and its inode changes when it is swapped.
  return stat === null
    ? "absent"
    : `${stat.inode} ${stat.modified}${stat.kind === "file" ? ` ${stat.size}` : ""}`;
};
