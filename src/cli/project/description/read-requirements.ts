// Reads the requirements files that a description reaches: their texts, or what stands in their places.

import { resolve } from "node:path";

import { fail, ok, type Result } from "../../../base/result.ts";
import { decodeText, LARGEST_FILE, LARGEST_LOCK } from "../../../describe/decode-text.ts";
import type { Description } from "../../../describe/description.ts";
import { hideText } from "../../../describe/hide-outside-text.ts";
import { errorCode } from "../../../host/files/file-error.ts";
import type { Files } from "../../../host/host.ts";
import { leadsOutside } from "../../../host/files/leads-outside.ts";
import { requirementsFilesReached } from "../../../plan/requirements/gather-requirements.ts";
import type { RequirementsFile, RequirementsFiles } from "../../../plan/requirements/reach-requirements.ts";
import { takenKind } from "../../../plan/requirements/taken-lock.ts";

/** By path relative to the root. Never fails: what cannot be read is told as that. */
export const readRequirementsReached = (
  files: Files,
  root: string,
  description: Description,
): RequirementsFiles => requirementsFilesReached(description, (path) => readRequirements(files, root, path));

/** What stands at one path, relative to the root. */
export const readRequirements = (files: Files, root: string, path: string): RequirementsFile => {
  const absolute = resolve(root, path);
  const kind = kindOf(files, absolute);
  if (kind === "folder" || kind === "other") return { kind };
  if (kind === "file" && path.endsWith(".whl")) return { kind: "archive" };
  const bytes = kind === null ? ok(null) : readAllowed(() => files.readBytes(absolute));
  if (!bytes.ok) return { kind: "unreadable" };
  if (bytes.value === null) return null;
  const decoded = decodeText(bytes.value, path, takenKind(path) === null ? LARGEST_FILE : LARGEST_LOCK);
  if (leadsOutside(files, root, path))
    return decoded.ok
      ? { kind: "text-outside", text: decoded.value.text }
      : { kind: "undecodable", problem: hideText(decoded.failure) };
  return decoded.ok ? decoded.value.text : { kind: "undecodable", problem: decoded.failure };
};

/** What stands at a path, links followed; null when there is nothing. */
export const kindOf = (files: Files, path: string): "file" | "folder" | "other" | null => {
  const kind = files.stat(path)?.kind ?? null;
  return kind === "symlink" ? null : kind;
};

/** What a look at a file gives; fails when this user may not look. */
export const readAllowed = <Value>(look: () => Value): Result<Value, { readonly code: string }> => {
  try {
    return ok(look());
  } catch (error) {
    const code = errorCode(error);
    if (code !== "EACCES" && code !== "EPERM") throw error;
    return fail({ code });
  }
};
