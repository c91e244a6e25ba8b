// Looks for packages on a machine without Nix: commands on PATH, libraries by their `.pc` file or by themselves. It starts
// no program, `pkg-config` among them: where that looks is known.

import { basename, dirname, join } from "node:path";

import { findProgram } from "../../host/processes/find-program.ts";
import type { Host } from "../../host/host.ts";
import type { PackageManager } from "../../plan/facts.ts";
import { pythonPackageIn, wantedFor, type Wanted } from "../../presets/system-package.ts";

/** What shows that a package is here: paths; null when it is not. */
export const findPackage = (host: Host, attribute: string): readonly string[] | null => {
  // It would be another Python's: only that Python's environment can have it.
  if (pythonPackageIn(attribute) !== null) return null;
  const wanted = wantedFor(attribute);
  if (wanted.comesWithMacos && host.machine.platform === "darwin") return [];
  const found = findAll(host, wanted);
  if (found !== null || wanted.isKnown) return found;
  const [name = ""] = wanted.commands.flat();
  const library = findLibrary(host, [name, name.replace(/^lib/, "")], []);
  return library === null ? null : [library];
};

const findAll = (host: Host, { commands, libraries, names: { brew } }: Wanted): readonly string[] | null => {
  const kegs = brew === null ? [] : kegFolders(host).map((folder) => join(folder, brew));
  const found = [
    ...commands.map((names) => findCommand(host, [names].flat(), kegs)),
    ...libraries.map((names) => findLibrary(host, [names].flat(), kegs)),
  ];
  return found.every((path) => path !== null) ? found : null;
};

const firstOf = (paths: readonly (string | null)[]): string | null =>
  paths.find((path) => path !== null) ?? null;

const findCommand = (
  { files, env }: Host,
  names: readonly string[],
  kegs: readonly string[],
): string | null => {
  const inKegs = kegs.map((keg) => join(keg, "bin")).join(":");
  return firstOf(
    [env["PATH"], inKegs].flatMap((path) => names.map((name) => findProgram(files, name, path))),
  );
};

/** Homebrew links some packages nowhere (`openssl@3`, `postgresql@17`): each has a folder of its own in one of these. */
const kegFolders = ({ env, machine }: Host): readonly string[] => [
  ...(env["HOMEBREW_PREFIX"]?.startsWith("/") === true ? [join(env["HOMEBREW_PREFIX"], "opt")] : []),
  ...(machine.platform === "darwin" ? ["/opt/homebrew/opt", "/usr/local/opt"] : []),
];

/** The folders that `PATH` needs besides its own, so that these programs of packages are found by their names. */
export const foldersBesidePath = (host: Host, programs: readonly string[]): readonly string[] => {
  const onPath = (host.env["PATH"] ?? "").split(":");
  const inKegs = programs
    .map((path) => dirname(path))
    .filter((folder) => basename(folder) === "bin" && kegFolders(host).includes(dirname(dirname(folder))));
  return [...new Set(inKegs)].filter((folder) => !onPath.includes(folder));
};

const findLibrary = (host: Host, names: readonly string[], kegs: readonly string[]): string | null => {
  const folders = [...libraryFolders(host), ...kegs.map((keg) => join(keg, "lib"))];
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
  return [...new Set([...programs, ...libraries, ...pkgConfigFolders(host, libraries), ...kegFolders(host)])];
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
