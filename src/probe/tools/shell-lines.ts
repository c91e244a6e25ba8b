// Lines of a person's shell files that put another tool's programs first in every new terminal. Read, never run.

import { absolute } from "../machine/places.ts";
import { join } from "node:path";

import type { ShellLine } from "../../diagnose/symptoms.ts";
import type { Host } from "../../host/host.ts";
import { listQuietly, readSmallFile } from "../read-small-file.ts";

const TOOLS: readonly (readonly [string, RegExp])[] = [
  // The mark that `conda init` leaves is a comment, and the line that a person recognises.
  [
    "conda",
    /^# >>> (conda|mamba) initialize|\bconda\.(sh|fish)\b|\b(conda|mamba) (shell\.\w+ hook|activate)\b|\bmicromamba shell hook\b/,
  ],
  ["pyenv", /\bpyenv (virtualenv-)?init\b|\.pyenv\/(shims|bin)\b/],
  ["asdf", /\basdf\.(sh|fish)\b/],
  ["mise", /\bmise activate\b/],
  ["nvm", /\bnvm\.(sh|fish)\b|\bnvm use\b/],
];

/** The first line of each tool in each file of bash, zsh and fish. */
export const probeShellLines = (host: Host): readonly ShellLine[] => {
  const { home } = host.machine;
  return shellFiles(host).flatMap((path) => {
    const lines = readSmallFile(host.files, path)?.split("\n") ?? [];
    return TOOLS.flatMap(([tool, pattern]): readonly ShellLine[] => {
      const at = lines.findIndex((line) => pattern.test(line.trim()) && !isComment(line));
      const file = path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
      return at === -1 ? [] : [{ tool, file, line: at + 1 }];
    });
  });
};

const isComment = (line: string): boolean => /^\s*#(?! >>> )/.test(line);

const shellFiles = (host: Host): readonly string[] => {
  const { env, machine, files } = host;
  const { home } = machine;
  const zsh = absolute(env["ZDOTDIR"]) ?? home;
  const fish = join(absolute(env["XDG_CONFIG_HOME"]) ?? join(home, ".config"), "fish");
  return [
    ...[".profile", ".bash_profile", ".bash_login", ".bashrc"].map((name) => join(home, name)),
    ...[".zshenv", ".zprofile", ".zshrc", ".zlogin"].map((name) => join(zsh, name)),
    join(fish, "config.fish"),
    ...listQuietly(files, join(fish, "conf.d"))
      .filter((name) => name.endsWith(".fish"))
      .map((name) => join(fish, "conf.d", name)),
  ];
};
