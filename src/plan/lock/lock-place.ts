// What `jig.lock` says of a package that comes from no index: a folder, a commit of a repository, an archive's address. These
// texts are handed to uv, which runs git with them: whatever could mean something else to either is refused.

import type { LockedPlace } from "./lock.ts";
import { quote } from "./quote-text.ts";

/** The lines that say it. */
export const printPlace = (place: LockedPlace): readonly string[] => {
  switch (place.kind) {
    case "folder":
      return [`${place.isEditable ? "editable-folder" : "folder"} = ${quote(place.path)}`];
    case "repository":
      return [
        `repository = ${quote(place.url)}`,
        ...(place.reference === null ? [] : [`reference = ${quote(place.reference)}`]),
        `commit = ${quote(place.commit)}`,
        ...(place.subdirectory === null ? [] : [`subdirectory = ${quote(place.subdirectory)}`]),
      ];
    case "address":
      return [`address = ${quote(place.url)}`];
    case "archive":
      return [`archive = ${quote(place.path)}`];
  }
};

/** Whether a wheel's file can be locked by this path: it stands in a line of its own for uv, and for the flake as it is. */
export const isWheelPath = (path: string): boolean => /^(?![/~])[^\p{Cc}\s"'\\#;%]+\.whl$/u.test(path);

/** The place that a package's keys give; null when they give none. @param textOf a key's text, or null */
export const readPlace = (textOf: (key: string) => string | null): LockedPlace | "wrong" | null => {
  const folder = textOf("folder");
  const path = folder ?? textOf("editable-folder");
  const url = textOf("repository");
  const address = textOf("address");
  const archive = textOf("archive");
  if (path !== null) {
    const isPath = !/[\p{Cc}]/u.test(path) && !/^[/~]/.test(path) && path !== "";
    return isPath ? { kind: "folder", path, isEditable: folder === null } : "wrong";
  }
  if (url !== null) return readRepository(url, textOf);
  if (archive !== null) return isWheelPath(archive) ? { kind: "archive", path: archive } : "wrong";
  if (address === null) return null;
  return /^https?:\/\/[^\s#\p{Cc}]+$/u.test(address) ? { kind: "address", url: address } : "wrong";
};

const readRepository = (url: string, textOf: (key: string) => string | null): LockedPlace | "wrong" => {
  const commit = textOf("commit") ?? "";
  const subdirectory = textOf("subdirectory");
  const isWell =
    /^(?:https?|ssh|git|file):\/\/[^\s#\p{Cc}]+$/u.test(url) &&
    /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit) &&
    (subdirectory === null || /^[\w.][\w./ -]*$/.test(subdirectory));
  return isWell ? { kind: "repository", url, reference: textOf("reference"), commit, subdirectory } : "wrong";
};
