// Which files of a project ask for packages, read for an edit: the description, this machine's part of it, pyproject.toml and
// requirements files. Writes none, and reads nothing that lies outside of the project.

import { join } from "node:path";

import type { Source } from "../../../base/place.ts";
import { fail, ok, type Result } from "../../../base/result.ts";
import { LARGEST_FILE } from "../../../describe/decode-text.ts";
import type { Description } from "../../../describe/description.ts";
import { groupsWithin } from "../../../describe/requirements/pyproject-lists.ts";
import type { ChangedPackages } from "../../../edit/change-packages.ts";
import type { PackageFiles } from "../../../edit/package-files.ts";
import { leadsOutside } from "../../../host/files/leads-outside.ts";
import {
  filesAskingFor,
  gatherRequirements,
  namesOfPlaces,
} from "../../../plan/requirements/gather-requirements.ts";
import type { Layout } from "../../../plan/layout.ts";
import { asText, type RequirementsFiles } from "../../../plan/requirements/reach-requirements.ts";
import { takenKind } from "../../../plan/requirements/taken-lock.ts";
import { LOCAL_FILE, type FoundProject } from "../../../probe/project/find-project.ts";
import type { FileEdit } from "../../../realize/edit-files.ts";
import { exitCodes } from "../../answer/exit-codes.ts";
import { stopFor, stopForDiagnostics, type Stop } from "../../answer/stop.ts";
import type { JigContext } from "../../context.ts";
import { readRequirementsReached } from "../description/read-requirements.ts";

export interface EditableFiles {
  readonly packages: PackageFiles;
  /** As they are on the disk, by path relative to the root. */
  readonly originals: ReadonlyMap<string, { readonly path: string; readonly text: string }>;
}

/** The files that ask for packages; a failure says why none of them can take a new one. */
export const editableFiles = (
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

/** What there is to write for the new texts; a file that stays as it is, is none of them. */
export const editsFor = ({ originals }: EditableFiles, { texts }: ChangedPackages): readonly FileEdit[] =>
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

const noEditing = (file: string): Stop =>
  stopFor(exitCodes.usage, {
    code: "not-editable",
    message: `\`${file}\` is not a file of the project, and jig edits nothing outside of it`,
    hint: "edit it by hand, then `jig sync`",
  });
