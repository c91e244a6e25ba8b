// Whether a `uv.lock` still answers the `pyproject.toml` beside it, as far as the two texts say. Pure. uv itself is not asked:
// it would find fault with every lock that was made with another index than this machine's.

import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Range, Source } from "../../base/place.ts";
import { UV_LOCK } from "../../base/uv-lock-command.ts";
import { readPyprojectLists } from "../../describe/requirements/pyproject-lists.ts";
import { readToml } from "../../describe/toml/read-toml.ts";
import { textIn, type TomlTable, type TomlValue } from "../../describe/toml/toml-tree.ts";
import { quote } from "../../describe/words.ts";
import { normaliseRequirement, requirementName } from "./requirement-text.ts";

/** The first requirement in which they differ, with both places; none where either does not say. */
export const checkUvLock = (lock: Source, pyproject: Source): readonly Diagnostic[] => {
  const root = rootPackage(lock);
  const project = tableAt(readToml(pyproject).root, ["project"]);
  if (root === null || project === null || isDynamic(project)) return [];
  const hasList = project.entries.has("dependencies");
  const { entries, problems } = readPyprojectLists(pyproject, { hasProject: hasList, groups: [] });
  if (problems.length > 0) return [];
  const asked = entries.flatMap((entry) =>
    "text" in entry ? [{ text: entry.text, range: entry.range, ...partsOf(entry.text) }] : [],
  );
  const locked = lockedIn(root);
  const missing = asked.find(({ name, clauses }) =>
    locked.every((each) => each.name !== name || differs(each.clauses, clauses)),
  );
  const at = { source: lock, range: root.range };
  if (missing !== undefined) {
    const known = locked.find(({ name }) => name === missing.name);
    const range = known === undefined ? at : { source: lock, range: known.range };
    const message = `${quote(lock.file)} does not have ${quote(missing.text)} yet`;
    const related = [{ message: known === undefined ? "what it was made for" : "what it has", ...range }];
    return [{ ...STALE, message, source: pyproject, range: missing.range, related }];
  }
  const left = locked.find(({ name }) => asked.every((each) => each.name !== name));
  if (left === undefined) return [];
  const message = `${quote(lock.file)} still has ${quote(left.name)}, which ${quote(pyproject.file)} does not ask for`;
  const list = project.entries.get("dependencies")?.range ?? project.range;
  const related = [{ message: "what is asked for", source: pyproject, range: list }];
  return [{ ...STALE, message, source: lock, range: left.range, related }];
};

const STALE = {
  code: "uv-lock-out-of-date",
  severity: "error" as const,
  hint: `${UV_LOCK} brings it up to date; then run this again`,
};

/** The package that is the project itself; only its lines are read: the whole file may be long. */
const rootPackage = ({ file, text }: Source): TomlTable | null => {
  const at = /^source = \{ (?:editable|virtual) = "\." \}\r?$/m.exec(text)?.index;
  const start = at === undefined ? -1 : text.lastIndexOf("[[package]]", at);
  if (start === -1) return null;
  const end = text.indexOf("\n[[package]]", start);
  const { root, isBroken } = readToml({ file, text: end === -1 ? text : text.slice(0, end) }, start);
  const list = root.entries.get("package")?.value;
  const table = list?.kind === "list" ? list.items[0] : undefined;
  return isBroken || table?.kind !== "table" ? null : table;
};

interface Locked {
  readonly name: string;
  /** Null: it comes from a place, and has no versions. */
  readonly clauses: string | null;
  readonly range: Range;
}

/** What the lock says that the project asks for, without its extras' own. */
const lockedIn = (root: TomlTable): readonly Locked[] => {
  const list = tableAt(root, ["metadata"])?.entries.get("requires-dist")?.value;
  if (list?.kind !== "list") return [];
  return list.items.flatMap((item) => {
    if (item.kind !== "table" || /\bextra\b/.test(textIn(item, "marker") ?? "")) return [];
    const name = requirementName(textIn(item, "name") ?? "");
    const isPlaced = ["editable", "virtual", "directory", "path", "git", "url"].some((key) =>
      item.entries.has(key),
    );
    const specifier = textIn(item, "specifier");
    const clauses = isPlaced && specifier === null ? null : clausesOf(specifier ?? "");
    return name === null ? [] : [{ name, clauses, range: item.range }];
  });
};

const partsOf = (text: string): { readonly name: string; readonly clauses: string | null } => {
  const name = requirementName(text) ?? text;
  if (text.includes("@")) return { name, clauses: null };
  const [plain = ""] = normaliseRequirement(text).split(";", 1);
  return { name, clauses: clausesOf(plain.slice(name.length).replace(/^\[[^\]]*\]/, "")) };
};

/** In one order; null when a version is spelled in a way that uv might spell otherwise. */
const clausesOf = (specifier: string): string | null => {
  const parts = specifier.replaceAll(/\s+/g, "").split(",");
  const isPlain = parts.every(
    (part) => part === "" || /^(?:[<>=!~]=|[<>])\d+(?:\.\d+)*(?:\.\*)?$/.test(part),
  );
  return isPlain
    ? parts
        .filter((part) => part !== "")
        .toSorted()
        .join(",")
    : null;
};

const differs = (left: string | null, right: string | null): boolean =>
  left !== null && right !== null && left !== right;

/** What it needs is known only when it is built. */
const isDynamic = (project: TomlTable): boolean => {
  const dynamic = project.entries.get("dynamic")?.value;
  return (
    dynamic?.kind === "list" &&
    dynamic.items.some((item) => item.kind === "string" && item.value === "dependencies")
  );
};

const tableAt = (root: TomlTable, path: readonly string[]): TomlTable | null => {
  let table: TomlValue | undefined = root;
  for (const key of path) table = table?.kind === "table" ? table.entries.get(key)?.value : undefined;
  return table?.kind === "table" ? table : null;
};
