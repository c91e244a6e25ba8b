// `nix print-dev-env --json` → what of it a workbench takes. It is a list of what is taken, not of what is left out: the
// rest (temporary folders that are gone, a clock for reproducible archives, Python's paths) breaks programs.

import type { SystemEnvironment } from "../../activate/activate-environment.ts";
import { isRecord } from "../../base/is-record.ts";
import { LIBRARIES_VARIABLE, PATH_VARIABLE } from "./nix-flake-text.ts";

/** For every program. */
const GENERAL = [
  "PKG_CONFIG_PATH",
  "XDG_DATA_DIRS",
  "GI_TYPELIB_PATH",
  "GDAL_DATA",
  "PROJ_LIB",
  "PROJ_DATA",
  "FONTCONFIG_FILE",
  "JAVA_HOME",
  "LOCALE_ARCHIVE",
];

/** Files of certificates. In a build they name one that is not there. */
const CERTIFICATES = ["SSL_CERT_FILE", "NIX_SSL_CERT_FILE"];

/** For compilers: services and their children must not see them. */
const BUILD =
  /^(NIX_CFLAGS_COMPILE|NIX_LDFLAGS|CMAKE_PREFIX_PATH|NIXPKGS_CMAKE_PREFIX_PATH|CMAKE_(LIBRARY|INCLUDE)_PATH|ACLOCAL_PATH|NIX_(CC|BINTOOLS)(_WRAPPER_TARGET_\w+)?|NIX_PKG_CONFIG_WRAPPER_TARGET_\w+)$/;

export interface NixEnvironment {
  readonly environment: SystemEnvironment;
  /** Folders with the libraries that wheels ask for; none unless Python is among the packages. */
  readonly libraryFolders: readonly string[];
}

/** Null when the text is not what Nix prints. */
export const readNixEnvironment = (stdout: string): NixEnvironment | null => {
  const variables = readVariables(stdout);
  const path = variables?.get(PATH_VARIABLE);
  if (variables === null || path === undefined) return null;
  const taken = (isTaken: (name: string, value: string) => boolean): Record<string, string> =>
    Object.fromEntries(
      [...variables]
        .filter(([name, value]) => value !== "" && isTaken(name, value))
        .toSorted(([left], [right]) => (left < right ? -1 : 1)),
    );
  const environment = {
    path: foldersIn(path),
    set: taken(
      (name, value) =>
        GENERAL.includes(name) || (CERTIFICATES.includes(name) && value.startsWith("/nix/store/")),
    ),
    build: taken((name) => BUILD.test(name)),
  };
  return { environment, libraryFolders: foldersIn(variables.get(LIBRARIES_VARIABLE) ?? "") };
};

const foldersIn = (path: string): readonly string[] => [
  ...new Set(path.split(":").filter((folder) => folder.startsWith("/"))),
];

const readVariables = (stdout: string): ReadonlyMap<string, string> | null => {
  try {
    const parsed: unknown = JSON.parse(stdout);
    const variables = isRecord(parsed) ? parsed["variables"] : null;
    if (!isRecord(variables)) return null;
    return new Map(
      Object.entries(variables).flatMap(([name, variable]): [string, string][] => {
        if (!isRecord(variable) || variable["type"] !== "exported") return [];
        const { value } = variable;
        // With a NUL in its environment no program starts.
        return typeof value === "string" && !value.includes("\0") ? [[name, value.trim()]] : [];
      }),
    );
  } catch {
    return null;
  }
};
