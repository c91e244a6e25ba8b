// A look at every file of the packages that jig.lock names: `sync` repairs what somebody has changed or removed since it was
// installed. It changes no file of the environment.

import type { Host } from "../../../host/host.ts";
import { localLockPath, type Layout } from "../../../plan/layout.ts";
import { parseLock } from "../../../plan/lock/parse-lock.ts";
import { sitePackagesOf } from "../../../probe/python/environment-state.ts";
import { findBrokenPackages } from "../../../realize/installed/broken-packages.ts";
import { findLinkedFolders } from "../../../realize/installed/find-obstacles.ts";
import { installedAnew } from "../../../realize/installed/installed-origins.ts";
import { forgetEntry } from "../../../realize/journal.ts";
import { readRecords } from "../../../realize/installed/read-records.ts";
import { stampInstallation, type StampedInstallation } from "../../fast/known-installation.ts";

export interface LookAtInstallation {
  /** A locked package is not as it was installed: its installation counts as not done. */
  readonly isDoubtful: boolean;
  /** What vouches for that it is still so; null when nothing is installed or something is to be repaired. */
  readonly stamped: StampedInstallation | null;
}

/** Looks at all that is installed. Where something is to be repaired, the next plan is told that it has to be installed. */
export const lookAtInstallation = (host: Host, layout: Layout, isThorough: boolean): LookAtInstallation => {
  const site = sitePackagesOf(host.files, layout.venv);
  if (site === null) return { isDoubtful: false, stamped: null };
  const records = readRecords(host.files, site);
  const stamped = stampInstallation(host, layout, { site, records });
  const altered = findBrokenPackages(host.files, site, { records, isThorough }).map(({ name }) => name);
  const others = [...altered, ...installedAnew(host.files, layout.venv, records)];
  const locked = lockedNames(host, layout);
  const links = findLinkedFolders(host.files, layout.venv, { names: locked, records });
  if (others.length + links.length === 0) return { isDoubtful: false, stamped };
  const isDoubtful = links.length > 0 || others.some((name) => locked.has(name));
  if (isDoubtful) forgetEntry(host, layout, "install");
  return { isDoubtful, stamped: isDoubtful ? null : stamped };
};

/** What `jig.lock` and this machine's own lock name; nothing where they cannot be read, which is told elsewhere. */
export const lockedNames = ({ files }: Host, layout: Layout): ReadonlySet<string> =>
  new Set(
    [layout.lock, localLockPath(layout)].flatMap((path) => {
      const isFile = files.stat(path)?.kind === "file";
      const lock = isFile ? parseLock(files.readText(path) ?? "") : null;
      return lock?.ok === true ? lock.value.packages.map(({ name }) => name) : [];
    }),
  );
