// What decides a package that is built from a folder: which files, and one value for what is in them. Reads only. Links are
// not followed into folders, and of a very large folder the upper files count alone.

import { join, resolve } from "node:path";

import { digestOf, sha256 } from "../../base/digest.ts";
import type { Files } from "../../host/host.ts";
import { packageMetadata } from "../../plan/requirements/package-metadata.ts";
import type { PlacedFolder } from "../../plan/step.ts";

export interface Sources {
  readonly files: readonly string[];
  /** Those that were looked through: they change when a file comes or goes. */
  readonly folders: readonly string[];
}

/** A look at each costs time whenever a command is started. */
const MOST_FILES = 2000;

/** Larger ones are known by their size and time: they are data. */
const LARGEST_READ = 1_000_000;

/** Made by building, by running, or for other programs. */
const PASSED_BY =
  /^(?:\..*|__pycache__|node_modules|build|dist|.*\.egg-info|.*\.(?:pyc|pyo|so|ipynb)|jig\.(?:lock|toml|local\.toml))$/;

/** What a package is made of where it shares its folder with notebooks, data and results. */
const CODE = /\.(?:pyi?|pyx|pxd|c|cc|cpp|cxx|h|hpp|rs|f|f90|toml|cfg)$|^MANIFEST\.in$/;

const METADATA = ["pyproject.toml", "setup.cfg", "setup.py"];

/** The files that decide what is installed, nearest first. Of a linked package it is what it says of itself; the rest is not copied. */
export const sourcesOf = (files: Files, root: string, { path, isEditable }: PlacedFolder): Sources => {
  const folder = resolve(root, path);
  if (isEditable) return { files: METADATA.map((name) => join(folder, name)), folders: [] };
  const isShared = folder === root || root.startsWith(`${folder}/`);
  const found: string[] = [];
  const folders = [folder];
  for (const each of folders) {
    for (const name of files.list(each) ?? []) {
      if (PASSED_BY.test(name)) continue;
      const at = join(each, name);
      const kind = files.lstat(at)?.kind;
      if (kind === "folder") {
        if (files.lstat(join(at, "pyvenv.cfg")) === null) folders.push(at);
      } else if (!isShared || CODE.test(name)) found.push(at);
    }
    if (found.length + folders.length > MOST_FILES) break;
  }
  return { files: found.slice(0, MOST_FILES), folders: folders.slice(0, MOST_FILES) };
};

/** Another value means another package. */
export const sourcesDigest = (files: Files, root: string, placed: PlacedFolder): string => {
  const folder = resolve(root, placed.path);
  if (placed.isEditable) {
    const said = packageMetadata((name) => textOf(files, join(folder, name)));
    return said?.digest ?? "none";
  }
  const sources = sourcesOf(files, root, placed).files;
  return digestOf(sources.map((path) => [path.slice(folder.length + 1), contentMark(files, path)]));
};

const textOf = (files: Files, path: string): string | null =>
  files.stat(path)?.kind === "file" ? files.readText(path) : null;

const contentMark = (files: Files, path: string): string => {
  const stat = files.stat(path);
  if (stat?.kind !== "file") return stat?.kind ?? "none";
  if (stat.size > LARGEST_READ) return `${stat.size} ${stat.modified}`;
  return sha256(files.readBytes(path) ?? "");
};
