// A folder and a machine → a proposed `jig.toml`, with what was found and what is left to do. Pure: the same folder on the
// same machine gives the same bytes. What it proposes is planned here as `jig up` would plan it, so that it is true.

import { InternalError } from "../base/result.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import { placeOf } from "../base/place.ts";
import { describe } from "../describe/describe.ts";
import type { Description } from "../describe/description.ts";
import { parseRequirementsFile } from "../describe/requirements-file.ts";
import { quote } from "../describe/words.ts";
import type { Facts } from "../plan/facts.ts";
import { requirementsFilesReached } from "../plan/gather-requirements.ts";
import type { RequirementsFiles } from "../plan/reach-requirements.ts";
import type { Layout } from "../plan/layout.ts";
import { planWorkbench } from "../plan/plan-workbench.ts";
import { requirementName } from "../plan/requirement-text.ts";
import { chooseFor } from "./choose-version.ts";
import type { Draft, FoundService } from "./draft.ts";
import { isOutside, textOf, type Folder } from "./folder.ts";
import { gatherPackages, type GatheredPackages } from "./gather-packages.ts";
import { HELLO_PACKAGES, helloNotebook, helloPath } from "./hello-notebook.ts";
import { offerApps, type Offer } from "./offer-apps.ts";
import { importsMissing } from "./packages-imported.ts";
import { readPyproject } from "./read-pyproject.ts";
import { startsPython } from "./read-procfile.ts";
import { proposeServices } from "./propose-services.ts";
import { writeToml } from "./write-toml.ts";

export interface Proposal {
  /** The text of `jig.toml`. */
  readonly toml: string;
  /** Files to write beside it. None of them is there yet. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** What it was made from, a line each. */
  readonly found: readonly string[];
  /** What is left to the reader. */
  readonly notes: readonly string[];
  /** Apps that it leaves out. */
  readonly offers: readonly Offer[];
  /** What stands in the way of `jig up` as the folder is now. */
  readonly todo: readonly string[];
}

/** Proposes a description. It is always one that `describe` accepts, and where `todo` is empty one that can be planned. */
export const propose = (
  folder: Folder,
  machine: { readonly facts: Facts; readonly layout: Layout },
): Proposal => {
  const gathered = gatherPackages(folder);
  const hasPackages = gathered.packages.length > 0;
  const isBare = !hasPackages && !folder.files.some((path) => TELLING.test(path));
  const isPython = isBare || hasPackages || saysPython(folder);
  const base = isBare ? { ...gathered, packages: HELLO_PACKAGES } : gathered;
  const name = nameFrom(gathered.name) ?? nameFrom(folder.name);
  const texts = requirementTexts(base, folder);
  const chosen = chooseFor(gathered.wishes, texts, machine.facts);
  const draft: Draft = {
    name,
    python: isPython
      ? { version: chosen.version, requirements: base.requirements, packages: base.packages, importCheck: [] }
      : null,
    services: [],
  };
  const packages = packagesOf(texts);
  const { listeners } = machine.facts;
  const proposed = proposeServices(folder, { packages, isPython, listeners });
  const complete = isPython
    ? addNeeds(draft, packages, proposed.services)
    : { ...draft, services: proposed.services };
  const toml = writeToml(complete);
  return {
    toml,
    files: isBare ? [{ path: helloPath(folder), text: helloNotebook() }] : [],
    found: [
      ...(isBare ? ["nothing of Python is here yet: a first notebook comes along"] : []),
      ...base.found,
      ...proposed.services.flatMap(({ from }) => (from === "" ? [] : [from])),
    ],
    notes: [
      ...(folder.isPartial ? ["this is a large folder, and not all of it was looked at"] : []),
      ...againstSlowDisks(machine),
      ...chosen.notes,
      ...gathered.notes,
      ...proposed.notes,
      ...missingNotes(folder, complete, packages),
    ],
    offers: offerApps(folder, {
      services: proposed.services,
      packages: new Set([...packages, ...(complete.python?.packages ?? [])]),
    }),
    todo: [
      ...unreadNotes(folder, base),
      ...(isPython ? againstColons(machine) : []),
      ...troubles(toml, folder, machine),
    ],
  };
};

const saysPython = (folder: Folder): boolean =>
  folder.files.some((path) => PYTHON.test(path)) || startsPython(textOf(folder, "Procfile"));

/** A file that says something of Python. */
const PYTHON =
  /\.(?:py|ipynb)$|^(?:pyproject\.toml|(?:environment|conda)\.ya?ml|\.python-version|runtime\.txt|[^/]*requirements[^/]*\.txt|requirements\/[^/]+\.txt)$/;

/** Or of how things are started. */
const TELLING = new RegExp(`${PYTHON.source}|^Procfile$`);

/** A name that a description may have; null when this one cannot be shown. */
const nameFrom = (name: string | null): string | null => {
  if (name === null || name.trim() === "") return null;
  return describe({ file: "jig.toml", text: writeToml({ name, python: null, services: [] }) }).ok
    ? name
    : null;
};

const describeDraft = (toml: string): Description => {
  const described = describe({ file: "jig.toml", text: toml });
  if (described.ok) return described.value;
  throw new InternalError(
    `jig cannot read what it proposes: ${described.failure[0]?.message ?? ""}\n${toml}`,
  );
};

const METADATA = /(?:^|\/)(?:pyproject\.toml|setup\.(?:cfg|py))$/;

/** What stands for a package's own description, of which a proposal looks at nothing but that it is there. */
const IS_THERE = '[project]\nname = "there"\n';

const filesReached = (description: Description, folder: Folder): RequirementsFiles =>
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
const requirementTexts = (
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
const packagesOf = (texts: readonly string[]): ReadonlySet<string> =>
  new Set(
    texts.flatMap((text) => {
      const name = requirementName(text);
      if (name === null) return [];
      const extras = /^[^;[]*\[([^\]]*)\]/.exec(text)?.[1]?.split(",") ?? [];
      return [name, ...extras.map((extra) => `${name}[${extra.trim().toLowerCase()}]`)];
    }),
  );

const addNeeds = (draft: Draft, known: ReadonlySet<string>, services: readonly FoundService[]): Draft => {
  if (draft.python === null) return { ...draft, services };
  const needed = services
    .flatMap(({ needs }) => needs)
    .filter((names) => !names.some((name) => known.has(name)))
    .flatMap(([first]) => first ?? []);
  const python = {
    ...draft.python,
    packages: [...draft.python.packages, ...new Set(needed)],
    importCheck: known.has("numpy") ? ["numpy"] : [],
  };
  return { ...draft, python, services };
};

/** What is imported and would not be there. */
const missingNotes = (
  folder: Folder,
  { python }: Draft,
  packages: ReadonlySet<string>,
): readonly string[] => {
  const missing = python === null ? [] : importsMissing(folder, new Set([...packages, ...python.packages]));
  return missing.length === 0
    ? []
    : [`imported, but in no requirements: ${missing.slice(0, 20).map(quote).join(", ")}`];
};

const againstColons = ({ layout }: { readonly layout: Layout }): readonly string[] =>
  layout.root.includes(":") ? [COLON] : [];

const COLON = "the path of this folder holds a `:`, which no folder of a Python may have: rename it";

/** Windows' own file system, and folders that are copied to a cloud: thousands of small files are slow there, or break. */
const againstSlowDisks = ({
  facts,
  layout,
}: {
  readonly facts: Facts;
  readonly layout: Layout;
}): readonly string[] => {
  if (facts.wsl !== null && /^\/mnt\/[a-z]\//.test(layout.root)) {
    return ["this folder is on Windows' disk, where packages are slow: one below your Linux home is better"];
  }
  if (/\/(?:OneDrive|Dropbox|iCloud Drive|Mobile Documents)[^/]*\//i.test(`${layout.root}/`)) {
    return ["this folder is copied to a cloud, and `.venv` would be too: one outside of it is better"];
  }
  return [];
};

const unreadNotes = (
  folder: Folder,
  { requirements }: Pick<GatheredPackages, "requirements">,
): readonly string[] =>
  folder.unread.flatMap(({ path, why }) =>
    requirements.includes(path) ? [`${quote(path)} cannot be read: ${why}`] : [],
  );

/** What planning says about it; of the text itself there is nothing to say, or it is a bug. */
const troubles = (
  toml: string,
  folder: Folder,
  { facts, layout }: { readonly facts: Facts; readonly layout: Layout },
): readonly string[] => {
  const description = describeDraft(toml);
  const planned = planWorkbench({
    description,
    facts,
    layout,
    lock: null,
    requirementsFiles: filesReached(description, folder),
    rememberedPorts: {},
    locking: "when-needed",
  });
  return planned.ok ? [] : planned.failure.map(sayTrouble);
};

const sayTrouble = ({ message, hint, source, range }: Diagnostic): string => {
  const place = placeOf(source, range);
  const where = source.file === "jig.toml" ? "" : `\`${place.file}:${place.line}\`: `;
  return `${where}${message}${hint === undefined ? "" : `; ${hint}`}`;
};
