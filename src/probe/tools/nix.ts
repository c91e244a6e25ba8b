// Where Nix is: on PATH, or where it hides when a system update or a fresh terminal has taken it off. By files alone: Nix
// is started only when packages are wanted from it.

import { join } from "node:path";

import type { Host } from "../../host/host.ts";

/** The word for `JIG_NIX` that means: as if there were none. */
const NONE = "none";

/** Every path at which a Nix may be, the first choice first. What `JIG_NIX` names goes alone: a path, or a name on PATH. */
export const nixPlaces = ({ env, machine: { home } }: Pick<Host, "env" | "machine">): readonly string[] => {
  const named = env["JIG_NIX"] ?? "";
  const onPath = (env["PATH"] ?? "").split(":").filter((folder) => folder.startsWith("/"));
  if (named === NONE) return [];
  if (named.includes("/")) return [named];
  if (named !== "") return onPath.map((folder) => join(folder, named));
  const hidden = [
    "/nix/var/nix/profiles/default/bin",
    join(home, ".nix-profile", "bin"),
    join(env["XDG_STATE_HOME"] ?? join(home, ".local", "state"), "nix", "profile", "bin"),
    ...(env["USER"] === undefined ? [] : [join("/etc/profiles/per-user", env["USER"], "bin")]),
    "/run/current-system/sw/bin",
  ];
  return [...new Set([...onPath, ...hidden])].map((folder) => join(folder, "nix"));
};

/** The Nix that would be used; null when there is none. One that was named counts, there or not: its absence is told. */
export const findNix = (host: Pick<Host, "env" | "machine" | "files">): string | null => {
  const named = host.env["JIG_NIX"] ?? "";
  const found = nixPlaces(host).find((path) => host.files.isExecutable(path));
  return found ?? (named === "" || named === NONE ? null : named);
};
