// Looks for packages on a machine without Nix: commands on PATH, libraries by their `.pc` file or by themselves. It starts
// no program, `pkg-config` among them: where that looks is known.

import { join } from "node:path";

import { findProgram } from "../host/find-program.ts";
import type { Host } from "../host/host.ts";
import type { PackageManager } from "../plan/facts.ts";
import { pythonPackageIn, wantedFor, type Wanted } from "../presets/system-package.ts";

/** What shows that a package is here: paths; null when it is not. */
export const findPackage = (host: Host, attribute: string): readonly string[] | null => {
  // It would be another Python's: only that Python's environment can have it.
  if (pythonPackageIn(attribute) !== null) return null;
  const wanted = wantedFor(attribute);
  if (wanted.comesWithMacos && host.machine.platform === "darwin") return [];
  const found = findAll(host, wanted);
  if (found !== null || wanted.isKnown) return found;
  const [name = ""] = wanted.commands.flat();
  const library = findLibrary(host, [name, name.replace(/^lib/, "")]);
  return library === null ? null : [library];
};

const findAll = (host: Host, { commands, libraries }: Wanted): readonly string[] | null => {
  const found = [
    ...commands.map((names) => findCommand(host, [names].flat())),
    ...libraries.map((names) => findLibrary(host, [names].flat())),
  ];
  return found.every((path) => path !== null) ? found : null;
};

const firstOf = (paths: readonly (string | null)[]): string | null =>
  paths.find((path) => path !== null) ?? null;

const findCommand = ({ files, env }: Host, names: readonly string[]): string | null =>
  firstOf(names.map((name) => findProgram(files, name, env["PATH"])));

const findLibrary = (host: Host, names: readonly string[]): string | null => {
  const folders = libraryFolders(host);
  const described = pkgConfigFolders(host, folders).flatMap((folder) =>
    names.map((name) => join(folder, `${name}.pc`)),
  );
  const pc = described.find((path) => host.files.stat(path) !== null);
  if (pc !== undefined) return pc;
  // A runtime alone has no link without a number: `libz.so.1`.
  for (const folder of folders) {
    const file = listOrNothing(host, folder).find((entry) => names.some((name) => isLibrary(entry, name)));
    if (file !== undefined) return join(folder, file);
  }
  return null;
};

const isLibrary = (file: string, name: string): boolean =>
  file.startsWith(`lib${name}.`) && /^\.(so(\.[\d.]+)?|([\d.]+\.)?dylib)$/.test(file.slice(name.length + 3));

const libraryFolders = ({ machine, env }: Host): readonly string[] => {
  if (machine.platform === "darwin")
    return ["/opt/homebrew/lib", "/usr/local/lib", "/opt/local/lib", "/usr/lib"];
  const triplet = `${machine.arch === "arm64" ? "aarch64" : "x86_64"}-linux-gnu`;
  return [
    "/usr/local/lib",
    `/usr/lib/${triplet}`,
    `/lib/${triplet}`,
    "/usr/lib64",
    "/lib64",
    "/usr/lib",
    "/lib",
    ...(env["HOMEBREW_PREFIX"] === undefined ? [] : [join(env["HOMEBREW_PREFIX"], "lib")]),
  ];
};

const pkgConfigFolders = ({ env }: Host, libraries: readonly string[]): readonly string[] => [
  ...(env["PKG_CONFIG_PATH"] ?? "").split(":").filter((folder) => folder.startsWith("/")),
  ...libraries.map((folder) => join(folder, "pkgconfig")),
  "/usr/local/share/pkgconfig",
  "/usr/share/pkgconfig",
];

/** A folder that this user may not look into holds nothing for them. */
const listOrNothing = ({ files }: Host, folder: string): readonly string[] => {
  try {
    return files.list(folder) ?? [];
  } catch {
    return [];
  }
};

/** The folders in which a package would appear. */
export const foldersOfPackages = (host: Host): readonly string[] => {
  const programs = (host.env["PATH"] ?? "").split(":").filter((folder) => folder.startsWith("/"));
  const libraries = libraryFolders(host);
  return [...new Set([...programs, ...libraries, ...pkgConfigFolders(host, libraries)])];
};

const MANAGERS: readonly (readonly [program: string, PackageManager])[] = [
  ["apt-get", "apt"],
  ["dnf", "dnf"],
  ["pacman", "pacman"],
  ["apk", "apk"],
  ["brew", "brew"],
];

/** The program of this system that installs packages; on macOS Homebrew, there or not. */
export const findPackageManager = (host: Host): PackageManager | null => {
  if (host.machine.platform === "darwin") return "brew";
  return MANAGERS.find(([program]) => host.which(program) !== null)?.[1] ?? null;
};
