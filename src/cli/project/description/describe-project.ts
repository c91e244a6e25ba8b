// Reads what the found project says: bytes to a description, or why not.

import type { Diagnostic } from "../../../base/diagnostic.ts";
import { joinSources, type Source } from "../../../base/place.ts";
import { fail, ok, type Result } from "../../../base/result.ts";
import { decodeText } from "../../../describe/decode-text.ts";
import { describe } from "../../../describe/describe.ts";
import type { Description } from "../../../describe/description.ts";
import { hideOutsideText } from "../../../describe/hide-outside-text.ts";
import type { Surroundings } from "../../../describe/surroundings.ts";
import { LOCAL_FILE, type FoundProject } from "../../../probe/project/find-project.ts";
import { stopForDiagnostics, type Stop } from "../../answer/stop.ts";

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
  const isOutside = (file: string): boolean => found.outside.includes(file);
  if (problems.length > 0 || own === undefined) {
    return fail(stopForDiagnostics(hideOutsideText(problems, isOutside)));
  }
  const described = describe(local === undefined ? own : joinSources(own, local), surroundings);
  if (!described.ok) return fail(stopForDiagnostics(hideOutsideText(described.failure, isOutside)));
  return ok({ description: described.value, name: described.value.name?.value ?? found.folder });
};

/** None, or one. */
const readLocal = ({ local }: FoundProject): readonly Result<Source, Diagnostic>[] => {
  if (local === null) return [];
  if (local instanceof Uint8Array) return [decodeText(local, LOCAL_FILE)];
  return [fail(localProblem(local.kind))];
};

const localProblem = (kind: Exclude<FoundProject["local"], Uint8Array | null>["kind"]): Diagnostic => {
  const { code, what, hint } = LOCAL_PROBLEMS[kind];
  return {
    code,
    severity: "error",
    message: `\`${LOCAL_FILE}\` ${what}`,
    source: { file: LOCAL_FILE, text: "" },
    range: { offset: 0, length: 0 },
    hint,
  };
};

const ASIDE = "it holds what is this machine's alone: move what is there aside";

const LOCAL_PROBLEMS = {
  unreadable: {
    code: "not-readable",
    what: "cannot be read: permission denied",
    hint: "see whose it is and who may read it with `ls -l`",
  },
  folder: { code: "not-a-file", what: "is a folder, not a file", hint: ASIDE },
  other: { code: "not-a-file", what: "is not a file", hint: ASIDE },
  "lost-link": {
    code: "leads-nowhere",
    what: "is a link that leads nowhere",
    hint: `\`ls -l ${LOCAL_FILE}\` shows where; make it lead there again, or remove it`,
  },
} as const;
