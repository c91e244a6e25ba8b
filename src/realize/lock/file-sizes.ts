// The sizes of files that no index tells: of a wheel that lies in the project, and of one at an address, whose server is asked
// for it alone. Nothing is fetched, and a size that nobody tells stays unknown.

import { join } from "node:path";

import type { Lock, LockedFile, LockedPackage } from "../../plan/lock/lock.ts";
import { askForSize } from "../indexes/download-file.ts";
import { isOn } from "../indexes/find-indexes.ts";
import type { StepContext } from "../realize-context.ts";

/** Each package with what could be learnt. @param former what it knew of the same file is not asked for again */
export const withSizes = (
  context: StepContext,
  packages: readonly LockedPackage[],
  former: Pick<Lock, "packages"> | null,
): Promise<readonly LockedPackage[]> => {
  const known = new Map(
    (former?.packages ?? []).flatMap(({ files }) => files.map(({ sha256, size }) => [sha256, size] as const)),
  );
  return Promise.all(
    packages.map(async (item) => {
      const sized = item.files.map(async (file): Promise<LockedFile> => {
        const size = file.size ?? known.get(file.sha256) ?? (await sizeAt(context, item));
        return size === null ? file : { ...file, size };
      });
      return item.place === undefined ? item : { ...item, files: await Promise.all(sized) };
    }),
  );
};

const sizeAt = async (
  { host, layout, signal }: StepContext,
  { place }: LockedPackage,
): Promise<number | null> => {
  if (place?.kind === "archive") return host.files.stat(join(layout.root, place.path))?.size ?? null;
  if (place?.kind !== "address" || isOn(host.env["UV_OFFLINE"])) return null;
  return askForSize({ host, signal, url: place.url, timeoutMs: 5000 });
};
