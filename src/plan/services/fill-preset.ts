// A preset's texts with the project's places in them. Only a preset may name these places: what is filled in is literal,
// so that a `$` in a path stays one.

import { InternalError } from "../../base/result.ts";
import type { Template } from "../../describe/services/template.ts";
import type { PlannedFile, PlannedToken } from "./service-spec.ts";
import type { PlanInput } from "../plan-input.ts";
import type { Preset } from "../../presets/preset.ts";

/** What `${python}` and the like stand for, by name. */
export type PresetValues = Readonly<Record<string, string>>;

/** The values for one service of a project. */
export const presetValues = (
  { layout, facts }: Pick<PlanInput, "layout" | "facts">,
  project: { readonly name: string; readonly id: string },
  service: string,
): PresetValues => ({
  python: `${layout.venv}/bin/python`,
  venv: layout.venv,
  root: layout.root,
  state: `${layout.state}/services/${service}/private`,
  home: facts.user.home,
  project: project.name,
  id: project.id,
});

/** A preset's text as a template: places are literal now, `${port}` is left for the start. */
export const fillText = (text: string, values: PresetValues): Template => {
  const parts: (string | { readonly kind: "port" })[] = [];
  let literal = "";
  // Odd pieces are what stood between the braces.
  for (const [index, piece] of text.split(/\$\{([^}]*)\}/).entries()) {
    if (index % 2 === 0) literal += piece;
    else if (piece !== "port") literal += valueOf(piece, values);
    else {
      if (literal !== "") parts.push(literal);
      parts.push({ kind: "port" });
      literal = "";
    }
  }
  if (literal !== "") parts.push(literal);
  return parts;
};

/** A preset's text that has no `${port}` in it. */
export const fillLiteral = (text: string, values: PresetValues): string =>
  fillWith(text, (name) => valueOf(name, values));

/** The files of a preset, each with its absolute path. */
export const fillFiles = ({ files }: Preset, values: PresetValues): readonly PlannedFile[] =>
  files.map(({ path, content }) => ({
    path: fillWith(path, (name) => valueOf(name, values)),
    content: fillWith(content, (name) =>
      path.endsWith(".json") ? JSON.stringify(valueOf(name, values)).slice(1, -1) : valueOf(name, values),
    ),
  }));

/** The token of a preset, its file absolute. */
export const fillToken = ({ token }: Preset, values: PresetValues): PlannedToken | null =>
  token === null ? null : { ...token, file: fillWith(token.file, (name) => valueOf(name, values)) };

const fillWith = (text: string, value: (name: string) => string): string =>
  text.replaceAll(/\$\{([^}]*)\}/g, (_, name: string) => value(name));

/** @throws {InternalError} for a name that presets do not have: a mistake in a preset, which its test finds. */
const valueOf = (name: string, values: PresetValues): string => {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined) throw new InternalError(`a preset names \${${name}}, which there is not`);
  return value;
};
