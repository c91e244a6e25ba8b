// A conda environment file → requirements of PyPI. Channels and builds mean nothing there; what PyPI does not have is named
// with the reason.

import { parseDocument } from "yaml";

import { isRecord } from "../../base/is-record.ts";
import { requirementProblem } from "../../describe/requirements/check-requirement.ts";
import { quote } from "../../describe/words.ts";
import { isPlace } from "../../plan/requirements/requirement-text.ts";
import { fateOf } from "../packages/conda-names.ts";
import { isRange } from "../python/python-range.ts";

export interface CondaFile {
  readonly name: string | null;
  /** What it says of Python: `=3.11`, `>=3.10`. */
  readonly python: string | null;
  readonly packages: readonly string[];
  /** Requirements files that its `pip:` list names. */
  readonly requirements: readonly string[];
  readonly notes: readonly string[];
}

/** Reads it. A file that is not YAML, or no environment, says nothing, and a note says so. */
export const readConda = (text: string, file: string): CondaFile => {
  const content = parseYaml(text);
  if (!isRecord(content)) {
    return { ...NOTHING, notes: [`${quote(file)} cannot be read as a conda environment`] };
  }
  const listed = Array.isArray(content["dependencies"]) ? content["dependencies"] : [];
  const name = content["name"];
  const found = [...readSpecs(listed), ...readPip(listed)];
  return {
    name: typeof name === "string" && name !== "base" && name.trim() !== "" ? name : null,
    python: found.find(({ kind }) => kind === "python")?.text ?? null,
    packages: [...new Set(textsOf(found, "package"))],
    requirements: textsOf(found, "requirements"),
    notes: notesOf(found),
  };
};

const NOTHING: CondaFile = { name: null, python: null, packages: [], requirements: [], notes: [] };

const parseYaml = (text: string): unknown => {
  const document = parseDocument(text, { logLevel: "silent" });
  if (document.errors.length > 0) return null;
  try {
    return document.toJS();
  } catch {
    // Aliases that name each other without end.
    return null;
  }
};

interface Found {
  readonly kind: "package" | "python" | "requirements" | "left-out";
  readonly text: string;
  /** Of what is left out. */
  readonly reason?: string;
}

const textsOf = (found: readonly Found[], wanted: Found["kind"]): readonly string[] =>
  found.flatMap(({ kind, text }) => (kind === wanted ? [text] : []));

/** One note for each reason, with all that are left out for it. */
const notesOf = (found: readonly Found[]): readonly string[] => {
  const byReason = new Map<string, string[]>();
  for (const { kind, text, reason = "" } of found) {
    if (kind === "left-out") byReason.set(reason, [...(byReason.get(reason) ?? []), text]);
  }
  return [...byReason].map(([reason, names]) => `left out: ${names.map(quote).join(", ")} (${reason})`);
};

const readSpecs = (listed: readonly unknown[]): readonly Found[] =>
  listed.flatMap((entry) => {
    if (typeof entry === "string") return readSpec(entry);
    return isPipList(entry) ? [] : [unreadable(entry)];
  });

const isPipList = (entry: unknown): entry is { readonly pip: readonly unknown[] } =>
  isRecord(entry) && Object.keys(entry).length === 1 && Array.isArray(entry["pip"]);

/** Of what YAML makes something else than a word of. */
const unreadable = (entry: unknown): Found => ({
  kind: "left-out",
  text: typeof entry === "string" ? entry : (JSON.stringify(entry) ?? "null"),
  reason: UNREADABLE,
});

/** `channel::name=version=build`, `name >=1.2,<2`, `name 1.2.*`. */
const SPEC = /^(?:[^\s:]+::)?([A-Za-z0-9_][A-Za-z0-9._-]*)\s*(.*)$/;

const readSpec = (spec: string): readonly Found[] => {
  const [, written, rest = ""] = SPEC.exec(spec.trim()) ?? [];
  if (written === undefined) return [unreadable(spec)];
  const name = written.toLowerCase();
  const version = readVersion(rest);
  if (name === "python") return version === "" ? [] : [readPython(spec, version)];
  const fate = fateOf(name);
  if (fate.kind === "silent") return [];
  if (fate.kind === "left-out") return [{ kind: "left-out", text: name, reason: fate.reason }];
  const requirement = `${fate.name}${toPep440(version)}`;
  if (version === null || requirementProblem(requirement) !== null || isPlace(requirement)) {
    return [unreadable(spec)];
  }
  return [{ kind: "package", text: requirement }];
};

/** One that cannot be read would rule nothing out, and another Python would be proposed without a word. */
const readPython = (spec: string, version: string | null): Found =>
  version !== null && isRange(version) ? { kind: "python", text: version } : unreadable(spec);

const UNREADABLE = "jig cannot read how it is written: add it by hand";

/** The part of a spec behind its name, without the build; null when it is of a kind that PyPI has no words for. */
const readVersion = (rest: string): string | null => {
  const text = rest.trim();
  if (/[[\]|]/.test(text)) return null;
  const [, operator = "", version = ""] = /^(==?)?\s*([\w.*!+-]+)(?:\s*=\s*\S+|\s+\S+)?$/.exec(text) ?? [];
  if (version !== "") return version === "*" ? "" : `${operator === "" ? "=" : operator}${version}`;
  return text.replaceAll(/\s+/g, "");
};

/** Conda's `=1.26` is any 1.26, and `1.26.4` behind one `=` in an exported file is that one. */
const toPep440 = (version: string | null): string => {
  const [, fuzzy] = /^=([^=].*)$/.exec(version ?? "") ?? [];
  if (fuzzy === undefined) return version ?? "";
  if (fuzzy.endsWith(".*") || fuzzy.split(".").length > 2) return `==${fuzzy}`;
  return `==${fuzzy.replace(/\*$/, "").replace(/\.$/, "")}.*`;
};

const readPip = (listed: readonly unknown[]): readonly Found[] => {
  const lines = listed.flatMap((entry): readonly unknown[] => (isPipList(entry) ? entry.pip : []));
  return lines.flatMap((line): readonly Found[] => {
    if (typeof line !== "string") return [unreadable(line)];
    const file = /^(?:-r|--requirement)[\s=]+(\S+)$/.exec(line.trim())?.[1];
    if (file !== undefined) return [{ kind: "requirements", text: file.replace(/^(?:\.\/)+/, "") }];
    const isRequirement = requirementProblem(line) === null && !isPlace(line);
    return isRequirement
      ? [{ kind: "package", text: line.trim() }]
      : [{ kind: "left-out", text: line, reason: "it names a place on one machine, or no package" }];
  });
};
