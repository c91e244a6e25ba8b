// Installs and repairs what the lock names, hashes required, and takes out what jig installed for a former lock; the rest
// is the user's and stays. uv fetches and checks everything before it changes anything; when it fails all the same, the
// packages of before are put back.

import { join } from "node:path";

import { fail, InternalError, ok, type Result } from "../base/result.ts";
import type { ProjectIndex } from "../describe/pyproject-indexes.ts";
import { findBrokenPackages, isAsRecorded, type BrokenPackage } from "./broken-packages.ts";
import { uvFolder } from "./current-steps.ts";
import { countPackages, sitePackagesOf, stampOf, venvPython } from "../probe/environment-state.ts";
import type { InstallStep } from "../plan/plan.ts";
import type { Applied, StepContext } from "./realize-context.ts";
import type { FailedProgram, InstallFailed, RealizeFailure } from "./realize-failure.ts";
import { packageNamedIn, troubleIn, type UvTrouble } from "./explain-uv.ts";
import { packagesHere } from "../plan/plan-python.ts";
import { placesText, requirementsText } from "../plan/requirements-text.ts";
import { indexesHere, unnamedIndex } from "./index-names.ts";
import {
  keepOrigins,
  otherOrigins,
  platformFor,
  wantedOrigins,
  isBuiltFrom,
  type WantedOrigin,
} from "./installed-origins.ts";
import {
  claimPackages,
  installationsIn,
  keepClaims,
  outdatedPackages,
  unlockedPackages,
} from "./own-packages.ts";
import { pytorchIndexAddress } from "./pytorch-index.ts";
import { runUv } from "./run-uv.ts";
import { uvEnvironment } from "./uv-environment.ts";

export const installPackages = async (
  context: StepContext,
  step: InstallStep,
): Promise<Result<Applied, RealizeFailure>> => {
  const { host, layout } = context;
  const changed = await changePackages(context);
  if (!changed.ok) {
    const program = changed.failure;
    const formerEnvironment = !context.signal.aborted && (await restoreFormer(context));
    const about = packageNamedIn(program.lastLines);
    const unnamed = unnamedIndexOf(context, about, program);
    return fail({ reason: "install-failed", program, package: about, ...unnamed, formerEnvironment });
  }
  rememberFormer(context);
  const stamp = stampOf(host.files, layout.venv) ?? "";
  const counts = {
    ...changed.value,
    wanted: step.packages,
    present: countPackages(host.files, layout.venv),
    unlocked: unlockedPackages(host.files, layout.venv, context.lock),
  };
  return ok({ title: sayInstalled(counts), memory: { stamp } });
};

/** Hashes let any index serve what is locked; where none does, one that nobody named here may be why. */
const unnamedIndexOf = (
  context: StepContext,
  name: string | null,
  { lastLines }: FailedProgram,
): Pick<InstallFailed, "unnamedIndex"> => {
  const { lock } = context;
  if (lock === null || troubleIn(lastLines) !== "no-version") return {};
  const blamed = { ...lock, packages: lock.packages.filter((item) => item.name === name) };
  const unnamed = unnamedIndex(context, blamed, indexesOf(context));
  return unnamed === null ? {} : { unnamedIndex: unnamed.index };
};

/** Nothing is taken out before everything new is there. */
const changePackages = async (
  context: StepContext,
): Promise<Result<Pick<Counts, "installed" | "removed">, FailedProgram>> => {
  const { host, layout, lock } = context;
  const installed = await installLock(context, layout.venv);
  if (!installed.ok) return installed;
  const removed = lock === null ? [] : outdatedPackages(host.files, layout.venv, lock);
  if (removed.length === 0) return ok({ installed: installed.value, removed });
  const python = venvPython(layout.venv);
  const ran = await runUv(context, ["pip", "uninstall", "--python", python, ...removed]);
  if (!ran.ok) return ran;
  // Two packages may bring the same file, and it went with the one that was taken out.
  const repaired =
    brokenPackages(context, layout.venv).length === 0 ? ok(0) : await installLock(context, layout.venv);
  return repaired.ok ? ok({ installed: installed.value, removed }) : repaired;
};

const packages = (count: number, kind = ""): string =>
  `${count} ${kind}${count === 1 ? "package" : "packages"}`;

/** What was done, and what is there besides: what was installed by hand is missing everywhere else. */
const sayInstalled = ({ installed, removed, wanted, present, unlocked }: Counts): string => {
  const names = unlocked.length === 0 ? "" : `; not declared: ${listed(unlocked)}`;
  const rest = ` (${present} in .venv${names})`;
  const done = [
    ...(installed > 0 ? [`${packages(installed)} installed`] : []),
    ...(removed.length > 0 ? [`${packages(removed.length)} removed: ${listed(removed)}`] : []),
  ].join(", ");
  if (done !== "") return `${done}${present > installed ? rest : ""}`;
  const kept = wanted ?? present;
  if (kept === present) return `${packages(kept)} in place`;
  return `${packages(kept, "locked ")} in place${rest}`;
};

const MOST_NAMES = 3;

const listed = (names: readonly string[]): string =>
  names.length <= MOST_NAMES + 1
    ? names.join(", ")
    : `${names.slice(0, MOST_NAMES).join(", ")} and ${names.length - MOST_NAMES} more`;

interface Counts {
  /** By this step. */
  readonly installed: number;
  /** By name, those that the lock had once. */
  readonly removed: readonly string[];
  /** By the lock, on this machine; null when that is not known. */
  readonly wanted: number | null;
  /** As `pip list` has it. */
  readonly present: number;
  /** By name, those that the lock does not have. */
  readonly unlocked: readonly string[];
}

/**
 * Installs the lock into an environment, this project's or one that is to become it.
 * @returns how many packages it had to install
 */
export const installLock = async (
  context: StepContext,
  venv: string,
): Promise<Result<number, FailedProgram>> => {
  const { host, layout, lock } = context;
  if (lock === null) throw new InternalError("packages are installed from a lock, and there is none");
  const requirements = join(uvFolder(layout), "requirements.txt");
  host.files.makeFolder(uvFolder(layout));
  host.files.writeText(requirements, requirementsText(lock, platformFor(context.facts), layout.root));
  const installed = await runInstall(context, { venv, requirements, options: [] });
  if (installed.ok || context.signal.aborted || !isOfIndex(installed.failure)) return installed;
  // uv asks again about what it has when its knowledge is old. The lock's hashes say that what it has is the right thing.
  const cached = await runInstall(context, { venv, requirements, options: ["--offline"] });
  return cached.ok ? cached : installed;
};

/** Those that `pyproject.toml` names. */
const indexesOf = ({ plan }: StepContext): readonly ProjectIndex[] =>
  plan.steps.flatMap((step) => (step.kind === "install" ? (step.indexes ?? []) : []));

/** What uv is told about indexes. Addresses may have passwords in them: they are in no command line. */
interface Indexes {
  readonly options: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Builds for GPUs have indexes of their own, which hold other packages, too, and so may those that `pyproject.toml` names: with
 * hashes required, wherever a version comes from it is the one that was locked.
 */
const indexesFor = (context: StepContext): Indexes => {
  const { host, layout, lock } = context;
  const locked = new Set(lock?.packages.map(({ index }) => index));
  const named = indexesOf(context);
  const ofProject = indexesHere(context, named).filter(({ name }) => locked.has(name));
  const hasMirror = (host.env["JIG_PYTORCH_INDEX"] ?? "") !== "";
  const isNamed = (name: string): boolean => !hasMirror && named.some((index) => index.name === name);
  const ofPytorch = [...locked].flatMap((name) =>
    isNamed(name) ? [] : (pytorchIndexAddress(host, name) ?? []),
  );
  const more = [...ofProject.map(({ name, url }) => `${name}=${url}`), ...ofPytorch];
  if (more.length === 0) return { options: [], env: {} };
  const usual = uvEnvironment(host, layout.venv)["UV_INDEX"] ?? "";
  return {
    options: ["--index-strategy", "unsafe-best-match"],
    env: { UV_INDEX: [...more, usual].join(" ").trim() },
  };
};

const ofIndex: ReadonlySet<UvTrouble | null> = new Set<UvTrouble>([
  "network",
  "server-error",
  "gone",
  "broken-download",
  "certificate",
  "authentication",
  "no-version",
]);

/** Whether the index is the trouble, and not this machine or the packages. */
const isOfIndex = ({ lastLines }: FailedProgram): boolean => ofIndex.has(troubleIn(lastLines));

const runInstall = async (context: StepContext, what: Installing): Promise<Result<number, FailedProgram>> => {
  const { files } = context.host;
  const altered = forgetBroken(context, what.venv);
  const before = installationsIn(files, what.venv);
  claimPackages(files, what.venv, context.lock);
  const wanted = what.former === true ? [] : wantedHere(context);
  const anew = [...otherOrigins(files, what.venv, wanted), ...unknownFolders(context, what.venv, wanted)];
  const installing = { ...what, anew };
  const ran = await installFrom(context, installing);
  const stillAltered = ran.ok ? altered.filter((item) => !isMended(context, what.venv, item)) : [];
  const again = stillAltered.length === 0 ? ran : await installAnew(context, installing, stillAltered);
  const fresh = keepClaims(files, what.venv, { before, lock: context.lock });
  if (!again.ok) return again;
  // Building may write into the folder that it builds: that is no change.
  if (what.former !== true)
    keepOrigins(files, what.venv, { wanted: bothOf(wanted, wantedHere(context)), fresh: new Set(fresh) });
  return ok(fresh.length);
};

const wantedHere = (context: StepContext): readonly WantedOrigin[] => {
  const { lock, facts, python, layout, host } = context;
  if (lock === null) return [];
  return wantedOrigins(host.files, {
    lock,
    facts,
    version: python?.version ?? lock.python,
    root: layout.root,
  });
};

const bothOf = (before: readonly WantedOrigin[], after: readonly WantedOrigin[]): readonly WantedOrigin[] =>
  before.map((item, index) => ({
    ...item,
    from: [...new Set([...item.from, ...(after[index]?.from ?? [])])],
  }));

/** The folders of which it is not known what was built of them: by a jig that did not write it down. */
const unknownFolders = (
  { host: { files }, lock }: StepContext,
  venv: string,
  wanted: readonly WantedOrigin[],
): readonly string[] => {
  const folders = new Set(
    lock?.packages.flatMap(({ name, place }) => (place?.kind === "folder" ? name : [])),
  );
  return wanted
    .filter((item) => folders.has(item.name) && !isBuiltFrom(files, venv, item))
    .map(({ name }) => name);
};

interface Installing {
  readonly venv: string;
  readonly requirements: string;
  readonly options: readonly string[];
  /** It is the environment of before that is put back. */
  readonly former?: boolean;
  /** These are installed again, though their version is there. */
  readonly anew?: readonly string[];
}

const installFrom = async (
  context: StepContext,
  { venv, options, requirements, former = false, anew = [] }: Installing,
): Promise<Result<string, FailedProgram>> => {
  const indexes = indexesFor(context);
  const install = (file: string, ...more: readonly string[]): Promise<Result<string, FailedProgram>> => {
    const again = [...new Set(anew)].flatMap((name) => ["--reinstall-package", name]);
    const common = ["--no-deps", "--python", venvPython(venv), ...again, ...options, ...indexes.options];
    return runUv(context, ["pip", "install", ...common, ...more, "--requirements", file], indexes.env);
  };
  const isBuilt = context.plan.steps.every((step) => step.kind !== "install" || step.build !== "never");
  const hashed = await install(requirements, "--require-hashes", ...(isBuilt ? [] : ["--no-build"]));
  const places = hashed.ok && !former ? placesHere(context) : "";
  if (places === "") return hashed;
  // What comes from folders and repositories has no hash; all that it needs is there by now.
  const file = join(uvFolder(context.layout), "places.txt");
  context.host.files.writeText(file, places);
  return install(file);
};

const placesHere = ({ lock, facts, python, layout }: StepContext): string =>
  lock === null ? "" : placesText(packagesHere(lock, facts, python?.version ?? lock.python), layout.root);

/** Where files are links into uv's cache, whoever changed one has changed it there, too: these packages are fetched anew. */
const installAnew = async (
  context: StepContext,
  what: Installing,
  altered: readonly BrokenPackage[],
): Promise<Result<string, FailedProgram>> => {
  const { files } = context.host;
  const cleaned = await runUv(context, ["cache", "clean", ...altered.map(({ name }) => name)]);
  if (!cleaned.ok) return cleaned;
  const site = sitePackagesOf(files, what.venv);
  if (site !== null) for (const { record } of altered) files.remove(join(site, record));
  return installFrom(context, what);
};

const isMended = ({ host: { files } }: StepContext, venv: string, { altered }: BrokenPackage): boolean => {
  const site = sitePackagesOf(files, venv);
  return site !== null && altered.every((file) => isAsRecorded(files, site, file));
};

/**
 * uv believes what an environment says of itself, and a kill in the middle leaves one that is wrong. A locked package with
 * files missing or changed loses its record, and so it is installed anew, from uv's cache where that has it (uv's own
 * `--reinstall-package` would fetch it).
 */
const forgetBroken = (context: StepContext, venv: string): readonly BrokenPackage[] => {
  const { files } = context.host;
  const broken = brokenPackages(context, venv);
  const site = sitePackagesOf(files, venv);
  if (site !== null) for (const { record } of broken) files.remove(join(site, record));
  return broken;
};

/** The locked packages that lack files, or have other ones. */
const brokenPackages = (
  { host: { files }, lock, isDoubtful = false }: StepContext,
  venv: string,
): readonly BrokenPackage[] => {
  const site = sitePackagesOf(files, venv);
  if (site === null) return [];
  const locked = new Set(lock?.packages.map(({ name }) => name));
  return findBrokenPackages(files, site, { isThorough: isDoubtful }).filter(({ name }) => locked.has(name));
};

const formerPath = ({ layout }: StepContext): string => join(uvFolder(layout), "installed.txt");

/** What is completely installed now, and in which folder: a `.venv` that was made again starts empty. */
const rememberFormer = (context: StepContext): void => {
  const { host, layout, lock } = context;
  if (lock === null) return;
  host.files.writeText(
    formerPath(context),
    `${folderLine(context)}\n${requirementsText(lock, null, layout.root)}`,
  );
  host.files.remove(join(uvFolder(layout), "requirements.txt"));
};

const folderLine = ({ host, layout }: StepContext): string =>
  `# folder ${host.files.lstat(layout.venv)?.inode ?? "none"}`;

/** Whether the environment is whole again as it was before. uv's cache has all of it, so the network is left alone. */
const restoreFormer = async (context: StepContext): Promise<boolean> => {
  const { host, layout } = context;
  const requirements = formerPath(context);
  const text = host.files.readText(requirements);
  if (text === null || !text.startsWith(`${folderLine(context)}\n`)) return false;
  const restored = await runInstall(context, {
    venv: layout.venv,
    requirements,
    options: ["--offline"],
    former: true,
  });
  return restored.ok;
};
