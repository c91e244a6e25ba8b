// The programs that jig is measured against: installed here where an ordinary package exists, else looked for on PATH.

import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import { hostPython } from "../../test/rig/scrubbed-env.ts";
import { repository } from "../../test/rig/paths.ts";
import { execute } from "./execute.ts";

const folder = join(repository, "node_modules", ".cache", "jig-bench");

/** uv, from its wheel, at the version that jig brings. */
export const installUv = (): string => {
  const target = join(folder, "uv");
  const uv = join(target, "bin", "uv");
  if (!existsSync(uv))
    execute([hostPython(), "-m", "pip", "install", "--quiet", "--target", target, "uv==0.13.9"]);
  return uv;
};

/** mise, from npm; null where there is no package for this machine. */
export const installMise = (): string | null => {
  const target = join(folder, "mise");
  const name = `@jdxcode/mise-${process.platform === "darwin" ? "macos" : process.platform}-${process.arch}`;
  const mise = join(target, "node_modules", ...name.split("/"), "bin", "mise");
  if (existsSync(mise)) return mise;
  mkdirSync(target, { recursive: true });
  try {
    execute(["npm", "install", "--silent", "--no-save", "--no-audit", "--no-fund", "--prefix", target, name]);
  } catch {
    return null;
  }
  return existsSync(mise) ? mise : null;
};

/** supervisord, from PyPI, as the words that start it. */
export const installSupervisord = (): { readonly argv: readonly string[]; readonly path: string } => {
  const target = join(folder, "supervisor");
  const python = hostPython();
  if (!existsSync(join(target, "supervisor"))) {
    execute([python, "-m", "pip", "install", "--quiet", "--target", target, "supervisor", "setuptools<80"]);
  }
  return { argv: [python, "-m", "supervisor.supervisord"], path: target };
};

/** A program of this machine, for what no package has; null when it is not there. */
export const findOnPath = (program: string): string | null => Bun.which(program);
