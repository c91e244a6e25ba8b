// What a description says and not where: plain data in which order, white space and comments are gone, to be compared and
// digested. It knows no table by name, so that what is new in a description is in here by itself.

import { canonicalJson, type Json } from "../../base/digest.ts";
import { isRecord } from "../../base/is-record.ts";
import type { Description } from "../../describe/description.ts";
import type { Template } from "../../describe/services/template.ts";

/** Services and variables by their names; lists that are sets are sorted; what was not said is absent. */
export type PlainDescription = Readonly<Record<string, Json>>;

/** @param description laid over or not: what is of this machine alone is not told apart */
export const plainDescription = (description: Description): PlainDescription => plainRecord(description);

/** A template as it would be written. */
const templateText = (template: Template): string =>
  template
    .map((part) => {
      if (typeof part === "string") return part.replaceAll("${", () => "$${");
      if (part.kind === "env") return `\${env:${part.name}}`;
      return part.kind === "port" ? "${port}" : `\${service.${part.name}.${part.field}}`;
    })
    .join("");

/** Where something stands, and what the whole description is made of: neither is a part of what it says. */
const PLACES = new Set(["range", "source", "local"]);

/** A loop: a thousand services are some ten thousand values. */
const plainRecord = (record: object): Readonly<Record<string, Json>> => {
  const result: Record<string, Json> = {};
  for (const [key, value] of Object.entries(record)) {
    const plain = PLACES.has(key) ? undefined : plainValue(value);
    if (plain !== undefined) result[asWritten(key)] = plain;
  }
  return result;
};

/** `importCheck` → `import-check`. */
const asWritten = (key: string): string =>
  /[A-Z]/.test(key) ? key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) : key;

/** Undefined for what was not said: a `false` that was written has a place. */
const plainValue = (value: unknown): Json | undefined => {
  if (typeof value === "string" || typeof value === "number" || value === true) return value;
  if (Array.isArray(value)) return value.length === 0 ? undefined : plainList(value);
  if (!isRecord(value)) return undefined;
  return isLocated(value) ? (plainValue(value["value"]) ?? false) : plainRecord(value);
};

const isLocated = (value: Readonly<Record<string, unknown>>): boolean =>
  "value" in value && Object.keys(value).length === ("range" in value ? 2 : 1);

const plainList = (list: readonly unknown[]): Json => {
  if (isTemplate(list)) return templateText(list);
  if (list.every((item) => isTemplate(item))) return list.map((word) => templateText(word));
  if (list.every((item) => isNamed(item)))
    return Object.fromEntries(list.map((item) => [item.name, plainNamed(item)]));
  const items = list.flatMap((item) => plainValue(item) ?? []);
  return items.length < 2 ? items : items.toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
};

const keyOf = (value: Json): string => (typeof value === "string" ? value : canonicalJson(value));

/** A list of located texts is none: these have no `kind`. */
const isTemplate = (value: unknown): value is Template =>
  Array.isArray(value) &&
  value.every((part) => typeof part === "string" || (isRecord(part) && typeof part["kind"] === "string"));

interface Named {
  readonly name: string;
  readonly value?: unknown;
}

const isNamed = (value: unknown): value is Named => isRecord(value) && typeof value["name"] === "string";

/** A variable is its text, a service what stands in its table. */
const plainNamed = (item: Named): Json =>
  isTemplate(item.value) ? templateText(item.value) : plainRecord({ ...item, name: null });
