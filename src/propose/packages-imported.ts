// The packages that a folder's own code imports: for a folder that lists none. Only names that jig knows for certain.

import { textOf, type Folder } from "./folder.ts";
import { DISTRIBUTIONS, STANDARD, WITH_JUPYTER } from "./import-names.ts";
import { readImports } from "./read-imports.ts";
import { readNotebook } from "./read-notebook.ts";

export interface Imported {
  /** Names on PyPI, sorted. */
  readonly packages: readonly string[];
  /** Modules that are neither Python's own, nor the folder's, nor known. */
  readonly unknown: readonly string[];
}

/** Looks through the notebooks and the Python files that were read. */
export const packagesImported = (folder: Folder): Imported => {
  const modules = new Set(
    Object.keys(folder.texts).flatMap((path) => {
      if (path.endsWith(".py")) return readImports(textOf(folder, path));
      return path.endsWith(".ipynb") ? (readNotebook(textOf(folder, path))?.imports ?? []) : [];
    }),
  );
  const own = new Set(folder.files.flatMap((path) => path.replace(/\.py$/, "").split("/")));
  const foreign = [...modules].filter(
    (name) => !own.has(name) && !STANDARD.has(name) && !WITH_JUPYTER.has(name),
  );
  const packages = new Set(foreign.flatMap((name) => distributionOf(name) ?? []));
  return {
    packages: [...packages].toSorted(),
    unknown: foreign.filter((name) => distributionOf(name) === null).toSorted(),
  };
};

const distributionOf = (name: string): string | null =>
  (Object.hasOwn(DISTRIBUTIONS, name) ? DISTRIBUTIONS[name] : null) ?? null;
