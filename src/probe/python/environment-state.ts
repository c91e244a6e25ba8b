// What can be seen of the project's environment without starting a program: whose it is, whether its interpreter lives,
// what is installed. Reads only.

import { basename, dirname, join } from "node:path";

import { digestOf } from "../../base/digest.ts";
import type { Files } from "../../host/host.ts";
import type { Layout } from "../../plan/layout.ts";

/** The file in a `.venv` that says which project's jig made it. */
const MARKER = ".jig";

export const venvPython = (venv: string): string => join(venv, "bin", "python");

/** Marks a folder as an environment of this project, in the text that `isOurVenv` and the probe look for. */
export const markVenv = (files: Files, venv: string, layout: Layout): void =>
  files.writeText(join(venv, MARKER), `${basename(layout.state)}\n`, 0o644);

/** Whether this project's jig made it. */
export const isOurVenv = (files: Files, venv: string, layout: Layout): boolean =>
  files.lstat(venv)?.kind === "folder" &&
  files.lstat(join(venv, MARKER))?.kind === "file" &&
  files.readText(join(venv, MARKER))?.trim() === basename(layout.state);

/**
 * Whether a jig made it, perhaps for a project that was moved or copied here. Such a folder may be replaced, so a file of
 * the marker's name is not enough: it must say what a jig writes, in what really is an environment.
 */
export const isJigsVenv = (files: Files, venv: string, layout: Layout): boolean => {
  if (isOurVenv(files, venv, layout)) return true;
  const marker = join(venv, MARKER);
  if (files.lstat(venv)?.kind !== "folder" || files.lstat(marker)?.kind !== "file") return false;
  const isMarked = /^[a-z0-9-]{1,32}-[0-9a-f]{12}\n$/.test(files.readText(marker) ?? "");
  return isMarked && files.lstat(join(venv, "pyvenv.cfg"))?.kind === "file";
};

/** Why an environment cannot be used: Python would not start, or would work with this machine's packages in its place. */
export type DeathOfVenv = "no-interpreter" | "other-interpreter" | "no-config";

/** Null: its interpreter can be started, is the one that it was made with, and knows that it is an environment's. */
export const deathOf = (files: Files, venv: string): DeathOfVenv | null => {
  if (!files.isExecutable(venvPython(venv))) return "no-interpreter";
  if (venvVersion(files, venv) === null) return "no-config";
  return isInterpreterOwn(files, venv) ? null : "other-interpreter";
};

export const isAlive = (files: Files, venv: string): boolean => deathOf(files, venv) === null;

/** By where `pyvenv.cfg` says that it is at home: an update there, or a link on the way, makes it no other. */
const isInterpreterOwn = (files: Files, venv: string): boolean => {
  const program = venvPython(venv);
  const home = /^home *= *(.+?) *$/m.exec(files.readText(join(venv, "pyvenv.cfg")) ?? "")?.[1];
  const link = files.readLink(program);
  const real = files.realPath(program);
  if (home === undefined || real === null) return true;
  const minor = minorOf(files, venv) ?? "";
  if (link === null) {
    // A copy of it, where there are no links.
    const own = files.stat(join(home, `python${minor}`));
    return own === null || own.size === files.stat(program)?.size;
  }
  const named = /^python(\d+\.\d+)$/.exec(basename(real))?.[1] ?? minor;
  if (named !== minor) return false;
  if ([dirname(link), dirname(real)].includes(home) || dirname(real) === files.realPath(home)) return true;
  return ["python", "python3", `python${minor}`].some((name) => files.realPath(join(home, name)) === real);
};

/** The version of Python that it was made with, in full; null when it does not say. uv and `venv` spell it their own way. */
export const venvVersion = (files: Files, venv: string): string | null =>
  /^version(?:_info)? *= *(\d+\.\d+\.\d+)/m.exec(files.readText(join(venv, "pyvenv.cfg")) ?? "")?.[1] ?? null;

const minorOf = (files: Files, venv: string): string | null =>
  venvVersion(files, venv)?.replace(/\.\d+$/, "") ?? null;

/** The names that a living environment's interpreter has besides `python`: paths. */
export const otherPythons = (files: Files, venv: string): readonly string[] => {
  const minor = minorOf(files, venv);
  return ["python3", ...(minor === null ? [] : [`python${minor}`])].map((name) => join(venv, "bin", name));
};

/** Those of them that are gone, or lead to another program: paths. */
export const strayPythons = (files: Files, venv: string): readonly string[] => {
  const own = files.realPath(venvPython(venv));
  return otherPythons(files, venv).filter((path) => files.realPath(path) !== own);
};

/** Makes links to `python` of them; what lies behind a linked `bin` is left alone. */
export const relinkPythons = (files: Files, venv: string): void => {
  if (files.lstat(join(venv, "bin"))?.kind !== "folder") return;
  for (const path of strayPythons(files, venv)) {
    // Of a folder only one with nothing in it goes.
    if (files.lstat(path)?.kind === "folder") files.removeEmpty(path);
    else files.remove(path);
    files.link("python", path);
  }
};

const OPEN = /^(\s*include-system-site-packages\s*=\s*)true\s*$/im;

/** Whether the packages of this machine's Python are found in it, too: nobody else has those. */
export const isOpen = (files: Files, venv: string): boolean =>
  OPEN.test(files.readText(join(venv, "pyvenv.cfg")) ?? "");

/** Shuts them out. */
export const closeVenv = (files: Files, venv: string): void => {
  const path = join(venv, "pyvenv.cfg");
  files.writeText(path, (files.readText(path) ?? "").replace(OPEN, "$1false"), 0o644);
};

/**
 * Where one is made that is to take its place: in the same folder, so that the swap is a rename and what is quoted in one path is
 * quoted in the other. It is there for seconds, and git does not see it.
 */
export const besidePath = ({ venv }: Pick<Layout, "venv">): string => `${venv}.jig-new`;

/** The folder that packages are installed in; null when there is none. One of a former Python may be beside it. */
export const sitePackagesOf = (files: Files, venv: string): string | null => {
  const folders = files.list(join(venv, "lib"))?.filter((name) => name.startsWith("python3")) ?? [];
  const minor = folders.length < 2 ? null : minorOf(files, venv);
  const [folder = null] = folders.filter((name) => typeof minor !== "string" || name === `python${minor}`);
  return folder === null ? null : join(venv, "lib", folder, "site-packages");
};

/**
 * Changes when something was installed, removed or replaced by another version, by whomever. Not by the byte code that
 * Python leaves when a module is first imported.
 */
export const stampOf = (files: Files, venv: string): string | null => {
  const packages = sitePackagesOf(files, venv);
  const names = packages === null ? null : files.list(packages);
  const inode = files.lstat(venv)?.inode;
  if (names === null || inode === undefined) return null;
  return digestOf([inode, ...names.filter((name) => name !== "__pycache__")]);
};

/** The distributions that are installed, each by the name of its record, which has the version in it. */
export const packagesIn = (files: Files, venv: string): readonly string[] => {
  const packages = sitePackagesOf(files, venv);
  const names = (packages === null ? null : files.list(packages)) ?? [];
  return names.filter((name) => /\.(dist|egg)-info$/.test(name));
};

/** How many distributions are installed. */
export const countPackages = (files: Files, venv: string): number => packagesIn(files, venv).length;
