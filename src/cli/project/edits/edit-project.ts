// Adds and removes packages: edits the user's files, locks, installs, and puts everything back when that cannot be done.

import { join, relative } from "node:path";

import type { Place } from "../../../base/place.ts";
import { fail, ok, type Result } from "../../../base/result.ts";
import type { ChangedPackages, PackageChange } from "../../../edit/change-packages.ts";
import type { PackageFiles } from "../../../edit/package-files.ts";
import { isReadOnly } from "../../../host/files/is-read-only.ts";
import type { Layout } from "../../../plan/layout.ts";
import { keepEdits, undoEdits, type FileEdit } from "../../../realize/edit-files.ts";
import type { Reporter } from "../../../show/reporter.ts";
import { exitCodes } from "../../answer/exit-codes.ts";
import { stopFor, toldStop, type Stop } from "../../answer/stop.ts";
import type { JigContext } from "../../context.ts";
import { describeProject } from "../description/describe-project.ts";
import { editableFiles, editsFor } from "./editable-files.ts";
import { openProject } from "../open-project.ts";
import { placeBefore } from "./place-before.ts";
import { prepareWorkbench } from "../making/prepare-workbench.ts";
import type { Prepared } from "../making/prepared.ts";
import { lookAtPackages, putEnvironmentBack } from "./put-environment-back.ts";
import { waitToEdit } from "./wait-to-edit.ts";

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
  const files = editableFiles(context, { found, layout, description: described.value.description });
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

const readOnly = (file: string): Stop =>
  stopFor(exitCodes.failed, {
    code: "not-editable",
    message: `\`${file}\` is read-only, and jig leaves it so`,
    hint: `\`chmod u+w ${file}\` if it is to be edited`,
  });
