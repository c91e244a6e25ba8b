// What a notebook tells of what it needs: its language, and the modules that its cells import.

import { parseJson } from "../../base/parse-json.ts";
import { isRecord } from "../../base/is-record.ts";
import { readImports } from "./read-imports.ts";

export interface Notebook {
  /** `python`, `R`, `julia`; null when it does not say. */
  readonly language: string | null;
  readonly imports: readonly string[];
}

/** Reads the text; null when it is no notebook. */
export const readNotebook = (text: string): Notebook | null => {
  const content = parseJson(text);
  if (!isRecord(content)) return null;
  const cells = Array.isArray(content["cells"]) ? content["cells"] : [];
  const code = cells.flatMap((cell) =>
    isRecord(cell) && cell["cell_type"] === "code" ? [sourceOf(cell["source"])] : [],
  );
  return { language: languageOf(content["metadata"]), imports: readImports(code.join("\n")) };
};

const sourceOf = (source: unknown): string => {
  if (typeof source === "string") return source;
  return Array.isArray(source) ? source.filter((line) => typeof line === "string").join("") : "";
};

const languageOf = (metadata: unknown): string | null => {
  if (!isRecord(metadata)) return null;
  const { kernelspec, language_info: info } = metadata;
  const language = isRecord(kernelspec) ? kernelspec["language"] : null;
  const name = isRecord(info) ? info["name"] : null;
  if (typeof language === "string") return language;
  return typeof name === "string" ? name : null;
};
