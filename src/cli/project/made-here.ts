// What jig has made for one project, and what looks like it and is not: the list that `jig clean` goes by. It changes nothing.

import type { Host } from "../../host/host.ts";
import type { Layout } from "../../plan/layout.ts";
import { probeVenv } from "../../probe/venv.ts";
import { hasFilter } from "../../realize/notebooks/filter.ts";
import { findRepository } from "../../realize/notebooks/repository.ts";
import { venvLeftovers } from "../../realize/make-venv.ts";

export interface MadeHere {
  readonly removable: readonly Made[];
  /** It stays, and why. */
  readonly kept: readonly { readonly path: string; readonly why: string }[];
}

export interface Made {
  readonly kind: "environment" | "state" | "socket";
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
  return {
    removable: [
      ...environments.map((path): Made => ({ kind: "environment", path })),
      ...(files.lstat(layout.state)?.kind === "folder"
        ? [{ kind: "state" as const, path: layout.state }]
        : []),
      ...(files.lstat(layout.socket) === null ? [] : [{ kind: "socket" as const, path: layout.socket }]),
    ],
    kept: [
      ...(repository === null || !hasFilter(host, repository)
        ? []
        : [
            { path: repository.config, why: "git's filter is in it: `jig notebooks uninstall` takes it out" },
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
