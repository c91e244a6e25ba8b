// What a Python of Nix's needs besides itself: libraries that wheels ask for by name, and a compiler for what has to be
// built. Neither reaches any other program.

import { join } from "node:path";

import type { Files } from "../../host/host.ts";
import type { Plan } from "../../plan/plan.ts";
import { sitePackagesOf } from "../../probe/python/environment-state.ts";
import { outcomeFor, type PackagesOutcome } from "./packages-outcome.ts";
import type { StepContext } from "../realize-context.ts";

/** What manylinux promises to wheels, in the order in which they have to be opened. */
const LIBRARIES = ["libgcc_s.so.1", "libstdc++.so.6", "libz.so.1"];

const MODULE = "_jig_libraries";

/** One that was collected as garbage is missed by who needs it, which says so better than every start of Python would. */
const OPEN_ONE = `    try:
        ctypes.CDLL(library)
    except OSError:
        pass
`;

/** Whether the plan's interpreter is among the packages that Nix brings. */
export const isPythonPlannedFromNix = (plan: Plan): boolean =>
  plan.steps.some((step) => step.kind === "packages" && step.bringsPython);

/** The libraries for wheels in these folders, by their whole paths. */
export const wheelLibraries = (files: Files, folders: readonly string[]): readonly string[] =>
  LIBRARIES.flatMap((name) => {
    const path = folders
      .map((folder) => join(folder, name))
      .find((candidate) => files.stat(candidate) !== null);
    return path === undefined ? [] : [path];
  });

/**
 * Has the environment's Python open these libraries whenever it starts, in kernels and workers too: Nix's looks for them
 * nowhere, and `LD_LIBRARY_PATH` would reach every child and break some.
 */
export const teachLibraries = (files: Files, venv: string, libraries: readonly string[]): void => {
  const packages = sitePackagesOf(files, venv);
  if (packages === null || libraries.length === 0) return;
  const write = (name: string, text: string): void => {
    const path = join(packages, name);
    if (files.readText(path) !== text) files.writeText(path, text, 0o644);
  };
  write(`${MODULE}.py`, `import ctypes\n\nfor library in ${JSON.stringify(libraries)}:\n${OPEN_ONE}`);
  write(`${MODULE}.pth`, `import ${MODULE}\n`);
};

/** The environment's part of what Nix brought; null when its Python is another one. */
export const nixForPython = ({
  host,
  layout,
  plan,
}: Pick<StepContext, "host" | "layout" | "plan">): PackagesOutcome | null => {
  const outcome = isPythonPlannedFromNix(plan) ? outcomeFor(host, layout, plan) : null;
  return outcome?.way === "nix" ? outcome : null;
};

/** For a uv that may have to compile: Nix's compiler where the Python is Nix's, nothing elsewhere. */
export const compilerEnvironment = (
  context: Pick<StepContext, "host" | "layout" | "plan">,
): Readonly<Record<string, string>> => {
  const outcome = nixForPython(context);
  if (outcome === null) return {};
  const { path, set, build } = outcome.environment;
  const compilers = [build["NIX_CC"], build["NIX_BINTOOLS"]].flatMap((folder) => folder ?? []);
  const usual = context.host.env["PATH"] ?? "";
  const folders = [
    ...compilers.map((folder) => join(folder, "bin")),
    ...path,
    ...(usual === "" ? [] : [usual]),
  ];
  return { ...set, ...build, PATH: folders.join(":") };
};
