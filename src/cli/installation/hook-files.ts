// The shell's rc files with jig's lines in them, and taking those out. Every other byte of such a file stays as it is, and
// so does a file that cannot be replaced without harm.

import { join } from "node:path";

import { errorCode } from "../../host/files/file-error.ts";
import type { Host } from "../../host/host.ts";
import type { Leftover } from "../../show/draw-leftovers.ts";
import { findHookLines } from "./hook-lines.ts";

/** The files from which jig's lines can be taken. */
export const findHooks = (host: Host): readonly Leftover[] =>
  rcFilesOf(host).flatMap((path): Leftover[] => {
    const text = readOpen(host, path);
    const { enclosed, rest } = findHookLines(text);
    if (enclosed.length === 0 || !isReplaceable(host, path)) return [];
    return [{ kind: "hook", path, bytes: text.length - rest.length }];
  });

/** The lines in rc files that call jig and are left to the user: `FILE:LINE`. */
export const findOwnHookLines = (host: Host): readonly string[] =>
  rcFilesOf(host).flatMap((path) => {
    const { own, enclosed } = findHookLines(readOpen(host, path));
    const left = isReplaceable(host, path) ? own : [...own, ...enclosed].toSorted((a, b) => a - b);
    return left.map((line) => `${path}:${line}`);
  });

/** Takes jig's lines out of one of the files; nothing else of it changes. */
export const takeHookOut = (host: Host, path: string): void => {
  const mode = host.files.stat(path)?.mode;
  if (mode === undefined || !isReplaceable(host, path)) return;
  const { rest } = findHookLines(readOpen(host, path));
  host.files.writeBytes(path, Buffer.from(rest, "latin1"), mode);
};

/** A new file takes its place: of one with two names the other would stay behind, and another's would become ours. */
const isReplaceable = ({ files, machine }: Host, path: string): boolean => {
  const stat = files.stat(path);
  return stat?.kind === "file" && stat.links === 1 && stat.uid === machine.uid;
};

/** The rc files in which a hook may be, links resolved. */
const rcFilesOf = ({ env, machine: { home }, files }: Host): readonly string[] => {
  const zsh = env["ZDOTDIR"] ?? home;
  const config = env["XDG_CONFIG_HOME"] ?? join(home, ".config");
  const paths = [
    ...[".bashrc", ".bash_profile", ".profile"].map((name) => join(home, name)),
    ...[".zshrc", ".zprofile"].map((name) => join(zsh, name)),
    join(config, "fish", "config.fish"),
  ];
  return [...new Set(paths.flatMap((path) => files.realPath(path) ?? []))];
};

/** A letter for each byte, whatever encoding its owner chose: so it can be written again as it was. */
const readOpen = ({ files }: Host, path: string): string => {
  try {
    return Buffer.from(files.readBytes(path) ?? []).toString("latin1");
  } catch (error) {
    if (errorCode(error) === "") throw error;
    return "";
  }
};
