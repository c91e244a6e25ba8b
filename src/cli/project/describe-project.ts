// Reads what the found project says: bytes to a description, or why not.

import { fail, ok, type Result } from "../../base/result.ts";
import { decodeText } from "../../describe/decode-text.ts";
import { describe } from "../../describe/describe.ts";
import type { Description } from "../../describe/description.ts";
import type { Surroundings } from "../../describe/surroundings.ts";
import type { FoundProject } from "../../probe/find-project.ts";
import { stopForDiagnostics, type Stop } from "../answer/stop.ts";

export interface DescribedProject {
  readonly description: Description;
  /** As written, or the folder's. */
  readonly name: string;
}

/** @param surroundings what describing may ask, for all problems to be told at once */
export const describeProject = (
  found: FoundProject,
  surroundings: Surroundings = {},
): Result<DescribedProject, Stop> => {
  const source = decodeText(found.bytes, found.file);
  if (!source.ok) return fail(stopForDiagnostics([source.failure]));
  const described = describe(source.value, surroundings);
  if (!described.ok) return fail(stopForDiagnostics(described.failure));
  return ok({ description: described.value, name: described.value.name?.value ?? found.folder });
};
