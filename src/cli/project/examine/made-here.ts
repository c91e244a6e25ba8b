// What jig has made for one project, and what looks like it and is not: the list that `jig clean` goes by. It changes nothing.

import type { Host } from "../../../host/host.ts";
import type { Layout } from "../../../plan/layout.ts";
import { probeVenv } from "../../../probe/python/venv.ts";
import { hasOwnFilter, sharedLine } from "../../../realize/notebooks/filter.ts";
import { findRepository, type Repository } from "../../../realize/notebooks/repository.ts";
import { isTracked } from "../../../probe/project/tracked-files.ts";
import { venvLeftovers } from "../../../realize/venv/make-venv.ts";

export interface MadeHere {
  /** The repository in whose files git's filter is; null where it is not set for this project. */
  readonly filtered: Repository | null;
  readonly removable: readonly Made[];
  /** It stays, and why. */
  readonly kept: readonly { readonly path: string; readonly why: string }[];
}

export interface Made {
  readonly kind: "filter" | "environment" | "state" | "socket";
  readonly path: string;
}

/** Looks at the project's folder and the project's own places, and nowhere else. */
export const findMadeHere = (host: Host, layout: Layout): MadeHere => {
  const { files } = host;
  const why = whyNotOurs(host, layout);
  const environments =
    why === null && files.lstat(layout.venv) !== null
      ? [layout.venv, ...venvLeftovers(files, layout)]
      : venvLeftovers(files, layout);
  const repository = findRepository(host, layout.root);
  const filtered = repository !== null && hasOwnFilter(host, repository) ? repository : null;
  const shared = repository === null ? null : sharedLine(host, repository);
  return {
    filtered,
    removable: [
      ...(filtered === null ? [] : [{ kind: "filter" as const, path: filtered.config }]),
      ...environments.map((path): Made => ({ kind: "environment", path })),
      ...(files.lstat(layout.state)?.kind === "folder"
        ? [{ kind: "state" as const, path: layout.state }]
        : []),
      ...(files.lstat(layout.socket) === null ? [] : [{ kind: "socket" as const, path: layout.socket }]),
    ],
    kept: [
      ...(shared === null || !isTracked(host, shared)
        ? []
        : [
            {
              path: shared,
              why: "it names git's filter for everybody: `jig notebooks uninstall --shared` takes that out",
            },
          ]),
      ...(why === null ? [] : [{ path: layout.venv, why }]),
      ...(files.lstat(layout.lock) === null ? [] : [{ path: layout.lock, why: "it belongs to the project" }]),
    ],
  };
};

const whyNotOurs = (host: Host, layout: Layout): string | null => {
  switch (probeVenv(host, layout).kind) {
    case "symlink":
      return "it is a link, and jig makes none";
    case "foreign":
      return "jig did not make it";
    case "tracked":
      return "git tracks files in it";
    case "absent":
    case "ours":
    case "dead":
      return null;
  }
};
