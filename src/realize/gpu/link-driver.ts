// The private folder of links to the driver's libraries: what programs look for by name finds the driver there, and
// nothing of the system besides. The links are made beside and swapped in; what they point to is not touched.

import { sayCount } from "../../base/say-count.ts";
import { basename, dirname, join } from "node:path";

import { ok, type Result } from "../../base/result.ts";
import type { Host } from "../../host/host.ts";
import type { Layout } from "../../plan/layout.ts";
import type { DriverStep } from "../../plan/step.ts";
import type { Applied, StepContext } from "../realize-context.ts";
import type { RealizeFailure } from "../realize-failure.ts";

export const driverFolder = ({ state }: Pick<Layout, "state">): string => join(state, "gpu", "driver");

export const linkDriver = (
  { host: { files }, layout }: Pick<StepContext, "host" | "layout">,
  { libraries }: Pick<DriverStep, "libraries">,
): Result<Applied, RealizeFailure> => {
  const folder = driverFolder(layout);
  const beside = `${folder}.new`;
  // A file, or a link to another place: nothing is written through it.
  const around = dirname(folder);
  if (files.lstat(around)?.kind !== "folder") files.remove(around);
  files.remove(beside);
  files.makeFolder(beside);
  for (const library of libraries) files.link(library, join(beside, basename(library)));
  files.remove(folder);
  files.rename(beside, folder);
  const count = sayCount(libraries.length, "library", "libraries");
  return ok({ title: `${count} of the NVIDIA driver`, memory: {} });
};

/** Whether the links are as they were made and lead somewhere. Cheap enough for a warm start. */
export const isDriverLinked = (
  { files }: Pick<Host, "files">,
  layout: Layout,
  { libraries }: Pick<DriverStep, "libraries">,
): boolean => {
  const folder = driverFolder(layout);
  const names = libraries.map((library) => basename(library)).toSorted();
  return (
    [dirname(folder), folder].every((path) => files.lstat(path)?.kind === "folder") &&
    (files.list(folder) ?? []).join("/") === names.join("/") &&
    libraries.every((library) => {
      const link = join(folder, basename(library));
      return files.readLink(link) === library && files.stat(link) !== null;
    })
  );
};
