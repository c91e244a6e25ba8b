// How what is here differs from what the project says should be: plain data, found by `realize`, told by `show`.

export type Drift = LockDrift | EnvironmentDrift | PackageDrift | Obstacle | StrayFile | DriverDrift;

/** The lock itself is not up to date. */
export interface LockDrift {
  readonly kind: "lock-missing" | "lock-changed";
  readonly scope: "project" | "local";
}

/** There is no `.venv`, or it lacks a part, or it is of another Python, or it lets the packages of this machine in. */
export type EnvironmentDrift =
  | {
      readonly kind: "environment-missing" | "environment-broken" | "environment-unfit" | "environment-open";
    }
  /** Names of its interpreter that are gone, or lead to another. */
  | { readonly kind: "environment-pythons"; readonly names: readonly string[] };

export type PackageDrift =
  | { readonly kind: "missing"; readonly name: string; readonly version: string }
  | {
      readonly kind: "other-version";
      readonly name: string;
      readonly version: string;
      readonly locked: string;
    }
  /** The version is the lock's, and what it was installed from is not. */
  | { readonly kind: "other-origin"; readonly name: string; readonly version: string }
  | { readonly kind: "folder-changed"; readonly name: string; readonly folder: string }
  | AlteredPackage
  | UndeclaredPackage;

/** Files of it are not as they were installed. None named: some are gone. */
export interface AlteredPackage {
  readonly kind: "altered";
  readonly name: string;
  readonly files: readonly string[];
}

/** It is installed, and in no lock. */
export interface UndeclaredPackage {
  readonly kind: "not-declared";
  readonly name: string;
  readonly version: string;
  /** What else is not declared and needs it: it goes with that. */
  readonly neededBy: readonly string[];
}

/** What jig does not write to stands where a package has its files. */
export interface Obstacle {
  readonly kind: "in-the-way";
  /** Relative to the environment. */
  readonly path: string;
  /** A link in place of a folder, or a folder in place of a file. */
  readonly is: "link" | "folder";
}

/** A file or a folder among the installed packages that none of them brought. */
export interface StrayFile {
  readonly kind: "stray-file";
  /** Relative to `site-packages`. */
  readonly path: string;
  /** Python reads it whenever it starts. */
  readonly isObeyed: boolean;
}

/** The links by which programs find the GPU's driver are missing, or lead elsewhere. */
export interface DriverDrift {
  readonly kind: "driver-links";
}
