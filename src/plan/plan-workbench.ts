// Description × Facts × Lock → Plan. A function of values: same input, same bytes. It decides what has to be true, for
// any machine on any machine, and makes nothing true itself.

import type { Diagnostic } from "../base/diagnostic.ts";
import { digestOf } from "../base/digest.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { DescribedPython } from "../describe/description.ts";
import { checkLock, checkVenv } from "./python/check-python.ts";
import { checkPlatform } from "./platforms/check-platform.ts";
import { checkReferences } from "./services/check-references.ts";
import { checkService, namesOf, withPreset, type KnownPackages } from "./services/check-services.ts";
import { platformOf } from "./facts.ts";
import { buildsWished, examineLocks, platformsOf } from "./lock/examine-locks.ts";
import { gatherRequirements, type Requirements } from "./requirements/gather-requirements.ts";
import { planNotebooks } from "./plan-notebooks.ts";
import { sortServices } from "./services/sort-services.ts";
import { placeFinder } from "./place-finder.ts";
import { checkRequiredGpu, planDriver, planGpu } from "./gpu/plan-gpu.ts";
import { planPackages } from "./plan-packages.ts";
import type { Plan, PlannedGpu } from "./plan.ts";
import type { NixpkgsStep, Step } from "./step.ts";
import type { PlanInput } from "./plan-input.ts";
import type { Lock } from "./lock/lock.ts";
import { nixpkgsToLock, planPython, variantIn } from "./python/plan-python.ts";
import { lockIn, pythonLock } from "./lock/python-lock.ts";
import { hasPort, planServices, variablesByName, type PresetService } from "./services/plan-services.ts";
import { workbenchId } from "./compare/workbench-id.ts";

/** The plan, or every problem of the description that planning found, in the order of the text. */
export const planWorkbench = (input: PlanInput): Result<Plan, readonly Diagnostic[]> => {
  const { description, facts, layout } = input;
  const { source } = description;
  const placeOf = placeFinder(source);
  const python = description.python === null ? NO_PYTHON : planPythonPart(input, description.python);

  const chosen = sortServices(description.services).map((service) => withPreset(service, source));
  const services: readonly PresetService[] = chosen.flatMap((service) => (service.ok ? [service.value] : []));
  const known = {
    withPort: new Set(services.filter((service) => hasPort(service)).map(({ described }) => described.name)),
    variables: new Set(facts.variables),
  };
  const unknown = chosen.flatMap((service) => (service.ok ? [] : [service.failure]));
  const problems = [
    ...checkPlatform(input),
    ...python.problems,
    ...(input.startsServices === true
      ? checkRequiredGpu(description, facts.gpu, variantIn(input, python.lock))
      : []),
    ...unknown,
    ...services.flatMap((service) => checkService(service, description, python.packages)),
    // Whether a service has a port is not known while a preset is not.
    ...(unknown.length > 0 ? [] : checkReferences(description, known)),
  ];
  if (problems.length > 0) return fail(inTextOrder(problems, source.file));

  const project = description.name?.value ?? layout.root.split("/").at(-1) ?? "";
  const env = variablesByName(description.env);
  const { gpu, steps: own } = planMachine(input, python.lock, placeOf);
  const id = idOf(input, python);
  return ok({
    version: 1,
    project: { name: project === "" ? "project" : project, root: layout.root, id },
    platform: platformOf(facts),
    steps: [...own, ...python.steps],
    env,
    services: planServices(services, {
      input,
      project: { name: project, id },
      env,
      environment: environmentDigest(input, [...own, ...python.steps]),
      placeOf,
    }),
    ...(gpu === null ? {} : { gpu }),
    ...(description.notebooks === null ? {} : { notebooks: planNotebooks(description.notebooks, placeOf) }),
    ...(description.local === null ? {} : { local: description.local.keys }),
  });
};

const idOf = ({ description, lock }: PlanInput, { committed: requirements }: PythonPart): string => {
  const committed = description.local?.committed ?? description;
  return workbenchId({ description: committed, requirements, lock: lockIn(committed, lock) });
};

/** Other packages below a running service make it as old as another command would. */
const environmentDigest = ({ installedEnvironment }: PlanInput, steps: readonly Step[]): string | null => {
  const digestsOf = (...kinds: readonly Step["kind"][]): readonly string[] =>
    steps.flatMap(({ kind, digest }) => (kinds.includes(kind) ? digest : []));
  const installed = installedEnvironment ?? digestsOf("install")[0] ?? [];
  const digests = [installed, digestsOf("packages", "driver")].flat();
  return digests.length === 0 ? null : digests.join(" ");
};

/** What a machine is to have besides Python. */
const planMachine = (
  input: PlanInput,
  lock: Lock | null,
  placeOf: ReturnType<typeof placeFinder>,
): { readonly gpu: PlannedGpu | null; readonly steps: readonly Step[] } => {
  const { description, facts } = input;
  const gpu = planGpu(description, { found: facts.gpu, choice: variantIn(input, lock), lock, placeOf });
  const steps = [
    ...planNixpkgs(input, placeOf),
    ...planPackages(input, placeOf),
    ...planDriver(gpu, facts.gpu),
  ];
  return { gpu, steps };
};

/** With Python, its lock has the revision. */
const planNixpkgs = (input: PlanInput, placeOf: ReturnType<typeof placeFinder>): readonly NixpkgsStep[] => {
  const { description, locking } = input;
  const { nixpkgs } = nixpkgsToLock(input, placeOf);
  if (description.python !== null || locking !== "asked" || nixpkgs === undefined) return [];
  const { branch } = nixpkgs;
  return [{ id: "nixpkgs-lock", kind: "nixpkgs-lock", needs: [], digest: digestOf({ branch }), ...nixpkgs }];
};

interface PythonPart {
  readonly steps: readonly Step[];
  readonly problems: readonly Diagnostic[];
  /** Null when the requirements could not be read. */
  readonly packages: KnownPackages | null;
  /** What the committed description asks for; null when it has no Python, or its requirements could not be read. */
  readonly committed: Requirements | null;
  /** What is installed; null while it has to be made. */
  readonly lock: Lock | null;
}

const NO_PYTHON: PythonPart = { steps: [], problems: [], packages: null, committed: null, lock: null };

const planPythonPart = (given: PlanInput, python: DescribedPython): PythonPart => {
  const input = { ...given, lock: pythonLock(given.lock) };
  const { description, requirementsFiles } = input;
  const { source, local } = description;
  const venvProblems = checkVenv(python, input);
  const gathered = gatherRequirements(description, requirementsFiles);
  // What is committed asks for a part of it, so it has no problems of its own.
  const shared = local === null ? gathered : gatherRequirements(local.committed, requirementsFiles);
  if (!gathered.ok || !shared.ok) {
    const problems = gathered.ok ? [] : gathered.failure;
    return {
      steps: [],
      problems: [...venvProblems, ...problems],
      packages: null,
      committed: null,
      lock: null,
    };
  }
  const platforms = platformsOf(description);
  const asked = { python, platforms, requirements: gathered.value, gpu: buildsWished(description) };
  const committed = local === null ? python : local.committed.python;
  const locks = examineLocks(
    input,
    asked,
    committed === null
      ? null
      : {
          python: committed,
          platforms: platformsOf(local?.committed ?? description),
          requirements: shared.value,
          gpu: buildsWished(local?.committed ?? description),
        },
  );
  const { project, used } = locks;
  return {
    steps: planPython({ input, python, locks, placeOf: placeFinder(source) }),
    problems: [
      ...venvProblems,
      ...(committed === null || project === null ? [] : checkLock(given, { committed, python }, project)),
    ],
    packages:
      used === null
        ? { names: namesOf(gathered.value.requirements), areLocked: false }
        : { names: new Set(used.packages.map(({ name }) => name)), areLocked: true },
    committed: committed === null ? null : shared.value,
    lock: used,
  };
};

/** The description's problems first, in the order of its text, then those of each file that it reaches. */
const inTextOrder = (problems: readonly Diagnostic[], file: string): readonly Diagnostic[] => {
  const rank = ({ source }: Diagnostic): string => (source.file === file ? "" : source.file);
  return problems.toSorted((left, right) => {
    const [first, second] = [rank(left), rank(right)];
    if (first !== second) return first < second ? -1 : 1;
    return left.range.offset - right.range.offset;
  });
};
