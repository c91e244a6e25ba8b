// A look at every file of the packages that jig.lock names: `sync` repairs what somebody has changed or removed since it was
// installed. It changes no file of the environment.

import type { Host } from "../../host/host.ts";
import { localLockPath, type Layout } from "../../plan/layout.ts";
import { parseLock } from "../../plan/lock-file.ts";
import { alteredPackages } from "../../realize/find-drift.ts";
import { forgetEntry } from "../../realize/journal.ts";

/** Whether a locked package is not as it was installed; then its installation counts as not done. */
export const doubtInstallation = (host: Host, layout: Layout): boolean => {
  const altered = alteredPackages(host.files, layout.venv);
  if (altered.length === 0) return false;
  const locked = lockedNames(host, layout);
  const isDoubtful = altered.some(({ name }) => locked.has(name));
  if (isDoubtful) forgetEntry(host, layout, "install");
  return isDoubtful;
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
