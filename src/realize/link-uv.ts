// The uv that jig works with, among the programs of the environment: so `uv pip` is there in commands, shells, kernels and
// services where nobody has installed a uv. A uv that somebody has, or a package brought, is the one that is found.

import { dirname, join } from "node:path";

import { findProgram, pathFolders } from "../host/find-program.ts";
import type { Host } from "../host/host.ts";
import type { Layout } from "../plan/layout.ts";

/**
 * Whether or not one was there before. Where nothing may be written, as in another person's project, there is none.
 * @param uv its path; null: the project has no Python
 */
export const linkUv = (host: Host, layout: Pick<Layout, "venv">, uv: string | null): void => {
  try {
    putLink(host, layout, uv);
  } catch {
    // Nobody has to have it.
  }
};

const putLink = (host: Host, layout: Pick<Layout, "venv">, uv: string | null): void => {
  const { files } = host;
  const place = join(layout.venv, "bin", "uv");
  if (files.lstat(dirname(place))?.kind !== "folder") return;
  const there = files.lstat(place);
  // A link is jig's: packages bring files.
  if (uv === null || (there !== null && there.kind !== "symlink")) return;
  const target = uvOnPath(host, layout) === null && uv !== place ? uv : null;
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
