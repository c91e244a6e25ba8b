// A realize failure as a problem for people: what, why as far as known, and what to do. It decides nothing.

import type { DiagnosticFound } from "../../api/events.ts";
import type { Place } from "../../base/place.ts";
import type { AskingPlace } from "../../plan/requirements/asking-places.ts";
import type { Step } from "../../plan/step.ts";
import { troubledFile, troubledState } from "./explain-files.ts";
import { explainHashes } from "./explain-hashes.ts";
import { failedInstall, obstructed, unnamedIndex } from "./explain-install.ts";
import { failedLock, LOCK_READ_ONLY, unlockable, untakenLock } from "./explain-lock.ts";
import { explainPackages, type Machine } from "./explain-packages.ts";
import { explainGaps } from "./explain-platforms.ts";
import { missingPython, unavailableUv, unfitUv } from "./explain-tools.ts";
import type { Words } from "./failure-words.ts";
import type { ImportFailed, RealizeFailure } from "../realize-failure.ts";
import { said } from "./say-program.ts";

type Problem = Omit<DiagnosticFound, "event" | "at">;
/**
 * The failure in words. Its `code` is the failure's reason.
 * @param context where the project asks for a package (by its PEP 503 name), the steps of the plan that failed, and how
 *   the machine installs packages of its own
 */
export const explainFailure = (
  failure: RealizeFailure,
  { placesOf = () => [], steps = [], machine = UNKNOWN_MACHINE }: FailureContext = {},
): Problem => {
  const { about, ...words } = wordsFor(failure, { machine, placesOf });
  return {
    severity: "error",
    code: failure.reason,
    place:
      about === undefined || about === null
        ? placeOfStep(failure, steps)
        : (placesOf(about)[0]?.place ?? null),
    hint: null,
    detail: [],
    ...words,
  };
};

/** Steps know which line asks for a Python and for modules that import. */
export interface FailureContext {
  readonly placesOf?: (name: string) => readonly AskingPlace[];
  readonly steps?: readonly Pick<Step, "kind" | "why">[];
  readonly machine?: Machine;
}

const UNKNOWN_MACHINE: Machine = { packageManager: null, user: { uid: 0, home: "", shell: null } };

const STEPS: Readonly<Partial<Record<RealizeFailure["reason"], Step["kind"]>>> = {
  "python-unavailable": "python",
  "import-failed": "import-check",
  "lock-not-taken": "lock",
  "lock-read-only": "lock",
};

/** Where the file asks for what failed; null when no line does. */
const placeOfStep = (
  { reason }: RealizeFailure,
  steps: readonly Pick<Step, "kind" | "why">[],
): Place | null => steps.find(({ kind }) => kind === STEPS[reason])?.why ?? null;

type Known = Required<Pick<FailureContext, "placesOf" | "machine">>;

const wordsFor = (failure: RealizeFailure, { machine, placesOf }: Known): Words => {
  switch (failure.reason) {
    case "packages-unknown":
    case "packages-missing":
    case "nixpkgs-unknown":
      return explainPackages(failure, machine);
    case "uv-unavailable":
      return unavailableUv(failure);
    case "uv-unfit":
      return unfitUv(failure);
    case "python-unavailable":
      return missingPython(failure);
    case "lock-failed":
      return failedLock(failure, placesOf);
    case "index-unnamed":
      return unnamedIndex(failure);
    case "lock-not-taken":
      return untakenLock(failure);
    case "platform-unserved":
      return explainGaps(failure.gaps, failure);
    case "package-not-lockable":
      return unlockable(failure);
    case "hashes-unmet":
      return explainHashes(failure);
    case "edited-meanwhile":
      return {
        message: "a file was changed by somebody else while versions were chosen",
        hint: "run it again",
      };
    case "lock-read-only":
      return LOCK_READ_ONLY;
    case "venv-failed":
      return { message: "`.venv` could not be made", ...said(failure.program) };
    case "venv-not-ours":
      return {
        message: `\`${failure.path}\` was not made by jig, and stays as it is`,
        hint: `move it aside: \`mv ${failure.path} ${failure.path}.old\``,
      };
    case "packages-obstructed":
      return obstructed(failure);
    case "install-failed":
      return failedInstall(failure, placesOf);
    case "import-failed":
      return failedImports(failure);
    case "file-trouble":
      return troubledFile(failure);
    case "state-unwritable":
      return troubledState(failure);
    case "interrupted":
      return { message: "stopped before it was done", hint: "the next run goes on from here" };
  }
};

const failedImports = ({ modules }: ImportFailed): Words => {
  const [first] = modules;
  return {
    message:
      modules.length === 1 && first !== undefined
        ? `\`${first.module}\` does not import: ${first.error}`
        : `${modules.length} modules do not import`,
    detail: modules.length === 1 ? [] : modules.map(({ module, error }) => `${module}: ${error}`),
    hint: modules.some(({ error }) => error.includes("No module named"))
      ? "is the package that holds it among the requirements?"
      : modules.some(({ error }) => /\.so[.\d]*: cannot open shared object/.test(error))
        ? "a system library is missing: install the package of your system that has it"
        : null,
  };
};
