// Which way this copy of jig came, told by what its installer keeps beside it: nothing is written down that could grow
// stale. It reads a few names and changes nothing.

import { basename, dirname, join } from "node:path";

import type { Files } from "../../host/host.ts";
import { realFiles } from "../../host/files/real-files.ts";
import { quoteWord } from "../../plan/render/render-shell.ts";
import { visibleText } from "../../show/text/visible-text.ts";

/** `unpacked`: an archive, by install.sh or by hand. */
export type Origin = "source" | "unpacked" | "npm" | "npx" | "uv-tool" | "uvx" | "pipx" | "pip" | "uv-pip";

/** Set by the compiler; there is none when jig runs from its source. */
declare const JIG_IS_RELEASE: boolean;

/** The origin of the jig that runs. */
export const ownOrigin = (): Origin =>
  typeof JIG_IS_RELEASE !== "undefined" && JIG_IS_RELEASE
    ? findOrigin(realFiles, process.execPath)
    : "source";

/**
 * The origin of a jig that was built to be packed.
 * @param executable absolute, with links resolved
 */
export const findOrigin = (files: Pick<Files, "readText" | "list">, executable: string): Origin => {
  const folder = dirname(executable);
  const above = dirname(folder);
  // `node_modules/@jigup/PLATFORM/bin/jig`
  if (basename(dirname(above)) === "@jigup") return above.includes("/_npx/") ? "npx" : "npm";
  const has = (name: string): boolean => namesIn(files, above).includes(name);
  if (has("uv-receipt.toml")) return "uv-tool";
  if (has("pipx_metadata.json")) return "pipx";
  const installer = readInstaller(files, join(above, "lib"));
  if (installer === null) return "unpacked";
  if (!installer.startsWith("uv")) return "pip";
  return above.includes("/archive-v0/") ? "uvx" : "uv-pip";
};

/** Who installed the package jigup into one of the Pythons below a `lib` folder; null when nobody did. */
const readInstaller = (files: Pick<Files, "readText" | "list">, lib: string): string | null => {
  for (const python of namesIn(files, lib).filter((name) => name.startsWith("python"))) {
    for (const packages of ["site-packages", "dist-packages"]) {
      const folder = join(lib, python, packages);
      const known = namesIn(files, folder).find((name) => /^jigup-[^-]+\.dist-info$/.test(name));
      if (known !== undefined) return files.readText(join(folder, known, "INSTALLER")) ?? "pip";
    }
  }
  return null;
};

/** A folder that is closed to us tells nothing. */
const namesIn = (files: Pick<Files, "list">, folder: string): readonly string[] => {
  try {
    return files.list(folder) ?? [];
  } catch {
    return [];
  }
};

/** In words, as `jig --version` says it. */
export const sayOrigin = (origin: Origin): string => ORIGINS[origin].came;

/** How this copy is removed: a command, or a sentence when there is none. */
export const sayRemoval = (origin: Origin, executable: string): string =>
  ORIGINS[origin].removal
    .replace("JIG", () => quoteWord(executable))
    .replace("PYTHON", () => quoteWord(join(dirname(executable), "python")));

/** What whoever unpacked jig may have written to find it, as install.sh advises; null where an installer cares for that. */
export const sayPathLine = (origin: Origin, executable: string): string | null =>
  origin === "unpacked"
    ? `did you put \`${visibleText(dirname(executable))}\` on your PATH for jig alone? then take that line out of your shell's file`
    : null;

const ORIGINS: Readonly<Record<Origin, { readonly came: string; readonly removal: string }>> = {
  source: { came: "built from source", removal: "to remove jig itself: `rm JIG`" },
  unpacked: { came: "from an archive", removal: "to remove jig itself: `rm JIG`" },
  npm: {
    came: "installed by npm",
    removal: "to remove jig itself: `npm uninstall -g jigup`, or without `-g` where a project has it",
  },
  npx: { came: "run by npx", removal: "npx keeps jig itself in npm's cache" },
  "uv-tool": { came: "installed by uv tool", removal: "to remove jig itself: `uv tool uninstall jigup`" },
  uvx: { came: "run by uvx", removal: "uvx keeps jig itself in uv's cache: `uv cache clean jigup`" },
  pipx: { came: "installed by pipx", removal: "to remove jig itself: `pipx uninstall jigup`" },
  pip: {
    came: "installed by pip",
    removal: "to remove jig itself: `python -m pip uninstall jigup`, with the Python that has it",
  },
  "uv-pip": {
    came: "installed by uv pip",
    removal: "to remove jig itself: `uv pip uninstall --python PYTHON jigup`",
  },
};
