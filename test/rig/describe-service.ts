// Writes a service's table for a `jig.toml`, from plain values.

/** A value of TOML that is also one of JSON: the two write strings, numbers, booleans and lists alike. */
export type TomlValue =
  | string
  | number
  | boolean
  | readonly TomlValue[]
  | { readonly [key: string]: TomlValue };

const isTable = (value: TomlValue): value is { readonly [key: string]: TomlValue } =>
  typeof value === "object" && !Array.isArray(value);

const print = (value: TomlValue): string => {
  if (!isTable(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, item]) => `${key} = ${print(item)}`);
  return `{ ${members.join(", ")} }`;
};

/** `[services.NAME]` and a line for each key. */
export const describeService = (name: string, keys: Readonly<Record<string, TomlValue>>): string =>
  [`[services.${name}]`, ...Object.entries(keys).map(([key, value]) => `${key} = ${print(value)}`), ""].join(
    "\n",
  );
