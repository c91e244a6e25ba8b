// Reads what the found project says: bytes to a description, or why not.

import type { Diagnostic } from "../../base/diagnostic.ts";
import { joinSources, type Source } from "../../base/place.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import { decodeText } from "../../describe/decode-text.ts";
import { describe } from "../../describe/describe.ts";
import type { Description } from "../../describe/description.ts";
import type { Surroundings } from "../../describe/surroundings.ts";
import { LOCAL_FILE, type FoundProject } from "../../probe/find-project.ts";
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
  const sources = [decodeText(found.bytes, found.file), ...readLocal(found)];
  const problems = sources.flatMap((source) => (source.ok ? [] : source.failure));
  const [own, local] = sources.flatMap((source) => (source.ok ? source.value : []));
  if (problems.length > 0 || own === undefined) return fail(stopForDiagnostics(problems));
  const described = describe(local === undefined ? own : joinSources(own, local), surroundings);
  if (!described.ok) return fail(stopForDiagnostics(described.failure));
  return ok({ description: described.value, name: described.value.name?.value ?? found.folder });
};

/** None, or one. */
const readLocal = ({ local }: FoundProject): readonly Result<Source, Diagnostic>[] => {
  if (local === null) return [];
  if (local instanceof Uint8Array) return [decodeText(local, LOCAL_FILE)];
  const { kind } = local;
  const isUnreadable = kind === "unreadable";
  return [
    fail({
      code: isUnreadable ? "not-readable" : "not-a-file",
      severity: "error",
      message: isUnreadable
        ? `\`${LOCAL_FILE}\` cannot be read: permission denied`
        : `\`${LOCAL_FILE}\` is ${kind === "folder" ? "a folder, " : ""}not a file`,
      source: { file: LOCAL_FILE, text: "" },
      range: { offset: 0, length: 0 },
      hint: isUnreadable
        ? "see whose it is and who may read it with `ls -l`"
        : "it holds what is this machine's alone: move what is there aside",
    }),
  ];
};
