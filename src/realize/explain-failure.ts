// A realize failure as a problem for people: what, why as far as known, and what to do. It decides nothing.

import type { DiagnosticFound } from "../api/events.ts";
import type { Place } from "../base/place.ts";
import type { Step } from "../plan/plan.ts";
import { isOffline } from "./is-offline.ts";
import type { AskingPlace } from "../plan/asking-places.ts";
import { replacementIn, troubleIn } from "./explain-uv.ts";
import { explainPackages, type Machine } from "./explain-packages.ts";
import { explainHashes } from "./explain-hashes.ts";
import { failedLock, unlockable, untakenLock } from "./explain-lock.ts";
import { explainGaps } from "./explain-platforms.ts";
import { explainPlace } from "./explain-place.ts";
import type { Words } from "./failure-words.ts";
import { explainOffline } from "./explain-offline.ts";
import type {
  FailedProgram,
  FileTrouble,
  ImportFailed,
  IndexUnnamed,
  InstallFailed,
  PythonUnavailable,
  RealizeFailure,
  UvUnavailable,
} from "./realize-failure.ts";
import { hintFor, said, troubleOnTheWay } from "./say-program.ts";

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
      return {
        message:
          failure.version === null
            ? `\`JIG_UV\` names \`${failure.path}\`, which is not a working uv`
            : `\`JIG_UV\` names uv ${failure.version}, and jig needs ${failure.minimum} or later`,
        hint: "unset `JIG_UV` to let jig find or bring one",
      };
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
    case "venv-failed":
      return { message: "`.venv` could not be made", ...said(failure.program) };
    case "venv-not-ours":
      return {
        message: `\`${failure.path}\` was not made by jig, and stays as it is`,
        hint: `move it aside: \`mv ${failure.path} ${failure.path}.old\``,
      };
    case "install-failed":
      return failedInstall(failure);
    case "import-failed":
      return failedImports(failure);
    case "file-trouble":
      return troubledFile(failure);
    case "state-unwritable":
      return {
        message: `jig cannot write to its own folder \`${failure.folder}\` (${failure.code})`,
        hint:
          fileHints[failure.code] === undefined
            ? "name another place with `JIG_STATE_DIR`"
            : `${fileHints[failure.code]}; name another place with \`JIG_STATE_DIR\``,
      };
    case "interrupted":
      return { message: "stopped before it was done", hint: "the next run goes on from here" };
  }
};

const unnamedIndex = ({ index, packages: [first = "", ...more] }: Omit<IndexUnnamed, "reason">): Words => ({
  message:
    more.length === 0
      ? `\`${first}\` comes from index \`${index}\`, which this machine does not name`
      : `\`${first}\` and ${more.length} more come from index \`${index}\`, which this machine does not name`,
  about: first,
  hint: `set \`UV_INDEX=${index}=ADDRESS\`: another index may have a stranger's package of that name`,
});

const failedInstall = ({ package: named, unnamedIndex: index, program }: InstallFailed): Words => {
  if (named !== null && index !== undefined) return unnamedIndex({ index, packages: [named] });
  const offline = explainOffline(program.lastLines);
  if (offline !== null) return { ...offline, about: named ?? offline.about };
  const elsewhere = explainPlace(program.lastLines);
  if (elsewhere !== null) return elsewhere;
  const trouble = troubleIn(program.lastLines);
  // What came damaged may be met by the lock or by the installation: it is the same trouble.
  if (trouble === "broken-download" || trouble === "gone") {
    const onTheWay = troubleOnTheWay(program);
    if (onTheWay !== null) return onTheWay;
  }
  return {
    message: named === null ? "the packages could not be installed" : `\`${named}\` could not be installed`,
    about: named,
    ...saidOfInstall(program),
  };
};

const saidOfInstall = (program: FailedProgram): Pick<Problem, "hint" | "detail"> => {
  const trouble = troubleIn(program.lastLines);
  if (trouble === "build-failed") return saidOfBuild(program);
  if (trouble === "hash-mismatch" && program.lastLines.some((line) => line.includes(" @ file://")))
    return { ...said(program), hint: EXCHANGED };
  // The lock names it, so an index had it once.
  return trouble === "no-version" ? { ...said(program), hint: NOT_HERE } : said(program);
};

const EXCHANGED =
  "the file is another than when it was locked: `jig lock` takes it as it is now, if that is meant";
const NOT_HERE =
  "it was in the index when `jig.lock` was made: does this machine ask another index, or does a login page of this network answer in its place?";

/** Its last words; where uv looked and what it would try are of no help. */
const missingPython = ({ request, here, program }: PythonUnavailable): Words => {
  const lines = program.lastLines.filter((line) => !/https?:\/\//.test(line));
  const instead = here.length === 0 ? "" : `, or ask for one that is here: ${inOrder(here).join(", ")}`;
  return {
    message: `there is no Python ${request} on this machine, and it could not be fetched`,
    detail: [...new Set([...lines.slice(0, 1), ...lines.slice(-1)])],
    hint: `install Python ${request} on this machine, jig finds it by itself${instead}`,
  };
};

/** Newer ones last: 3.9 comes before 3.11. */
const inOrder = (versions: readonly string[]): readonly string[] =>
  versions.toSorted((one, other) => one.localeCompare(other, "en", { numeric: true }));

const BUILD_LINES = 6;

/** The end of what the build said: it begins with pages of the build tool's own. uv's advice is for package makers. */
const saidOfBuild = (program: FailedProgram): Pick<Problem, "hint" | "detail"> => {
  const words = said(program);
  if (replacementIn(program.lastLines) !== null) return words;
  const advice = program.lastLines.findIndex((line) => line.startsWith("hint: "));
  const [headline = "", ...lines] = advice === -1 ? program.lastLines : program.lastLines.slice(0, advice);
  const libraries = program.lastLines.filter((line) => /^hint: .*install a library/.test(line));
  return { detail: [headline, ...lines.slice(-BUILD_LINES), ...libraries], hint: TO_COMPILE };
};

const TO_COMPILE =
  "nobody has built it for this Python and machine, and building it here failed: try a newer version of it, or an older Python";

const fileHints: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "your disk quota is used up",
  EROFS: "the file system is read-only",
  EACCES: "the folder belongs to somebody else",
  EPERM: "the folder belongs to somebody else",
};

const fileWords: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "your disk quota is used up",
  EROFS: "the file system is read-only",
  EACCES: "permission denied",
  EPERM: "permission denied",
};

/** The runtime's own text is the last resort: it is full of codes. */
const troubledFile = ({ code, path, message }: FileTrouble): Words => {
  const words = fileWords[code];
  if (words === undefined || path === null) {
    return { message: `a file could not be written or read: ${message}`, hint: fileHints[code] ?? null };
  }
  const folder = path.replace(/\/[^/]*$/, "") || "/";
  return {
    message: `\`${path}\`: ${words}`,
    hint:
      code === "ENOSPC" || code === "EDQUOT"
        ? `make room in \`${folder}\`, and run it again`
        : `see what \`ls -ld ${folder}\` says: jig writes \`.venv\` and \`jig.lock\` into the project's folder`,
  };
};

const unavailableUv = (failure: UvUnavailable): Words => {
  const { attempts, isToldOffline } = failure;
  if (isToldOffline === true)
    return {
      message: "there is no uv on this machine yet, and jig is to stay offline",
      detail: attempts.slice(0, -1).map(({ way, problem }) => `${way}: ${problem}`),
      hint: "run it once with a network, or install uv any way you like",
    };
  const lacksNetwork = attempts.length > 0 && attempts.every((attempt) => isOffline(attempt));
  if (!lacksNetwork) return unbroughtUv(failure);
  return {
    message: "there is no uv on this machine yet, and the network to bring one cannot be reached",
    detail: attempts.flatMap(({ way, problem, program }) => (program === null ? [`${way}: ${problem}`] : [])),
    hint: hintFor("network"),
  };
};

const unbroughtUv = ({ attempts }: UvUnavailable): Words => ({
  message: "no uv was found, and none could be brought",
  detail: attempts.flatMap(({ way, problem, program }) => [
    `${way}: ${problem}`,
    ...(program?.lastLines.slice(-3).map((line) => `  ${line}`) ?? []),
  ]),
  hint: "install uv any way you like, and name it with `JIG_UV` if it is not on PATH",
});

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
