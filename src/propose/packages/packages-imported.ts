// The packages that a folder's own code imports: for a folder that lists none, and to see what a list lacks. Only names that
// jig knows for certain.

import { textOf, type Folder } from "../folder.ts";
import { BROUGHT_BY, DISTRIBUTIONS, STANDARD, WITH_JUPYTER } from "./import-names.ts";
import { readImports } from "../read/read-imports.ts";
import { readNotebook } from "../read/read-notebook.ts";

export interface Imported {
  /** Names on PyPI, sorted. */
  readonly packages: readonly string[];
  /** Modules that are neither Python's own, nor the folder's, nor known. */
  readonly unknown: readonly string[];
}

/** Looks through the notebooks and the Python files that were read. */
export const packagesImported = (folder: Folder): Imported => importedBy(folder, Object.keys(folder.texts));

/**
 * The packages that notebooks and programs import, and that neither a list names nor a listed package surely brings.
 * @param listed normalised names
 */
export const importsMissing = (folder: Folder, listed: ReadonlySet<string>): readonly string[] => {
  const names = [...listed];
  const isListed = (name: string): boolean => {
    // `opencv-python` does for `opencv-python-headless`, and `tensorflow-cpu` for `tensorflow`.
    const stem = name.replace(/-(?:headless|cpu|binary)$/, "");
    return names.some((known) => known === stem || known.startsWith(`${stem}-`));
  };
  const paths = Object.keys(folder.texts).filter((path) => !FOR_DEVELOPERS.test(path));
  return importedBy(folder, paths).packages.filter(
    (name) => !isListed(name) && !(BROUGHT_BY[name] ?? []).some(isListed),
  );
};

/** Tests and what builds: they run elsewhere. */
const FOR_DEVELOPERS = /(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest|noxfile|setup|tasks)\.py$/;

const importedBy = (folder: Folder, paths: readonly string[]): Imported => {
  const modules = new Set(
    paths.flatMap((path) => {
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
