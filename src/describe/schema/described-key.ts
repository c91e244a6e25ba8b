// What a key of a description takes and is for, in words and as JSON Schema, and the values that many keys share.

import type { shapes } from "../keys.ts";

/** What descriptions need of JSON Schema, draft 7: the one that editors of TOML know. */
export interface JsonSchema {
  readonly type?: "string" | "boolean" | "integer" | "number" | "array" | "object";
  readonly description?: string;
  readonly default?: boolean | number | string;
  readonly examples?: readonly string[];
  readonly enum?: readonly string[];
  readonly const?: boolean;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  /** A list of schemas: one for each of the first items. */
  readonly items?: JsonSchema | readonly JsonSchema[];
  readonly additionalItems?: JsonSchema;
  readonly minItems?: number;
  readonly anyOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
  readonly required?: readonly string[];
  readonly minProperties?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean;
}

export interface DescribedKey {
  /** What it may be, in words. */
  readonly takes: string;
  /** What it does, in a sentence or two. */
  readonly about: string;
  readonly schema: JsonSchema;
}

type Table = keyof typeof shapes;

/** A described key for each that `keys.ts` has in that table: one too few or too many is a type error. */
export type DescribedTable<Of extends Table> = {
  readonly [Key in (typeof shapes)[Of]["keys"][number]]: DescribedKey;
};

export const text: JsonSchema = { type: "string", pattern: String.raw`\S` };
export const texts: JsonSchema = { type: "array", items: text };
export const attributePaths: JsonSchema = {
  type: "array",
  items: {
    type: "string",
    pattern: String.raw`^[A-Za-z_][A-Za-z0-9_'-]*(\.[A-Za-z_][A-Za-z0-9_'-]*)*$`,
    not: { pattern: String.raw`^(pkgs|nixpkgs)\.` },
  },
};
export const flag: JsonSchema = { type: "boolean" };
export const path: JsonSchema = { type: "string", pattern: String.raw`^/[^\s#]*$` };
export const file: JsonSchema = { ...text, not: { pattern: String.raw`^([/~\\]|[A-Za-z]:[/\\])` } };
export const folder: JsonSchema = {
  ...text,
  not: { pattern: String.raw`^[/~\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)` },
};
export const duration: JsonSchema = {
  anyOf: [
    { type: "string", pattern: String.raw`^\s*[0-9]{1,12}(\.[0-9]{1,6})?\s*(ms|s|m|h)\s*$` },
    { type: "number", minimum: 0, maximum: 86_400 },
  ],
};
export const variables: JsonSchema = {
  type: "object",
  patternProperties: { "^[A-Za-z_][A-Za-z0-9_]*$": { type: "string" } },
  additionalProperties: false,
};
export const DURATION = '`"500ms"`, `"60s"`, `"2m"` or a number of seconds';
export const YES_NO = "`true` or `false`";

/** A table with these keys and no others. */
export const tableOf = (
  keys: Readonly<Record<string, DescribedKey>>,
  more: Pick<JsonSchema, "required" | "not" | "anyOf" | "minProperties"> = {},
): JsonSchema => ({
  type: "object",
  properties: Object.fromEntries(
    Object.entries(keys).map(([key, { about, schema }]) => [key, { description: about, ...schema }]),
  ),
  ...more,
  additionalProperties: false,
});
