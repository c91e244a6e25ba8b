// Outputs of a notebook from before, put into it as it is now: where a cell's text is the same. It decides for no cell that
// was changed: its old output would be a lie; nor for one of another format, whose outputs are written otherwise.

import { ok, fail, type Result } from "../base/result.ts";
import { COUNTS, readNotebook, type NoNotebook } from "./clean-notebook.ts";
import { encodeLike } from "./decode.ts";
import { isSameJson, writeJson, type Json, type JsonObject } from "./json.ts";

export interface PutBack {
  readonly bytes: Uint8Array;
  /** Code cells with outputs that were put back, and those whose outputs have no place any more. */
  readonly cells: number;
  readonly lost: number;
}

/** Fails with what one of the two is instead of a notebook. */
export const putBackOutputs = (now: Uint8Array, kept: Uint8Array): Result<PutBack, NoNotebook> => {
  const [notebook, before] = [readNotebook(now), readNotebook(kept)];
  if (!notebook.ok) return fail(notebook.failure);
  if (!before.ok) return fail(before.failure);
  const isSameFormat = isSame(before.value, notebook.value, "nbformat");
  const left = cellsOf(before.value).filter((cell) => hasRun(cell));
  const all = left.length;
  const filled = eachCell(notebook.value, (cell): Json => {
    const at = isSameFormat ? left.findIndex((old) => isSameCell(old, cell)) : -1;
    const [old] = at === -1 ? [] : left.splice(at, 1);
    if (old === undefined || cell.kind !== "object") return cell;
    return withMembers(cell, old, ["outputs", ...COUNTS]);
  });
  return ok({ bytes: encodeLike(writeJson(filled), now), cells: all - left.length, lost: left.length });
};

/** Format 3 has cells in worksheets. */
const eachCell = (notebook: JsonObject, changed: (cell: Json) => Json): JsonObject => {
  const members = new Map(notebook.members);
  const [cells, sheets] = [members.get("cells"), members.get("worksheets")];
  if (cells?.kind === "list") members.set("cells", { kind: "list", items: cells.items.map(changed) });
  if (sheets?.kind === "list") {
    const items = sheets.items.map((sheet) => (sheet.kind === "object" ? eachCell(sheet, changed) : sheet));
    members.set("worksheets", { kind: "list", items });
  }
  return { kind: "object", members };
};

const cellsOf = (notebook: JsonObject): readonly Json[] => {
  const cells: Json[] = [];
  eachCell(notebook, (cell) => {
    cells.push(cell);
    return cell;
  });
  return cells;
};

const memberOf = (cell: Json, name: string): Json | undefined =>
  cell.kind === "object" ? cell.members.get(name) : undefined;

const hasRun = (cell: Json): boolean => {
  const outputs = memberOf(cell, "outputs");
  return (
    (outputs?.kind === "list" && outputs.items.length > 0) ||
    COUNTS.some((name) => {
      const count = memberOf(cell, name);
      return count?.kind === "word" && count.text !== "null";
    })
  );
};

/** The same text, of a cell that has not run since; and the same cell, where both have a name. */
const isSameCell = (old: Json, cell: Json): boolean =>
  !hasRun(cell) &&
  isSame(old, cell, "cell_type") &&
  (isSame(old, cell, "source") || isSame(old, cell, "input")) &&
  isSameId(old, cell);

const isSame = (old: Json, cell: Json, name: string): boolean => {
  const [first, second] = [memberOf(old, name), memberOf(cell, name)];
  return first !== undefined && second !== undefined && isSameJson(first, second);
};

const isSameId = (old: Json, cell: Json): boolean =>
  memberOf(old, "id") === undefined || memberOf(cell, "id") === undefined || isSame(old, cell, "id");

const withMembers = (cell: JsonObject, old: Json, names: readonly string[]): JsonObject => {
  const members = new Map(cell.members);
  for (const name of names) {
    const value = memberOf(old, name);
    if (value !== undefined) members.set(name, value);
  }
  return { kind: "object", members };
};
