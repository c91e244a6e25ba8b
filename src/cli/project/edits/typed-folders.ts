// Folders with packages as somebody types them (`jig add -e ../lib`): the line that a requirements file gets for each, and the
// package's name. It writes nothing.

import { relative, resolve } from "node:path";

import { fail, ok, type Result } from "../../../base/result.ts";
import { parsePlace } from "../../../describe/requirements/parse-place.ts";
import { gatherPlaces } from "../../../plan/requirements/gather-places.ts";
import { exitCodes } from "../../answer/exit-codes.ts";
import { visibleText } from "../../../show/text/visible-text.ts";
import { stopFor, type Stop } from "../../answer/stop.ts";
import type { JigContext } from "../../context.ts";
import { readRequirements } from "../description/read-requirements.ts";

export interface TypedFolder {
  /** `-e ./lib`, from the project's folder. */
  readonly line: string;
  readonly name: string;
}

/** @param from the folder that the paths are typed in */
export const readTypedFolders = (
  { host: { files } }: JigContext,
  typed: readonly string[],
  { root, from }: { readonly root: string; readonly from: string },
): Result<readonly TypedFolder[], Stop> => {
  const folders: TypedFolder[] = [];
  for (const text of typed) {
    const odd = oddFolder(text);
    if (odd !== null) return fail(odd);
    const parsed = parsePlace(`-e ${text}`);
    if (!parsed.ok || parsed.value.origin.kind !== "folder") return fail(noFolder(text));
    const { origin, extras, marker } = parsed.value;
    const path = relative(root, resolve(from, origin.path)) || ".";
    const written = path === "." || path.startsWith("../") ? path : `./${path}`;
    const line = [
      `-e ${written}${extras.length === 0 ? "" : `[${extras.join(",")}]`}`,
      marker === null ? "" : ` ; ${marker}`,
    ].join("");
    const at = { text: line, source: { file: "", text: line }, range: { offset: 0, length: line.length } };
    const { places, problems } = gatherPlaces([at], (file) => readRequirements(files, root, file));
    const [problem] = problems;
    if (problem !== undefined)
      return fail(
        stopFor(exitCodes.usage, {
          code: problem.code,
          message: problem.message,
          hint: problem.hint ?? null,
        }),
      );
    folders.push(...places.map(({ name }) => ({ line, name })));
  }
  return ok(folders);
};

/** What is wrong with a folder's name for a line of its own; null where nothing is. What is no folder is another's matter. */
export const oddFolder = (text: string): Stop | null => {
  const odd = /^[\w+.-]+:/.test(text)
    ? undefined
    : /[\s#"'\\]/.exec(text.replace(/\s*;.*$/s, "").trim())?.[0];
  return odd === undefined
    ? null
    : stopFor(exitCodes.usage, {
        code: "invalid-place",
        message: `\`${visibleText(text)}\` has ${/\s/.test(odd) ? "a space" : `a \`${odd}\``} in it, and a requirements file can name no such folder`,
        hint: "give the folder another name, as in `lib-one`, and add that",
      });
};

const noFolder = (text: string): Stop =>
  stopFor(exitCodes.usage, {
    code: "invalid-place",
    message: `\`${text}\` is no folder, and \`-e\` is for the folder of a package`,
    hint: "as in `jig add -e ./lib`; what comes from elsewhere is added without `-e`",
  });
