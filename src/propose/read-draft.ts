// What a proposed description would mean in this folder: the description itself, the files that it reaches, and the
// packages asked for there. A proposal that jig cannot read is a bug, and thrown.

import { InternalError } from "../base/result.ts";
import { describe } from "../describe/describe.ts";
import type { Description } from "../describe/description.ts";
import { parseRequirementsFile } from "../describe/requirements/requirements-file.ts";
import { requirementsFilesReached } from "../plan/requirements/gather-requirements.ts";
import type { RequirementsFiles } from "../plan/requirements/reach-requirements.ts";
import { requirementName } from "../plan/requirements/requirement-text.ts";
import { isOutside, textOf, type Folder } from "./folder.ts";
import type { GatheredPackages } from "./packages/gather-packages.ts";
import { readPyproject } from "./read/read-pyproject.ts";
import { writeToml } from "./write-toml.ts";

/** The draft, read as `jig up` reads it. */
export const describeDraft = (toml: string): Description => {
  const described = describe({ file: "jig.toml", text: toml });
  if (described.ok) return described.value;
  throw new InternalError(
    `jig cannot read what it proposes: ${described.failure[0]?.message ?? ""}\n${toml}`,
  );
};

const METADATA = /(?:^|\/)(?:pyproject\.toml|setup\.(?:cfg|py))$/;

/** What stands for a package's own description, of which a proposal looks at nothing but that it is there. */
const IS_THERE = '[project]\nname = "there"\n';

/** By path, as a plan takes them. */
export const filesReached = (description: Description, folder: Folder): RequirementsFiles =>
  requirementsFilesReached(description, (path) => {
    if (Object.hasOwn(folder.texts, path)) return textOf(folder, path);
    // Nothing is read there before it is locked.
    if (path === "uv.lock" && folder.files.includes(path)) return "";
    if (METADATA.test(path) && folder.files.includes(path)) return IS_THERE;
    // There may be one; a proposal reads nothing there.
    if (isOutside(path)) return { kind: "outside" };
    // It is told as one that could not be read; nothing else can be said of it.
    return folder.unread.some((file) => file.path === path) ? "" : null;
  });

/** Everything that the lists and the files that they reach ask for, as it is written. */
export const requirementTexts = (
  { requirements, packages }: Pick<GatheredPackages, "requirements" | "packages">,
  folder: Folder,
): readonly string[] => {
  // Which Python it will be changes nothing about what is asked for.
  const python = { version: "3.12", requirements, packages, importCheck: [] };
  const files = filesReached(describeDraft(writeToml({ name: null, python, services: [] })), folder);
  // A package's own description is no list.
  const texts = Object.entries(files).flatMap(([file, text]) =>
    typeof text === "string" && !METADATA.test(file) && file !== "uv.lock"
      ? parseRequirementsFile({ file, text }).map((entry) => ("text" in entry ? entry.text : ""))
      : [],
  );
  const isPyproject = requirements.some((path) => path === "uv.lock" || path === "pyproject.toml");
  const listed = isPyproject ? readPyproject(textOf(folder, "pyproject.toml")).dependencies : [];
  return [...packages, ...listed, ...texts];
};

/** The names of what is asked for, with extras and without. */
export const packagesOf = (texts: readonly string[]): ReadonlySet<string> =>
  new Set(
    texts.flatMap((text) => {
      const name = requirementName(text);
      if (name === null) return [];
      const extras = /^[^;[]*\[([^\]]*)\]/.exec(text)?.[1]?.split(",") ?? [];
      return [name, ...extras.map((extra) => `${name}[${extra.trim().toLowerCase()}]`)];
    }),
  );
