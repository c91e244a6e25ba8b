// `jig.lock` as data. Reading and printing it live beside this file; making it is `realize`'s.

import type { Platform } from "../platforms/platforms.ts";

export interface Lock {
  readonly version: 1;
  /** The full version of the Python it was made with: `3.11.7`. Empty, as the next three, in one of models alone. */
  readonly python: string;
  /** `==3.11.*`: what the resolution holds for. */
  readonly requiresPython: string;
  /** What it was made for: each of its packages can be had there. Sorted. */
  readonly platforms: readonly Platform[];
  /** `sha256:…` of the requirements that it answers; another value means it is out of date. */
  readonly inputs: string;
  /** The builds of which a machine installs one: `cpu`, `cu130`, `pypi`; absent when there is nothing to choose. */
  readonly variants?: readonly string[];
  /** Sorted by name, then version. */
  readonly packages: readonly LockedPackage[];
  /** The state of nixpkgs' branch when it was locked; absent where nobody could be asked. */
  readonly nixpkgs?: LockedNixpkgs;
  /** The models of `[ollama]` as they were when they were pinned, sorted by name; absent when none is. */
  readonly models?: readonly LockedModel[];
}

export interface LockedNixpkgs {
  readonly branch: string;
  /** 40 hex digits. */
  readonly revision: string;
}

export interface LockedModel {
  /** As it is described. */
  readonly name: string;
  /** Of the model's manifest: 64 hex digits, of which `ollama list` shows the first. */
  readonly digest: string;
}

export interface LockedPackage {
  /** Normalised as in PEP 503. */
  readonly name: string;
  /** Empty for a folder whose package does not say it without being built. */
  readonly version: string;
  /** The index's name, never its address; empty for what comes from no index. */
  readonly index: string;
  /** A PEP 508 marker; null when it is installed everywhere. */
  readonly marker: string | null;
  /** The builds that it belongs to; absent: to all. */
  readonly variants?: readonly string[];
  /** Where it comes from when that is no index; absent otherwise. */
  readonly place?: LockedPlace;
  /** Sorted by name; none of what comes from a folder or a repository. */
  readonly files: readonly LockedFile[];
}

/** What is locked of a package from elsewhere: as much as holds for everybody. */
export type LockedPlace =
  /** Relative to the project's root. Its version, when it says one, is that of the day. */
  | { readonly kind: "folder"; readonly path: string; readonly isEditable: boolean }
  | {
      readonly kind: "repository";
      /** Without a password. */
      readonly url: string;
      /** The branch or tag that was asked for; null: the repository's own choice. */
      readonly reference: string | null;
      /** 40 or 64 hex digits. */
      readonly commit: string;
      readonly subdirectory: string | null;
    }
  /** Its archive has a hash, like any other. */
  | { readonly kind: "address"; readonly url: string }
  /** A wheel's file, relative to the project's root. It has a hash, too. */
  | { readonly kind: "archive"; readonly path: string };

export interface LockedFile {
  readonly name: string;
  /** Bytes; null when the index did not say. */
  readonly size: number | null;
  /** Hex. */
  readonly sha256: string;
}
