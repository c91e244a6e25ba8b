// The steps of `[python]`: uv, an interpreter, the lock, `.venv`, the packages, the imports. It carries out none of them.

import { digestOf } from "../../base/digest.ts";
import type { Place, Range } from "../../base/place.ts";
import type { DescribedPython } from "../../describe/description.ts";
import { choosePython, minorOf, requestOf } from "./choose-python.ts";
import { packagesDigest, type LockState, type LockStates } from "../lock/examine-locks.ts";
import { platformOf } from "../facts.ts";
import { chooseVariant, type VariantChoice } from "../gpu/choose-variant.ts";
import { lockFor } from "../lock/lock-variants.ts";
import type { Lock, LockedPackage } from "../lock/lock.ts";
import { isRevision, namedNixpkgs } from "../nixpkgs.ts";
import { markerHolds } from "../platforms/marker.ts";
import { wishForCuda } from "../gpu/plan-gpu.ts";
import { isPythonFromNix } from "../plan-packages.ts";
import type { PlanInput } from "../plan-input.ts";
import { markerValuesOf } from "../platforms/platforms.ts";
import type { ImportCheckStep, InstallStep, LockStep, PythonStep, Step, UvStep, VenvStep } from "../step.ts";

// The first with all that is asked of it: `export --format pylock.toml`, `UV_SYSTEM_CERTS`.
export const MINIMUM_UV = "0.9.17";

export interface PythonPlanning {
  readonly input: PlanInput;
  readonly python: DescribedPython;
  readonly locks: LockStates;
  readonly placeOf: (range: Range) => Place;
}

/** The steps in the order in which they are carried out. A lock step is there only when it has to be carried out. */
export const planPython = (planning: PythonPlanning): readonly Step[] => {
  const { input, python, locks, placeOf } = planning;
  const wish = wishOf(python, locks.latest);
  const request = requestOf(wish);
  const isFromNix = isPythonFromNix(input.facts);
  const chosen = choosePython(wish, isFromNix ? { ...input.facts, pythons: [] } : input.facts);
  const uv: UvStep = {
    id: "uv",
    kind: "uv",
    why: placeOf(python.range),
    needs: [],
    digest: digestOf({ minimum: MINIMUM_UV }),
    minimum: MINIMUM_UV,
  };
  const interpreter: PythonStep = {
    id: "python",
    kind: "python",
    why: placeOf(python.version.range),
    needs: isFromNix ? ["packages", "uv"] : ["uv"],
    // The path is no part of any digest: what is asked for decides, and a `.venv` keeps the interpreter it has.
    digest: digestOf({ request }),
    request,
    path: chosen?.path ?? null,
  };
  const made = planLocks(planning);
  const built = { request, version: chosen?.version ?? wish.full ?? request, made: made.at(-1) ?? null };
  return [uv, interpreter, ...made, ...planEnvironment(planning, built)];
};

interface Built {
  readonly request: string;
  readonly version: string;
  /** The last lock that has to be made first; null when there is none to make. */
  readonly made: LockStep | null;
}

/** `.venv` and what is in it. */
const planEnvironment = (
  { input, python, locks, placeOf }: PythonPlanning,
  { request, version, made }: Built,
): readonly Step[] => {
  const afterLock = made === null ? [] : [made.id];
  const whole = made === null ? (locks.local === null ? input.lock : locks.used) : null;
  const lock = whole === null ? null : lockFor(whole, variantIn(input, whole).variant);
  const scope = locks.local === null ? "project" : "local";
  const venv: VenvStep = {
    id: "venv",
    kind: "venv",
    why: placeOf(python.version.range),
    needs: ["python", ...afterLock],
    digest: digestOf({ path: input.layout.venv, request }),
    path: input.layout.venv,
  };
  const install: InstallStep = {
    id: "install",
    kind: "install",
    why: placeOf(requirementsRange(python)),
    needs: ["venv", ...afterLock],
    digest: digestOf({
      packages: lock === null ? (locks.local ?? locks.project)?.inputs : packagesDigest(lock),
      python: minorOf(request),
      venv: input.layout.venv,
    }),
    packages: lock === null ? null : countPackagesHere(lock, input.facts, version),
    ...(python.build?.value === "never" ? { build: "never" as const } : {}),
    ...indexesOf(locks),
    ...(lock === null ? {} : foldersIn(packagesHere(lock, input.facts, version))),
    scope,
  };
  const [first] = python.importCheck;
  if (first === undefined) return [venv, install];
  const modules = python.importCheck.map(({ value }) => value);
  const imports: ImportCheckStep = {
    id: "import-check",
    kind: "import-check",
    why: placeOf(first.range),
    needs: ["install"],
    digest: digestOf({ modules, install: install.digest, venv: venv.digest }),
    modules,
  };
  return [venv, install, imports];
};

const foldersIn = (packages: readonly LockedPackage[]): Pick<InstallStep, "folders"> => {
  const folders = packages.flatMap(({ name, place }) =>
    place?.kind === "folder" ? [{ name, path: place.path, isEditable: place.isEditable }] : [],
  );
  return folders.length === 0 ? {} : { folders };
};

const indexesOf = ({ local, project }: LockStates): Pick<InstallStep, "indexes"> => {
  const indexes = (local ?? project)?.requirements.indexes;
  return indexes === undefined ? {} : { indexes };
};

/** Which of a lock's builds this machine gets. */
export const variantIn = ({ description, facts }: PlanInput, lock: Lock | null): VariantChoice =>
  description.gpu === null
    ? { variant: null, because: null, isCpu: false }
    : chooseVariant({ lock, facts, wish: wishForCuda(description.gpu) });

/** Where the description says what to install; `[python]` itself when it says nothing. */
export const requirementsRange = (python: DescribedPython): Range =>
  (python.requirements[0] ?? python.packages[0] ?? python).range;

/** Those of the locked packages that are for this machine, with a Python of that version. */
export const packagesHere = (
  lock: Lock,
  facts: PlanInput["facts"],
  version: string,
): readonly LockedPackage[] => {
  const values = markerValuesOf(platformOf(facts), version);
  return lock.packages.filter(({ marker }) => markerHolds(marker, values));
};

/** How many of the locked packages are for this machine. */
export const countPackagesHere = (lock: Lock, facts: PlanInput["facts"], version: string): number =>
  packagesHere(lock, facts, version).length;

/** The version that is wished for: a full one in the description goes before the lock's. */
const wishOf = (python: DescribedPython, lock: Lock | null) => {
  const version = python.version.value;
  const minor = minorOf(version);
  const locked = lock !== null && minorOf(lock.python) === minor ? lock.python : null;
  return { minor, full: version === minor ? locked : version, exact: python.exact };
};

/** The locks that have to be made, the project's before the one that is made over it. */
const planLocks = ({ input, python, locks, placeOf }: PythonPlanning): readonly LockStep[] => {
  const { project, local } = locks;
  const { locking } = input;
  const steps: LockStep[] = [];
  // A frozen lock is taken as it is; without one there is no plan at all.
  const isKept = locking === "frozen" || locking === "locked";
  const reason = locking === "asked" ? "asked" : project?.stale;
  if (project !== null && reason !== null && reason !== undefined && !isKept)
    steps.push({
      ...lockStep(project, reason, {
        why: placeOf(committedRange(input, python)),
        python: input.description.local?.committed.python ?? python,
      }),
      ...nixpkgsToLock(input, placeOf),
    });
  if (local !== null && (local.stale !== null || steps.length > 0))
    steps.push({
      ...lockStep(local, local.stale ?? "changed", { why: placeOf(localRange(input, python)), python }),
      needs: ["uv", "python", ...steps.map(({ id }) => id)],
    });
  return steps;
};

/** Of `[packages]` as everybody has it. Only who asks for a lock waits for an answer; a revision that is named needs no lock. */
export const nixpkgsToLock = (
  { description, facts, locking }: Pick<PlanInput, "description" | "facts" | "locking">,
  placeOf: PythonPlanning["placeOf"],
): Pick<LockStep, "nixpkgs"> => {
  const committed = description.local?.committed ?? description;
  const branch = namedNixpkgs(committed);
  const { packages } = committed;
  if (packages === null || isRevision(branch)) return {};
  const isAsked = locking === "asked";
  return {
    nixpkgs: {
      branch,
      git: isAsked ? (facts.git?.path ?? null) : null,
      nix: isAsked ? facts.nix : null,
      why: placeOf((packages.nixpkgs ?? packages).range),
    },
  };
};

const lockStep = (
  state: LockState,
  reason: LockStep["reason"],
  { why, python }: { readonly why: Place; readonly python: DescribedPython },
): LockStep => {
  const { scope, stale, requiresPython, inputs, requirements, platforms, gpu } = state;
  const builds = gpu === null ? {} : { gpu };
  return {
    id: scope === "local" ? "local-lock" : "lock",
    kind: "lock",
    why,
    needs: ["uv", "python"],
    digest: digestOf({ requiresPython, inputs, platforms, ...builds }),
    ...builds,
    scope,
    reason: reason === "asked" && stale === "missing" ? "missing" : reason,
    requiresPython,
    requirements: requirements.requirements,
    constraints: requirements.constraints,
    ...(requirements.places.length === 0 ? {} : { places: requirements.places }),
    ...(requirements.hashes === undefined ? {} : { hashes: requirements.hashes }),
    ...(requirements.taken === undefined ? {} : { taken: requirements.taken }),
    ...(requirements.prerelease === true ? { prerelease: true as const } : {}),
    ...(requirements.indexes === undefined ? {} : { indexes: requirements.indexes }),
    ...(requirements.sources === undefined ? {} : { sources: requirements.sources }),
    platforms,
    build: python.build?.value ?? "allow",
    excludeNewer: python.excludeNewer?.value ?? null,
    inputs,
  };
};

/** Where the committed file says what to install. */
const committedRange = ({ description: { local } }: PlanInput, python: DescribedPython): Range =>
  requirementsRange(local?.committed.python ?? python);

/** The first of what stands in the local file; all of `[python]` when that only changes what is installed in passing. */
const localRange = ({ description: { source } }: PlanInput, python: DescribedPython): Range => {
  const start = source.second?.start ?? 0;
  const { requirements, packages, version } = python;
  const own = [...requirements, ...packages, version].find(({ range }) => range.offset >= start);
  return (own ?? python).range;
};
