// Installs a lock into an environment through uv, hashes required: what is missing, and anew what was changed by hand or came
// from elsewhere. It takes nothing out.

import { join } from "node:path";

import type { ProjectIndex } from "../../describe/requirements/pyproject-indexes.ts";
import { InternalError, ok, type Result } from "../../base/result.ts";
import type { Files } from "../../host/host.ts";
import { packagesHere } from "../../plan/python/plan-python.ts";
import { placesText, requirementsText } from "../../plan/lock/requirements-text.ts";
import { sitePackagesOf, venvPython } from "../../probe/python/environment-state.ts";
import { findBrokenPackages, isAsRecorded, type BrokenPackage } from "../installed/broken-packages.ts";
import { uvFolder } from "../current-steps.ts";
import { troubleIn, type UvTrouble } from "../explain/explain-uv.ts";
import { indexesFor } from "../indexes/install-indexes.ts";
import { sourcesText } from "../indexes/sources-text.ts";
import {
  isBuiltFrom,
  keepOrigins,
  otherOrigins,
  platformFor,
  wantedOrigins,
  type WantedOrigin,
} from "../installed/installed-origins.ts";
import { claimPackages, installationsIn, keepClaims } from "../installed/own-packages.ts";
import { readRecords, type RecordedPackage } from "../installed/read-records.ts";
import type { StepContext } from "../realize-context.ts";
import type { FailedProgram } from "../realize-failure.ts";
import { runUv } from "../uv/run-uv.ts";

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
  // An index of this machine's may have other versions of what another one serves: all are asked, as hashes are required.
  const isEvery = troubleIn(installed.failure.lastLines) === "no-version";
  const served = isEvery
    ? await runInstall(context, { venv, requirements, options: [], everyIndex: true })
    : installed;
  if (served.ok || context.signal.aborted) return served;
  // uv asks again about what it has when its knowledge is old. The lock's hashes say that what it has is the right thing.
  const cached = await runInstall(context, {
    venv,
    requirements,
    options: ["--offline"],
    everyIndex: isEvery,
  });
  return cached.ok ? cached : installed;
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

/** Installs what a file of requirements names. @returns how many packages it had to install */
export const runInstall = async (
  context: StepContext,
  what: Installing,
): Promise<Result<number, FailedProgram>> => {
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
  /** The indexes behind the first that has a package are asked for it, too. */
  readonly everyIndex?: boolean;
  /** It is the environment of before that is put back. */
  readonly former?: boolean;
  /** These are installed again, though their version is there. */
  readonly anew?: readonly string[];
}

const installFrom = async (
  context: StepContext,
  { venv, options, requirements, everyIndex = false, former = false, anew = [] }: Installing,
): Promise<Result<string, FailedProgram>> => {
  const indexes = indexesFor(context, { everyIndex });
  const install = (file: string, ...more: readonly string[]): Promise<Result<string, FailedProgram>> => {
    const again = [...new Set(anew)].flatMap((name) => ["--reinstall-package", name]);
    const common = ["--no-deps", "--python", venvPython(venv), ...again, ...options, ...indexes.options];
    return runUv(context, ["pip", "install", ...common, ...more, "--requirements", file], indexes.env);
  };
  const sources = sourcesFile(context, { requirements, indexes: indexes.explicit });
  const isBuilt = context.plan.steps.every((step) => step.kind !== "install" || step.build !== "never");
  const more = [...(isBuilt ? [] : ["--no-build"]), ...sources];
  const hashed = await install(requirements, "--require-hashes", ...more).finally(() =>
    // An address may have a token in it.
    context.host.files.remove(sourcesFolder(context)),
  );
  const places = hashed.ok && !former ? placesHere(context) : "";
  if (places === "") return hashed;
  // What comes from folders and repositories has no hash; all that it needs is there by now.
  const file = join(uvFolder(context.layout), "places.txt");
  context.host.files.writeText(file, places);
  return install(file);
};

const sourcesFolder = ({ layout }: Pick<StepContext, "layout">): string => join(uvFolder(layout), "sources");

/** Names what comes from indexes that the project keeps for single packages once more, in the one form that says so. */
const sourcesFile = (
  { host: { files }, layout, lock }: StepContext,
  { requirements, indexes }: { readonly requirements: string; readonly indexes: readonly ProjectIndex[] },
): readonly string[] => {
  if (lock === null || indexes.length === 0) return [];
  files.makeFolder(sourcesFolder({ layout }));
  const file = join(sourcesFolder({ layout }), "pyproject.toml");
  files.writeText(file, sourcesText(lock, { requirements: files.readText(requirements) ?? "", indexes }));
  return ["--requirements", file];
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
  if (site === null) return broken;
  const folders = new Set(broken.map(({ record }) => record));
  for (const record of readRecords(files, site).filter(({ folder }) => folders.has(folder))) {
    removeEmptyFolders(files, site, record);
    files.remove(join(site, record.folder));
  }
  return broken;
};

/** Nothing is lost with them, and uv puts no file in their place. */
const removeEmptyFolders = (files: Files, site: string, record: RecordedPackage): void => {
  for (const { path } of record.files) {
    if (!path.startsWith("..") && files.lstat(join(site, path))?.kind === "folder")
      files.removeEmpty(join(site, path));
  }
};

/** The locked packages that lack files, or have other ones. */
export const brokenPackages = (
  { host: { files }, lock, isDoubtful = false }: StepContext,
  venv: string,
): readonly BrokenPackage[] => {
  const site = sitePackagesOf(files, venv);
  if (site === null) return [];
  const locked = new Set(lock?.packages.map(({ name }) => name));
  return findBrokenPackages(files, site, { isThorough: isDoubtful }).filter(({ name }) => locked.has(name));
};
