// `jig plan --on … --json`: the plan of another machine with the files that it installs. It judges nothing.

import type { FileOn } from "../../plan/platforms/files-on.ts";
import type { ComparedPlans, PlanOn } from "../../plan/plan-on.ts";

/** One plan, as `jig plan --json` has it, with what only another machine's has. */
export const jsonOfPlanOn = ({ plan, machine, python, files, system }: PlanOn) => ({
  ...plan,
  on: machine.name,
  wsl: machine.isWsl,
  python,
  files: files.map(fileJson),
  // By nixpkgs' names; where in the description they stand is in the step.
  systemPackages: system,
});

const fileJson = ({ package: name, version, file, isSource, from }: FileOn) => ({
  package: name,
  version,
  // What is null has neither a wheel for that platform nor a source archive.
  name: file?.name ?? null,
  size: file?.size ?? null,
  sha256: file?.sha256 ?? null,
  built: isSource,
  ...(from === undefined ? {} : { from }),
});

/** Several plans, and the packages that are not the same on all of them. */
export const jsonOfPlansOn = (plans: readonly PlanOn[], { packages, system }: ComparedPlans) => ({
  version: 1,
  project: plans[0]?.plan.project ?? null,
  python: plans[0]?.python ?? null,
  platforms: Object.fromEntries(plans.map((each) => [each.machine.name, jsonOfPlanOn(each)])),
  differences: packages
    .filter(({ differs }) => differs)
    .map(({ package: name, on }) => ({
      package: name,
      on: Object.fromEntries(
        Object.entries(on).map(([platform, file]) => [
          platform,
          file === null
            ? null
            : { version: file.version, name: file.file?.name ?? null, built: file.isSource },
        ]),
      ),
    })),
  systemDifferences: system
    .filter(({ differs }) => differs)
    .map(({ package: name, on }) => ({ package: name, on })),
});
