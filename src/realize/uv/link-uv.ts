// The uv that jig works with, among the programs of the environment: so `uv pip` is there in commands, shells, kernels and
// services where nobody has installed a uv. A uv that somebody has, or a package brought, is the one that is found.

import { dirname, join } from "node:path";

import { findProgram, pathFolders } from "../../host/processes/find-program.ts";
import type { Host } from "../../host/host.ts";
import type { Layout } from "../../plan/layout.ts";

interface KnownUvs {
  /** The path of jig's; null: the project has no Python. */
  readonly uv: string | null;
  /** The folders that `[packages]` puts on PATH. */
  readonly packages: readonly string[];
}

/**
 * Whether or not one was there before. Where nothing may be written, as in another person's project, there is none.
 */
export const linkUv = (host: Host, layout: Pick<Layout, "venv">, known: KnownUvs): void => {
  try {
    putLink(host, layout, known);
  } catch {
    // Nobody has to have it.
  }
};

const putLink = (host: Host, layout: Pick<Layout, "venv">, { uv, packages }: KnownUvs): void => {
  const { files } = host;
  const place = join(layout.venv, "bin", "uv");
  if (files.lstat(dirname(place))?.kind !== "folder") return;
  const there = files.lstat(place);
  // A link is jig's: packages bring files.
  if (uv === null || (there !== null && there.kind !== "symlink")) return;
  // `[packages]` may have one, which `.venv`'s own would come before.
  const found = uvOnPath(host, layout) ?? findProgram(files, "uv", packages.join(":"));
  const target = found === null && uv !== place ? uv : null;
  if (there !== null && files.readLink(place) === target) return;
  if (there !== null) files.remove(place);
  if (target !== null) files.link(target, place);
};

/** The user's own: in a shell of jig's, the environment's programs are on PATH as well. */
export const uvOnPath = ({ files, env }: Host, { venv }: Pick<Layout, "venv">): string | null =>
  findProgram(
    files,
    "uv",
    pathFolders(env["PATH"])
      .filter((folder) => folder.replace(/\/+$/, "") !== join(venv, "bin"))
      .join(":"),
  );
