// The files of a project that ask for packages, as an edit takes them: their texts, and where the lists in them are.

import type { Source } from "../base/place.ts";

/** The files that ask for packages, by path relative to the root. */
export interface PackageFiles {
  readonly texts: ReadonlyMap<string, string>;
  /** Which of them are TOML, and the path of the table with the list in each. */
  readonly lists: readonly PackageList[];
  /** Which of them are requirements files, in the order in which they are reached. */
  readonly requirements: readonly string[];
  /** The packages of places whose text does not say which, by that text: `-e .`. */
  readonly placeNames: ReadonlyMap<string, string>;
  /** Where a new package goes. */
  readonly target: string;
  /** Files outside of the project that ask for packages, too: nothing there is changed. */
  readonly outside?: readonly Source[];
  /** Another tool's lock, which decides what a new package would have to fit; absent when there is none. */
  readonly taken?: string;
}

export interface PackageList {
  readonly file: string;
  readonly table: readonly string[];
  readonly key: string;
  /** It is this machine's alone: what is added concerns everybody. */
  readonly isLocal: boolean;
}
