// Where Nix is: on PATH, or where it hides when a system update or a fresh terminal has taken it off. By files alone: Nix
// is started only when packages are wanted from it.

import { join } from "node:path";

import type { Host } from "../host/host.ts";

/** The word for `JIG_NIX` that means: as if there were none. */
const NONE = "none";

/** Every path at which a Nix may be, the first choice first. What `JIG_NIX` names goes alone. */
export const nixPlaces = ({ env, machine: { home } }: Pick<Host, "env" | "machine">): readonly string[] => {
  const named = env["JIG_NIX"] ?? "";
  if (named === NONE) return [];
  if (named.startsWith("/")) return [named];
  const hidden = [
    "/nix/var/nix/profiles/default/bin",
    join(home, ".nix-profile", "bin"),
    join(env["XDG_STATE_HOME"] ?? join(home, ".local", "state"), "nix", "profile", "bin"),
    ...(env["USER"] === undefined ? [] : [join("/etc/profiles/per-user", env["USER"], "bin")]),
    "/run/current-system/sw/bin",
  ];
  const onPath = (env["PATH"] ?? "").split(":").filter((folder) => folder.startsWith("/"));
  return [...new Set([...onPath, ...hidden])].map((folder) => join(folder, "nix"));
};

/** The Nix that would be used; null when there is none. */
export const findNix = (host: Pick<Host, "env" | "machine" | "files">): string | null =>
  nixPlaces(host).find((path) => host.files.isExecutable(path)) ?? null;
