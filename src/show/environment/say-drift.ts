// How what is here differs from what the lock says, for people: a line each, and what to do about it.

import type { Drift, StrayFile, UndeclaredPackage } from "../../plan/compare/drift.ts";
import { visibleText } from "../text/visible-text.ts";

const MOST_FILES = 3;

/** One difference in a line. */
export const sayDrift = (drift: Drift): string => {
  switch (drift.kind) {
    case "lock-missing":
      return drift.scope === "local"
        ? "what jig.local.toml adds is not locked here yet"
        : "there is no jig.lock";
    case "lock-changed":
      return drift.scope === "local"
        ? "the lock of what `jig.local.toml` adds is out of date"
        : "`jig.lock` does not match the requirements any more";
    case "environment-missing":
      return "there is no .venv";
    case "environment-broken":
      return ".venv cannot be used: its interpreter or its pyvenv.cfg is gone or another, or it was made for another place";
    case "environment-unfit":
      return ".venv is not of the Python that is asked for";
    case "environment-open":
      return ".venv lets the packages of this machine in (`include-system-site-packages` in pyvenv.cfg)";
    case "environment-pythons":
      return `not the Python of .venv, or gone: ${drift.names.map((name) => `.venv/bin/${visibleText(name)}`).join(", ")}`;
    case "missing":
      return `${visibleText(drift.name)} ${visibleText(drift.version)} is missing`;
    case "other-version":
      return `${visibleText(drift.name)} ${visibleText(drift.version)} is installed, and jig.lock has ${visibleText(drift.locked)}`;
    case "other-origin":
      return `${visibleText(drift.name)} ${visibleText(drift.version)} was not installed from what jig.lock has`;
    case "folder-changed":
      return `${visibleText(drift.name)} was installed before ${visibleText(drift.folder)} changed`;
    case "altered":
      return `${visibleText(drift.name)} ${sayFiles(drift.files)}`;
    case "not-declared":
      return `${visibleText(drift.name)} ${visibleText(drift.version)} is installed but not declared${sayNeeded(drift)}`;
    case "driver-links":
      return "the links to the NVIDIA driver's libraries are missing, or not as jig made them";
    case "in-the-way":
      return drift.is === "link"
        ? `.venv/${visibleText(drift.path)} is a link, and jig does not write through links`
        : `.venv/${visibleText(drift.path)} is a folder, and a package has a file of that name`;
    case "stray-file":
      return `${visibleText(drift.path)} in .venv belongs to no package${drift.isObeyed ? ", and Python reads it at every start" : ""}`;
  }
};

const sayFiles = (files: readonly string[]): string => {
  if (files.length === 0) return "lacks files";
  const shown = files.slice(0, MOST_FILES).map((path) => visibleText(path));
  const more = files.length > MOST_FILES ? ` and ${files.length - MOST_FILES} more` : "";
  return `was changed since it was installed: ${shown.join(", ")}${more}`;
};

const sayNeeded = ({ name, neededBy }: UndeclaredPackage): string =>
  neededBy.length === 0
    ? `: \`jig add ${visibleText(name)}\``
    : ` (${neededBy.map(visibleText).join(", ")} ${neededBy.length === 1 ? "needs" : "need"} it)`;

/** What to do about them; null when there is nothing that `sync` would do. */
export const hintForDrift = (drifts: readonly Drift[]): string | null => {
  if (drifts.some(({ kind }) => kind === "in-the-way"))
    return "`jig sync` says what to do about what is not jig's, and puts the rest right then";
  if (drifts.every(({ kind }) => kind === "stray-file"))
    return "a file that belongs to no package is on this machine alone: make it part of the project, or remove it";
  return drifts.every(({ kind }) => kind === "not-declared" || kind === "stray-file")
    ? "what is not declared is missing everywhere else: add it, or `jig run -- pip uninstall` it"
    : "`jig sync` puts that right; what is not declared stays as it is";
};

/** What was installed by hand, for the end of `sync`. */
export const sayUndeclared = (undeclared: readonly UndeclaredPackage[]): string => {
  const roots = undeclared.filter(({ neededBy }) => neededBy.length === 0);
  const named = roots.length === 0 ? undeclared : roots;
  const names = named.map(({ name }) => visibleText(name));
  return `note: installed but not declared: \`jig add ${names.join(" ")}\``;
};

/** Files that came with no package, for the end of `sync`. */
export const sayStrays = (strays: readonly StrayFile[]): string => {
  const more = strays.length > MOST_FILES ? ` and ${strays.length - MOST_FILES} more` : "";
  const shown = strays.slice(0, MOST_FILES).map(({ path }) => visibleText(path));
  return `note: files in .venv that belong to no package: ${shown.join(", ")}${more}`;
};
