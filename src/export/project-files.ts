// The files that `jig flake` writes, each with its text: the flake, and the packages that it installs. Pure.

import type { Description } from "../describe/description.ts";
import { lockFor } from "../plan/lock/lock-variants.ts";
import type { Lock } from "../plan/lock/lock.ts";
import { isRevision, nixpkgsOf } from "../plan/nixpkgs.ts";
import { relativePlacesText, requirementsText } from "../plan/lock/requirements-text.ts";
import { NB_CLEAN_VERSION, nbCleanWheels } from "../notebooks/nb-clean-releases.ts";
import { flakeInputOf, type FlakePackages } from "./flake/flake-input.ts";
import { FOR_FILTER } from "./flake/enter-text.ts";
import { flakeText } from "./flake/flake.ts";
import { markWritten } from "./written-by-jig.ts";

export interface ExportedFile {
  /** Relative to the project's root. */
  readonly path: string;
  readonly text: string;
}

export interface FlakeExport {
  /** `flake.nix` first; `requirements.lock` where there is a lock. */
  readonly files: readonly [ExportedFile, ...ExportedFile[]];
  /** Whether nothing in the flake itself says which state of nixpkgs it means. */
  readonly isUnpinned: boolean;
}

/**
 * The files for a description without what is of one machine alone.
 * @param name as written, or the folder's
 */
export const exportFlake = (
  description: Description,
  { name, lock }: { readonly name: string; readonly lock: Lock | null },
): FlakeExport => {
  const nixpkgs = nixpkgsOf(description, lock);
  const input = flakeInputOf(description, { name, nixpkgs, packages: packagesOf(description) });
  const flake = { path: "flake.nix", text: markWritten(flakeText(input), description.source.file) };
  const requirements =
    lock === null || description.python === null
      ? []
      : [
          {
            path: "requirements.lock",
            text: markWritten(requirementsOf(lockFor(lock, null), input.clean !== null), "jig.lock"),
          },
        ];
  return { files: [flake, ...requirements], isUnpinned: !isRevision(nixpkgs) };
};

/** With what git's filter runs. What has no hash comes last: the folders' packages, and those of repositories. */
const requirementsOf = (lock: Lock, isClean: boolean): string =>
  [
    requirementsText(lock),
    isClean && lock.packages.every(({ name }) => name !== "nb-clean") ? `${FOR_FILTER}\n${NB_CLEAN}\n` : "",
    relativePlacesText(lock.packages),
  ].join("");

const NB_CLEAN = [
  `nb-clean==${NB_CLEAN_VERSION}`,
  ...nbCleanWheels.map(({ sha256 }) => `    --hash=sha256:${sha256}`),
].join(" \\\n");

const names = (list: readonly { readonly value: string }[] | undefined): readonly string[] =>
  (list ?? []).map(({ value }) => value);

const packagesOf = ({ packages, services }: Description): FlakePackages => {
  return {
    common: [...names(packages?.common), ...services.flatMap((service) => names(service.packages))],
    linux: names(packages?.linux),
    macos: names(packages?.macos),
    unfree: packages?.unfree?.value ?? false,
  };
};
