// A folder and a machine → a proposed `jig.toml`, with what was found and what is left to do. Pure: the same folder on the
// same machine gives the same bytes. What it proposes is planned here as `jig up` would plan it, so that it is true.

import type { Diagnostic } from "../base/diagnostic.ts";
import { placeOf } from "../base/place.ts";
import { describe } from "../describe/describe.ts";
import { quote } from "../describe/words.ts";
import type { Facts } from "../plan/facts.ts";
import type { Layout } from "../plan/layout.ts";
import { planWorkbench } from "../plan/plan-workbench.ts";
import { chooseFor } from "./python/choose-version.ts";
import type { Draft, FoundService } from "./draft.ts";
import { textOf, type Folder } from "./folder.ts";
import { gatherPackages, type GatheredPackages } from "./packages/gather-packages.ts";
import { HELLO_PACKAGES, helloNotebook, helloPath } from "./hello-notebook.ts";
import { offerApps, type Offer } from "./offer-apps.ts";
import { importsMissing } from "./packages/packages-imported.ts";
import { describeDraft, filesReached, packagesOf, requirementTexts } from "./read-draft.ts";
import { startsPython } from "./read/read-procfile.ts";
import { againstColons, againstSlowDisks } from "./place-notes.ts";
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
      ...(isBare ? ["no Python here yet, so you get a first notebook to start from"] : []),
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
