// The steps of `[python]`: uv, an interpreter, the lock, `.venv`, the packages, the imports. It carries out none of them.

import { canonicalJson, digestOf, sha256 } from "../base/digest.ts";
import type { Place, Range } from "../base/place.ts";
import type { DescribedPython } from "../describe/description.ts";
import { choosePython, minorOf, requestOf } from "./choose-python.ts";
import type { Requirements } from "./gather-requirements.ts";
import type { Lock } from "./lock.ts";
import { markerHolds } from "./marker.ts";
import type { PlanInput } from "./plan-input.ts";
import type { ImportCheckStep, InstallStep, LockStep, PythonStep, Step, UvStep, VenvStep } from "./plan.ts";

// The first with all that is asked of it: `export --format pylock.toml`, `UV_SYSTEM_CERTS`.
export const MINIMUM_UV = "0.9.17";

/** What the lock has to hold for, and whether the one that is there does. */
export interface LockState {
  readonly requiresPython: string;
  /** What a lock for these requirements carries as its `inputs`. */
  readonly inputs: string;
  /** Null: the lock is there and answers the requirements. */
  readonly stale: "missing" | "changed" | null;
}

/** Compares the lock with what the description asks for. */
export const examineLock = (
  python: DescribedPython,
  requirements: Requirements,
  lock: Lock | null,
): LockState => {
  const version = python.version.value;
  const requiresPython = `==${minorOf(version)}.*`;
  const inputs = `sha256:${sha256(
    canonicalJson({
      requirements: requirements.requirements,
      constraints: requirements.constraints,
      python: python.exact ? version : minorOf(version),
    }),
  )}`;
  const isCurrent = lock !== null && lock.inputs === inputs && lock.requiresPython === requiresPython;
  return { requiresPython, inputs, stale: lock === null ? "missing" : isCurrent ? null : "changed" };
};

export interface PythonPlanning {
  readonly input: PlanInput;
  readonly python: DescribedPython;
  readonly requirements: Requirements;
  readonly lockState: LockState;
  readonly placeOf: (range: Range) => Place;
}

/** The steps in the order in which they are carried out. A lock step is there only when it has to be carried out. */
export const planPython = (planning: PythonPlanning): readonly Step[] => {
  const { input, python, placeOf } = planning;
  const wish = wishOf(python, input.lock);
  const request = requestOf(wish);
  const chosen = choosePython(wish, input.facts);
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
    needs: ["uv"],
    // The path is no part of any digest: what is asked for decides, and a `.venv` keeps the interpreter it has.
    digest: digestOf({ request }),
    request,
    path: chosen?.path ?? null,
  };
  const lock = planLock(planning);
  return [
    uv,
    interpreter,
    ...(lock === null ? [] : [lock]),
    ...planEnvironment(
      planning,
      { request, version: chosen?.version ?? wish.full ?? request },
      lock === null ? input.lock : null,
    ),
  ];
};

/** `.venv` and what is in it. `lock` is null while it has to be made. */
const planEnvironment = (
  { input, python, lockState, placeOf }: PythonPlanning,
  { request, version }: { readonly request: string; readonly version: string },
  lock: Lock | null,
): readonly Step[] => {
  const afterLock = lock === null ? ["lock"] : [];
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
      packages: lock === null ? lockState.inputs : packagesDigest(lock),
      python: minorOf(request),
      venv: input.layout.venv,
    }),
    packages: lock === null ? null : countPackages(lock, input.facts, version),
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

/** Where the description says what to install; `[python]` itself when it says nothing. */
export const requirementsRange = (python: DescribedPython): Range =>
  (python.requirements[0] ?? python.packages[0] ?? python).range;

/** How many of the locked packages are for this machine. */
const countPackages = (lock: Lock, facts: PlanInput["facts"], version: string): number => {
  const isMacos = facts.os === "macos";
  const values = {
    sys_platform: isMacos ? "darwin" : "linux",
    platform_system: isMacos ? "Darwin" : "Linux",
    os_name: "posix",
    platform_machine: facts.arch === "x64" ? "x86_64" : isMacos ? "arm64" : "aarch64",
    implementation_name: "cpython",
    platform_python_implementation: "CPython",
    python_version: minorOf(version),
    python_full_version: version,
    extra: "",
  };
  return lock.packages.filter(({ marker }) => markerHolds(marker, values)).length;
};

/** Of what the lock makes an environment hold; sizes and the index do not change it. */
const packagesDigest = ({ packages }: Lock): string =>
  digestOf(
    packages.map(({ name, version, marker, files }) => [
      name,
      version,
      marker,
      ...files.map(({ sha256: hash }) => hash),
    ]),
  );

/** The version that is wished for: a full one in the description goes before the lock's. */
const wishOf = (python: DescribedPython, lock: Lock | null) => {
  const version = python.version.value;
  const minor = minorOf(version);
  const locked = lock !== null && minorOf(lock.python) === minor ? lock.python : null;
  return { minor, full: version === minor ? locked : version, exact: python.exact };
};

const planLock = ({ input, python, requirements, lockState, placeOf }: PythonPlanning): LockStep | null => {
  const reason = input.locking === "asked" ? "asked" : lockState.stale;
  // A frozen lock is taken as it is; without one there is no plan at all.
  if (reason === null || input.locking === "frozen" || input.locking === "locked") return null;
  const { requiresPython, inputs } = lockState;
  return {
    id: "lock",
    kind: "lock",
    why: placeOf(requirementsRange(python)),
    needs: ["uv", "python"],
    digest: digestOf({ requiresPython, inputs }),
    reason: reason === "asked" && lockState.stale === "missing" ? "missing" : reason,
    requiresPython,
    requirements: requirements.requirements,
    constraints: requirements.constraints,
    inputs,
  };
};
