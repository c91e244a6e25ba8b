// The texts of a description → templates. In a shell's text `$NAME` and `${OTHER}` are the shell's own and stay; in
// the words of a command and in values nobody else would read a `${…}`, so an unknown one is a mistake; so is a `$NAME`
// in the value of a variable, which people expect to be filled in as a shell does.

import { nearest } from "../../base/nearest.ts";
import type { Reference, Template } from "./template.ts";
import { quote } from "../words.ts";

interface TemplateProblem {
  readonly message: string;
  /** In the text, in code units. */
  readonly offset: number;
  readonly length: number;
  readonly hint: string;
}

/** A reference and where it stands in the text. */
interface PlacedReference {
  readonly reference: Reference;
  readonly offset: number;
  readonly length: number;
}

export interface ParsedTemplate {
  readonly template: Template;
  readonly references: readonly PlacedReference[];
  readonly problems: readonly TemplateProblem[];
}

/** Where a template's text is going: to `sh -c`, to a program as it is, or into the environment. */
export type TemplateUse = "shell" | "value" | "variable";

/** Parses a text. Never throws; what is broken stays in the template as it was written. Linear in the text. */
export const parseTemplate = (text: string, where: TemplateUse): ParsedTemplate => {
  const template: (string | Reference)[] = [];
  const references: PlacedReference[] = [];
  const problems: TemplateProblem[] = [];
  let literal = "";
  let done = 0;
  for (let at = text.indexOf("$"); at !== -1; at = text.indexOf("$", done)) {
    literal += text.slice(done, at);
    const piece = readDollar(text, at, where);
    done = at + piece.length;
    if (piece.problem !== undefined) problems.push({ ...piece.problem, offset: at, length: piece.length });
    if (piece.reference === undefined) {
      literal += piece.literal ?? text.slice(at, done);
      continue;
    }
    if (literal !== "") template.push(literal);
    literal = "";
    template.push(piece.reference);
    references.push({ reference: piece.reference, offset: at, length: piece.length });
  }
  literal += text.slice(done);
  if (literal !== "") template.push(literal);
  return { template, references, problems };
};

interface Piece {
  readonly length: number;
  readonly reference?: Reference;
  /** Instead of the piece's own text. */
  readonly literal?: string;
  readonly problem?: { readonly message: string; readonly hint: string };
}

const BRACED = /\$\{([^{}]*)\}/y;

const readDollar = (text: string, at: number, where: TemplateUse): Piece => {
  if (text[at + 1] === "$") return { length: 2, literal: "$" };
  if (text[at + 1] !== "{") return where === "variable" ? readBare(text, at) : { length: 1 };
  BRACED.lastIndex = at;
  const [whole, name] = BRACED.exec(text) ?? [];
  if (whole === undefined || name === undefined) return readUnclosed(text, at, where);
  const reference = toReference(name);
  if (reference !== null) return { length: whole.length, reference };
  // `${OTHER:-${port}}`: only the opening is the shell's, so that what is inside is still looked at.
  if (where === "shell" && !isMeantForJig(name)) return { length: 2 };
  return {
    length: whole.length,
    problem: { message: `unknown reference ${quote(whole)}`, hint: hintFor(name) },
  };
};

const BARE = /\$([A-Za-z_][A-Za-z0-9_]*)/y;

/** A dollar without braces: before what could be a name it is told, for left as it is it would break PATH in silence. */
const readBare = (text: string, at: number): Piece => {
  BARE.lastIndex = at;
  const [whole, name] = BARE.exec(text) ?? [];
  if (whole === undefined || name === undefined) return { length: 1 };
  return {
    length: whole.length,
    problem: {
      message: `${quote(whole)} is not filled in here`,
      hint: `write \`\${env:${name}}\`; a literal dollar is \`$$\``,
    },
  };
};

const readUnclosed = (text: string, at: number, where: TemplateUse): Piece => {
  if (where === "shell" && !isMeantForJig(text.slice(at + 2, at + 12))) return { length: 2 };
  return { length: 2, problem: { message: "`${` is never closed", hint: "write `$${` for a literal `${`" } };
};

const VARIABLE = /^env:([A-Za-z_][A-Za-z0-9_]*)$/;
const SERVICE = /^service\.([^.]+)\.(url|port)$/;

const toReference = (name: string): Reference | null => {
  if (name === "port") return { kind: "port" };
  const variable = VARIABLE.exec(name)?.[1];
  if (variable !== undefined) return { kind: "env", name: variable };
  const [, service, field] = SERVICE.exec(name) ?? [];
  if (service === undefined) return null;
  return { kind: "service", name: service, field: field === "url" ? "url" : "port" };
};

/** No shell parameter looks like this. */
const isMeantForJig = (name: string): boolean => name.startsWith("service.") || name.startsWith("services.");

const hintFor = (name: string): string => {
  const [head, service, field] = name.split(".");
  if (service !== undefined && nearest(head ?? "", ["service"]) !== null) {
    const meant = nearest(field ?? "", ["url", "port"]);
    if (meant === null) return "a service has a `url` and a `port`, as in `${service.NAME.url}`";
    return `did you mean \`\${service.${service}.${meant}}\`?`;
  }
  if (nearest(name, ["port"]) !== null) return "did you mean `${port}`?";
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    return `did you mean \`\${env:${name}}\`? A literal dollar is \`$$\``;
  }
  return "there are `${port}`, `${env:NAME}`, `${service.NAME.url}` and `${service.NAME.port}`; a literal dollar is `$$`";
};
