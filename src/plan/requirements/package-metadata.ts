// What a folder of Python source says of its package: its name, and a digest of all that decides what it needs. Pure.

import { digestOf, type Json } from "../../base/digest.ts";
import { readToml } from "../../describe/toml/read-toml.ts";
import type { TomlTable, TomlValue } from "../../describe/toml/toml-tree.ts";

interface PackageMetadata {
  /** As written; null when it is not said in words. */
  readonly name: string | null;
  readonly digest: string;
}

/** Null when the folder holds no package. @param read a file of the folder, by name */
export const packageMetadata = (read: (file: string) => string | null): PackageMetadata | null => {
  const pyproject = read("pyproject.toml");
  const [cfg, py] = [read("setup.cfg"), read("setup.py")];
  const { root } = readToml({ file: "pyproject.toml", text: pyproject ?? "" });
  const project = tableIn(root, "project");
  const poetry = tableIn(tableIn(root, "tool"), "poetry");
  const isPackage = project !== null || poetry !== null || tableIn(root, "build-system") !== null;
  if (!isPackage && cfg === null && py === null) return null;
  const name =
    textIn(project, "name") ??
    textIn(poetry, "name") ??
    /^\[metadata\][^[]*?^name\s*=\s*(\S+)/m.exec(cfg ?? "")?.[1] ??
    /\bname\s*=\s*["']([A-Za-z0-9][\w.-]*)["']/.exec(py ?? "")?.[1] ??
    null;
  return { name, digest: digestOf([...deciding(root), cfg, py]) };
};

/** Without what is jig's own, which decides nothing about the package. */
const deciding = (root: TomlTable): readonly Json[] => {
  const tools = [...(tableIn(root, "tool")?.entries.values() ?? [])].filter(({ key }) => key !== "jig");
  return [
    ...["project", "build-system"].map((key) => plainOrNull(tableIn(root, key))),
    Object.fromEntries(tools.map(({ key, value }) => [key, plain(value)])),
  ];
};

const plainOrNull = (table: TomlTable | null): Json => (table === null ? null : plain(table));

const plain = (value: TomlValue): Json => {
  switch (value.kind) {
    case "string":
    case "boolean":
      return value.value;
    case "integer":
    case "float":
      return value.written;
    case "date":
      return null;
    case "list":
      return value.items.map((item) => plain(item));
    case "table":
      return Object.fromEntries([...value.entries.values()].map((entry) => [entry.key, plain(entry.value)]));
  }
};

const tableIn = (table: TomlTable | null, key: string): TomlTable | null => {
  const value = table?.entries.get(key)?.value;
  return value?.kind === "table" ? value : null;
};

const textIn = (table: TomlTable | null, key: string): string | null => {
  const value = table?.entries.get(key)?.value;
  return value?.kind === "string" ? value.value : null;
};
