// The environment that a service, a kernel and `jig run` get: the user's, less what would point Python elsewhere, plus
// the project's. Values in, values out: no shell is started and nothing of this process is read.

import type { Template } from "../describe/services/template.ts";
import { firstOnPath, withoutEndingSlashes } from "../plan/render/first-on-path.ts";
import { renderTemplate } from "../plan/render/render-template.ts";

/** What of a plan decides the environment. */
export interface WorkbenchEnvironment {
  /** The absolute path of the `.venv`; null when the project has no Python. */
  readonly venv: string | null;
  /** `[env]` of the description. */
  readonly env: Readonly<Record<string, Template>>;
  /** What `[packages]` brings; null, or absent: nothing. */
  readonly system?: SystemEnvironment | null;
  /** It is for a command or a shell of a person, who may want to compile: services get no compiler's variables. */
  readonly builds?: boolean;
  /** It is for a shell, where no loader's path is set: whatever a person types there would be led by it. */
  readonly isShell?: boolean;
}

/** What packages of the system and a GPU add to an environment. */
export interface SystemEnvironment {
  /** Folders for `PATH`. */
  readonly path: readonly string[];
  readonly set: Readonly<Record<string, string>>;
  /** Folders of libraries that programs open by name, for `LD_LIBRARY_PATH`: of a driver, with nothing else in them. */
  readonly libraries?: readonly string[];
  /** For compilers. */
  readonly build: Readonly<Record<string, string>>;
}

/**
 * How to get from a user's environment to the project's, without a value of the user's in it: it can be stored and
 * applied to another environment later. Plain JSON.
 */
export interface EnvironmentDifference {
  /** Names, or beginnings of names that end in `*`. */
  readonly unset: readonly string[];
  /** The folder that stands first on `PATH`, also on one that is set; null: `PATH` gets no folder of ours. */
  readonly pathPrefix: string | null;
  /** Folders that come behind it; absent when there are none. */
  readonly pathFolders?: readonly string[];
  /** Folders that come first on `LD_LIBRARY_PATH`; absent when there are none. */
  readonly libraryFolders?: readonly string[];
  /** Rendered against the environment as it is after the other two; what was unset is still seen by its old value. */
  readonly set: Readonly<Record<string, Template>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Another Python's settings: each would send imports, packages or Jupyter's files somewhere else. And what is only for shells. */
const FOREIGN = [
  "CONDA_*",
  "_CE_*",
  "VIRTUAL_ENV*",
  "PYTHONHOME",
  "PYTHONPATH",
  "PYTHONSTARTUP",
  "PYTHONUSERBASE",
  "PYENV_*",
  "JUPYTER_*",
  // Of a `jig shell`: what is started in one is in that workbench, but it is not that shell.
  "JIG_SHELL",
  "JIG_ENTRY_*",
  "JIG_CARRIED_*",
];

/** What a login without any `PATH` would get: with a folder of ours alone, `ls` would not be found. */
const USUAL_PATH = "/usr/local/bin:/usr/bin:/bin";

/** The difference that a workbench makes, whatever environment it is applied to. */
export const environmentDifference = (workbench: WorkbenchEnvironment): EnvironmentDifference => {
  const { venv, env, system = null, builds = false, isShell = false } = workbench;
  const libraries = isShell ? [] : (system?.libraries ?? []);
  const fixed = {
    ...system?.set,
    ...(builds ? system?.build : {}),
    ...(venv === null ? {} : { VIRTUAL_ENV: venv }),
  };
  return {
    unset: FOREIGN,
    pathPrefix: venv === null ? null : `${venv}/bin`,
    ...(system === null || system.path.length === 0 ? {} : { pathFolders: system.path }),
    ...(libraries.length === 0 ? {} : { libraryFolders: libraries }),
    set: {
      ...Object.fromEntries(
        Object.entries(fixed).map(([name, value]): [string, Template] => [name, [value]]),
      ),
      ...env,
    },
  };
};

/**
 * The environment with the difference applied; `base` stays as it was. Folders of an active foreign environment leave
 * `PATH`. A variable whose text refers to one that is not set is left out: half a value would be worse than none
 * (`missingVariables` names what it waits for).
 */
export const applyDifference = (
  base: Environment,
  difference: EnvironmentDifference,
): Record<string, string> => {
  const kept = Object.entries(base).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !isUnset(entry[0], difference),
  );
  const result: Record<string, string> = Object.fromEntries(kept);
  const path = pathOf(base, [difference.pathPrefix ?? [], ...(difference.pathFolders ?? [])].flat());
  if (path !== undefined) result["PATH"] = path;
  const libraries = libraryPathOf(result, difference);
  if (libraries !== null) result["LD_LIBRARY_PATH"] = libraries;
  const seen: Environment = { ...base, ...result };
  for (const [name, template] of Object.entries(difference.set)) {
    const text = renderTemplate(template, { port: null, ports: {}, env: seen });
    if (text.ok) result[name] = text.value;
  }
  // A `PATH` of the description adds folders: the project's Python stays the one that is found.
  if (difference.pathPrefix !== null) {
    result["PATH"] = firstOnPath(difference.pathPrefix, result["PATH"] ?? "");
  }
  return result;
};

/**
 * The environment for a workbench: `applyDifference(base, environmentDifference(workbench))`. What a command or a shell
 * of jig's has got for compilers goes no further than that: not to a service that is started from there.
 */
export const activateEnvironment = (
  base: Environment,
  workbench: WorkbenchEnvironment,
): Record<string, string> => {
  const ours = workbench.builds === true ? {} : (workbench.system?.build ?? {});
  const isOurs = (name: string): boolean =>
    Object.hasOwn(ours, name) && (base["JIG_SHELL"] !== undefined || base[name] === ours[name]);
  const users = Object.fromEntries(Object.entries(base).filter(([name]) => !isOurs(name)));
  return applyDifference(users, environmentDifference(workbench));
};

/** The variables that the difference refers to and that `base` does not have, in order, each once. */
export const missingVariables = (base: Environment, difference: EnvironmentDifference): readonly string[] => {
  const missing = new Set<string>();
  for (const part of Object.values(difference.set).flat()) {
    if (typeof part !== "string" && part.kind === "env" && base[part.name] === undefined) {
      missing.add(part.name);
    }
  }
  return [...missing];
};

/** Whether a variable of the user's does not reach services, kernels and `jig run`. */
export const isForeignVariable = (name: string): boolean => matches(name, FOREIGN);

const isUnset = (name: string, { unset }: EnvironmentDifference): boolean => matches(name, unset);

const matches = (name: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) =>
    pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  );

const pathOf = (base: Environment, ours: readonly string[]): string | undefined => {
  const foreign = new Set([...foreignFolders(base), ...ours]);
  const path = base["PATH"] === "" ? undefined : base["PATH"];
  if (path === undefined && ours.length === 0) return undefined;
  const folders = (path ?? USUAL_PATH)
    .split(":")
    .filter((folder) => !foreign.has(withoutEndingSlashes(folder)));
  return [...ours, ...folders].join(":");
};

/** Ours before the user's, each once; null when we have none. */
const libraryPathOf = (
  { LD_LIBRARY_PATH: users = "" }: Environment,
  { libraryFolders = [] }: EnvironmentDifference,
): string | null => {
  if (libraryFolders.length === 0) return null;
  const others = users.split(":").filter((folder) => folder !== "" && !libraryFolders.includes(folder));
  return [...libraryFolders, ...others].join(":");
};

/** `$VIRTUAL_ENV/bin`, `$CONDA_PREFIX/bin`, and the outer ones of a conda stack: `$CONDA_PREFIX_1/bin`. */
const foreignFolders = (base: Environment): readonly string[] =>
  Object.entries(base).flatMap(([name, value]) =>
    value !== undefined && value !== "" && isEnvironment(name) ? [`${value.replace(/\/+$/, "")}/bin`] : [],
  );

const isEnvironment = (name: string): boolean =>
  name === "VIRTUAL_ENV" ||
  name === "CONDA_PREFIX" ||
  (name.startsWith("CONDA_PREFIX_") && /_\d+$/.test(name.slice("CONDA_PREFIX".length)));
