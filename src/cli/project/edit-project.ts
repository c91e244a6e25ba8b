// Adds and removes packages: edits the user's files, locks, installs, and puts everything back when that cannot be done.

import { join, relative } from "node:path";

import type { Place, Source } from "../../base/place.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import type { ChangedPackages, PackageChange, PackageFiles } from "../../edit/change-packages.ts";
import type { Description } from "../../describe/description.ts";
import { groupsWithin } from "../../describe/pyproject-lists.ts";
import { LARGEST_FILE } from "../../describe/decode-text.ts";
import { errorCode } from "../../host/file-error.ts";
import { isReadOnly } from "../../host/is-read-only.ts";
import { leadsOutside } from "../../host/leads-outside.ts";
import { filesAskingFor, gatherRequirements, namesOfPlaces } from "../../plan/gather-requirements.ts";
import { asText, type RequirementsFiles } from "../../plan/reach-requirements.ts";
import type { Layout } from "../../plan/layout.ts";
import { takenKind } from "../../plan/taken-lock.ts";
import { LOCAL_FILE, type FoundProject } from "../../probe/find-project.ts";
import { holdEdits, keepEdits, undoEdits, type FileEdit } from "../../realize/edit-files.ts";
import type { Reporter } from "../../show/reporter.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { stopFor, stopForDiagnostics, toldStop, type Stop } from "../answer/stop.ts";
import type { JigContext } from "../context.ts";
import { describeProject } from "./describe-project.ts";
import { openProject } from "./open-project.ts";
import { placeBefore } from "./place-before.ts";
import { prepareWorkbench } from "./prepare-workbench.ts";
import type { Prepared } from "./prepared.ts";
import { lookAtPackages, putEnvironmentBack } from "./put-environment-back.ts";
import { readRequirementsReached } from "./read-requirements.ts";

export interface EditOptions {
  readonly directory: string | undefined;
  /** No index is asked. */
  readonly isOffline: boolean;
  /** Who works: `jig add`. */
  readonly purpose: string;
  readonly reporter: Reporter;
  readonly change: (files: PackageFiles, layout: Layout) => Result<ChangedPackages, Stop>;
}

export interface EditFailure {
  readonly stop: Stop;
  /** Whether the project's files and the lock were begun with, and are what they were. */
  readonly isUndone: boolean;
  /** Packages were changed, and could not be put back. */
  readonly isEnvironmentChanged?: boolean;
}

export interface EditedProject extends Prepared {
  readonly changes: readonly PackageChange[];
  /** Where what was taken out is still asked for: outside of the project. */
  readonly staying: readonly Place[];
}

/** An editor may write the same file at the same time. */
const MOST_TRIES = 5;

/**
 * Makes a change of the lists of packages true: the files, the lock, the environment. When that fails before the packages
 * are there, all three are what they were; where the environment cannot be that, it is said.
 */
export const editProject = async (
  context: JigContext,
  options: EditOptions,
): Promise<Result<EditedProject, EditFailure>> => {
  const opened = await openProject(context, options.directory);
  if (!opened.ok) return fail({ stop: opened.failure, isUndone: false });
  const turn = await waitToEdit(context, opened.value.layout);
  if (turn === null) return fail({ stop: toldStop(exitCodes.interrupted), isUndone: true });
  try {
    for (let tries = 1; ; tries += 1) {
      const read = await readAndChange(context, options);
      if (!read.ok) return fail({ stop: read.failure, isUndone: false });
      const done = await carryOut(context, options, read.value);
      const isRace = !done.ok && done.failure.stop.problems.some(({ code }) => code === "edited-meanwhile");
      if (!isRace || tries === MOST_TRIES) return done;
    }
  } finally {
    turn.release();
  }
};

const LOOK_AGAIN_MS = 100;

/** Null when Ctrl-C came first. A state folder that cannot be made is told by what needs more of it. */
const waitToEdit = async (context: JigContext, layout: Layout): Promise<{ release(): void } | null> => {
  const signal = context.interruption();
  for (let isTold = false; !signal.aborted; isTold = true) {
    const turn = holdOrPass(layout);
    if (turn !== null) return turn;
    if (!isTold) context.note("waiting for another jig that edits the project's files");
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  return null;
};

const holdOrPass = (layout: Layout): { release(): void } | null => {
  try {
    return holdEdits(layout);
  } catch (error) {
    if (errorCode(error) === "") throw error;
    return { release: () => {} };
  }
};

interface Wanted {
  readonly layout: Layout;
  readonly edits: readonly FileEdit[];
  readonly changes: readonly PackageChange[];
  readonly staying: readonly Place[];
}

const readAndChange = async (
  context: JigContext,
  { directory, change }: EditOptions,
): Promise<Result<Wanted, Stop>> => {
  const opened = await openProject(context, directory);
  if (!opened.ok) return opened;
  const { found, layout } = opened.value;
  const described = describeProject(found);
  if (!described.ok) return described;
  const files = packageFiles(context, { found, layout, description: described.value.description });
  if (!files.ok) return files;
  const changed = change(files.value.packages, layout);
  if (!changed.ok) return changed;
  const { changes, staying = [] } = changed.value;
  const edits = editsFor(files.value, changed.value);
  // What is asked for decides the lock, too.
  const written = edits.length === 0 ? [] : [...edits.map(({ path }) => path), layout.lock];
  const closed = written.find((path) => isReadOnly(context.host.files, path));
  if (closed !== undefined) return fail(readOnly(relative(layout.root, closed)));
  return ok({ layout, edits, changes, staying });
};

const carryOut = async (
  context: JigContext,
  { directory, isOffline, purpose, reporter }: EditOptions,
  { layout, edits, changes, staying }: Wanted,
): Promise<Result<EditedProject, EditFailure>> => {
  const former = lookAtPackages(context.host, layout);
  const prepared = await prepareWorkbench(context, {
    directory,
    locking: "when-needed",
    goal: "environment",
    isOffline,
    purpose,
    reporter,
    edits,
    isUndone: true,
  });
  if (prepared.ok || edits.length === 0 || isPastInstalling(prepared.failure)) {
    keepEdits(context.host, layout);
    return prepared.ok
      ? ok({ ...prepared.value, changes, staying })
      : fail({ stop: prepared.failure, isUndone: false });
  }
  const isUndone = undoEdits(context.host, layout);
  const isEnvironmentChanged = isUndone && !(await putEnvironmentBack(context, { layout, former }));
  const stop = isUndone
    ? withPlacesBefore(context, prepared.failure, { layout, edits, changes, staying })
    : prepared.failure;
  return fail({ stop, isUndone, isEnvironmentChanged });
};

/** No problem is told at a line that was taken back. */
const withPlacesBefore = (
  { host: { files } }: JigContext,
  stop: Stop,
  { layout, edits, changes }: Wanted,
): Stop => ({
  ...stop,
  problems: stop.problems.map((problem) => {
    const { place } = problem;
    const path = place === null ? null : files.realPath(join(layout.root, place.file));
    const edit = edits.find((each) => each.path === path);
    if (place === null || edit === undefined || edit.before === null) return problem;
    const added = changes.flatMap(({ kind, place: at }) =>
      kind === "added" && at.file === place.file ? [at] : [],
    );
    return { ...problem, place: placeBefore(place, { before: edit.before, after: edit.after }, added) };
  }),
});

/** The packages are there; what fails then is something else that people want to look at. */
const isPastInstalling = ({ problems }: Stop): boolean =>
  problems.some(({ code }) => code === "import-failed");

interface EditableFiles {
  readonly packages: PackageFiles;
  /** As they are on the disk, by path relative to the root. */
  readonly originals: ReadonlyMap<string, { readonly path: string; readonly text: string }>;
}

const packageFiles = (
  { host: { files } }: JigContext,
  { found, layout, description }: { found: FoundProject; layout: Layout; description: Description },
): Result<EditableFiles, Stop> => {
  const committed = description.local?.committed ?? description;
  if (committed.python === null) return fail(stopFor(exitCodes.usage, noPython(found.file)));
  const reached = readRequirementsReached(files, layout.root, description);
  const requirements = filesAskingFor(description, reached);
  const hasLocal = found.local instanceof Uint8Array;
  const names = [...new Set([found.file, ...(hasLocal ? [LOCAL_FILE] : []), ...requirements])];
  const originals = new Map(
    names.flatMap((name) => {
      if (leadsOutside(files, layout.root, name)) return [];
      const path = files.realPath(join(layout.root, name));
      const stat = path === null ? null : files.stat(path);
      if (path === null || stat?.kind !== "file" || stat.size > LARGEST_FILE) return [];
      return [[name, { path, text: files.readText(path) ?? "" }] as const];
    }),
  );
  const asked = committed.python.requirements.map(({ value }) => value.replace(/^(?:\.\/)+/, ""));
  const taken = asked.find((path) => takenKind(path) !== null);
  const target = asked.find((path) => path !== taken) ?? found.file;
  if (!originals.has(target)) {
    const isInside = !leadsOutside(files, layout.root, target);
    const isThere = files.lstat(join(layout.root, target)) !== null;
    return fail(isInside ? whyNotEditable({ target, isThere }, description, reached) : noEditing(target));
  }
  return ok({
    originals,
    packages: {
      texts: new Map([...originals].map(([name, { text }]) => [name, text.replace(/^\uFEFF/, "")])),
      lists: listsIn(originals, {
        file: found.file,
        hasProject: requirements.includes("pyproject.toml"),
        groups: (committed.python.groups ?? []).map(({ value }) => value),
      }),
      requirements: requirements.filter((name) => originals.has(name) && name !== "pyproject.toml"),
      placeNames: namesOfPlaces(description, reached),
      outside: outsideOf(
        requirements.filter((name) => !originals.has(name)),
        reached,
      ),
      target,
      ...(taken === undefined ? {} : { taken }),
    },
  });
};

/** The lists of the description, of what it names of a `pyproject.toml`, and of this machine. */
const listsIn = (
  originals: EditableFiles["originals"],
  {
    file,
    hasProject,
    groups,
  }: { readonly file: string; readonly hasProject: boolean; readonly groups: readonly string[] },
): PackageFiles["lists"] => {
  const pyproject = { file: "pyproject.toml", text: originals.get("pyproject.toml")?.text ?? "" };
  const everybodys = { file: pyproject.file, isLocal: false };
  return [
    {
      file,
      table: file === pyproject.file ? ["tool", "jig", "python"] : ["python"],
      key: "packages",
      isLocal: false,
    },
    ...(hasProject
      ? [
          { ...everybodys, table: ["project"], key: "dependencies" },
          ...groupsWithin(pyproject, groups).map((key) => ({
            ...everybodys,
            table: ["dependency-groups"],
            key,
          })),
        ]
      : []),
    ...(originals.has(LOCAL_FILE)
      ? [{ file: LOCAL_FILE, table: ["python"], key: "packages", isLocal: true }]
      : []),
  ];
};

/** What cannot be read, is not there or is two files in one, is told as that. */
const whyNotEditable = (
  { target, isThere }: { readonly target: string; readonly isThere: boolean },
  description: Description,
  reached: RequirementsFiles,
): Stop => {
  const gathered = gatherRequirements(description, reached);
  const problems = gathered.ok
    ? []
    : gathered.failure.filter(({ source: { file } }) => !isThere || file === target);
  return problems.length > 0 ? stopForDiagnostics(problems) : noEditing(target);
};

const outsideOf = (names: readonly string[], reached: RequirementsFiles): readonly Source[] =>
  names.flatMap((file) => {
    const text = asText(reached[file] ?? null);
    return text === null ? [] : [{ file, text }];
  });

const editsFor = ({ originals }: EditableFiles, { texts }: ChangedPackages): readonly FileEdit[] =>
  [...originals].flatMap(([name, { path, text }]) => {
    const mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
    const after = `${mark}${texts.get(name) ?? ""}`;
    return after === text ? [] : [{ path, before: text, after }];
  });

const noPython = (file: string) => ({
  code: "no-python",
  message: `\`${file}\` has no \`[python]\`, so there is nothing to install packages into`,
  hint: 'write `[python]` and below it `version = "3.11"`',
});

const readOnly = (file: string): Stop =>
  stopFor(exitCodes.failed, {
    code: "not-editable",
    message: `\`${file}\` is read-only, and jig leaves it so`,
    hint: `\`chmod u+w ${file}\` if it is to be edited`,
  });

const noEditing = (file: string): Stop =>
  stopFor(exitCodes.usage, {
    code: "not-editable",
    message: `\`${file}\` is not a file of the project, and jig edits nothing outside of it`,
    hint: "edit it by hand, then `jig sync`",
  });
