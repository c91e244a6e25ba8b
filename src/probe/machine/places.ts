// The folders that jig and uv write into: room, rights, file system. Nothing is written to find that out.

import { dirname, join } from "node:path";

import type { PlaceSymptom } from "../../diagnose/symptoms.ts";
import type { FileStat, Host } from "../../host/host.ts";
import type { Layout } from "../../plan/layout.ts";
import { mountOf, readMounts, type Mount } from "./mounts.ts";
import { unlessRefused } from "../read-small-file.ts";

/** The places of one project, or those that every project shares. One that is not there yet lies where it would be made. */
export const probePlaces = (
  host: Host,
  layout: Layout,
  { hasProject }: { readonly hasProject: boolean },
): readonly PlaceSymptom[] => {
  const mounts = readMounts(host.files);
  const places: readonly (readonly [PlaceSymptom["kind"], string])[] = [
    ...(hasProject ? [["project", layout.root] as const] : []),
    ["state", layout.state],
    ["cache", layout.cache],
    ["packages", uvCache(host)],
    ["temporary", absolute(host.env["TMPDIR"]) ?? "/tmp"],
  ];
  return places.map(([kind, path]) => probePlace(host, mounts, { kind, path }));
};

const uvCache = ({ env, machine }: Host): string =>
  absolute(env["UV_CACHE_DIR"]) ??
  join(absolute(env["XDG_CACHE_HOME"]) ?? join(machine.home, ".cache"), "uv");

/** A folder that a variable names; null where it is not set, or means nothing elsewhere. */
export const absolute = (path: string | undefined): string | null =>
  path !== undefined && path.startsWith("/") ? path : null;

const probePlace = (
  { files, machine }: Host,
  mounts: readonly Mount[],
  { kind, path }: Pick<PlaceSymptom, "kind" | "path">,
): PlaceSymptom => {
  const existing = nearestThatIs(files, path);
  const stat = existing === null ? null : unlessRefused(() => files.stat(existing));
  const real = existing === null ? null : unlessRefused(() => files.realPath(existing));
  const mount = real === null ? null : mountOf(mounts, real);
  return {
    kind,
    path,
    isMissing: existing !== path,
    device: stat?.device ?? null,
    freeBytes: existing === null ? null : unlessRefused(() => files.freeBytes(existing)),
    fileSystem: mount?.fileSystem ?? null,
    isReadOnly: mount?.options.includes("ro") ?? false,
    isNoexec: mount?.options.includes("noexec") ?? false,
    isClosed: stat !== null && isClosedTo(machine.uid, stat),
  };
};

const nearestThatIs = (files: Host["files"], path: string): string | null => {
  for (let at = path; ; at = dirname(at)) {
    if (unlessRefused(() => files.stat(at)) !== null) return at;
    if (dirname(at) === at) return null;
  }
};

/** By owner and mode alone. What a group may do is not known here, so a folder that is open to its group counts as open. */
const isClosedTo = (uid: number, { mode, uid: owner }: FileStat): boolean => {
  if (uid === 0) return false;
  return owner === uid ? (mode & 0o200) === 0 : (mode & 0o022) === 0;
};
