// Files of an index that a new lock has with another hash than the former lock had for the same name. An index may add files to
// a version; whoever exchanges one has to be asked why.

import type { DiagnosticFound } from "../../api/events.ts";
import type { Lock } from "../../plan/lock/lock.ts";

/** A warning for every such package. A wheel that lies in the project is its owner's. */
export const exchangedFiles = (
  before: Lock | null,
  after: Lock,
): readonly Omit<DiagnosticFound, "event" | "at">[] => {
  const former = new Map(
    (before?.packages ?? []).flatMap(({ files }) => files.map((file) => [file.name, file.sha256])),
  );
  return after.packages.flatMap(({ name, version, place, files }) => {
    const exchanged = files.filter((file) => former.has(file.name) && former.get(file.name) !== file.sha256);
    if (place !== undefined || exchanged.length === 0) return [];
    return {
      severity: "warning" as const,
      code: "file-exchanged",
      place: null,
      message: `\`${name} ${version}\` comes from another file than the one that was locked, of the same name`,
      detail: exchanged.map((file) => file.name),
      hint: "do not use it before you know why: `git diff jig.lock` shows both hashes",
    };
  });
};
