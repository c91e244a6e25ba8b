// Outputs of a notebook from before, put into it as it is now: where a cell's text is the same. It decides for no cell that
// was changed: its old output would be a lie.

import { ok, fail, type Result } from "../base/result.ts";
import { readNotebook, type NoNotebook } from "./clean-notebook.ts";
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
  const left = cellsOf(before.value).filter((cell) => hasRun(cell));
  const all = left.length;
  const cells = cellsOf(notebook.value).map((cell): Json => {
    const at = left.findIndex((old) => isSameCell(old, cell));
    const [old] = at === -1 ? [] : left.splice(at, 1);
    if (old === undefined || cell.kind !== "object") return cell;
    return withMembers(cell, old, ["outputs", "execution_count"]);
  });
  const members = new Map(notebook.value.members).set("cells", { kind: "list", items: cells });
  const text = writeJson({ kind: "object", members });
  return ok({ bytes: new TextEncoder().encode(text), cells: all - left.length, lost: left.length });
};

const cellsOf = ({ members }: JsonObject): readonly Json[] => {
  const cells = members.get("cells");
  return cells?.kind === "list" ? cells.items : [];
};

const memberOf = (cell: Json, name: string): Json | undefined =>
  cell.kind === "object" ? cell.members.get(name) : undefined;

const hasRun = (cell: Json): boolean => {
  const outputs = memberOf(cell, "outputs");
  const count = memberOf(cell, "execution_count");
  return (
    (outputs?.kind === "list" && outputs.items.length > 0) ||
    (count?.kind === "word" && count.text !== "null")
  );
};

/** The same text, of a cell that has not run since; and the same cell, where both have a name. */
const isSameCell = (old: Json, cell: Json): boolean =>
  !hasRun(cell) && ["cell_type", "source"].every((name) => isSame(old, cell, name)) && isSameId(old, cell);

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
