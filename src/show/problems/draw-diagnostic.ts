// A diagnostic as plain text: message, place, the line, a squiggle under the range, what belongs to it, the hint.
// It decides neither where the picture goes nor whether colour is wanted.

import type { Diagnostic } from "../../base/diagnostic.ts";
import { locate, type Range, type Source } from "../../base/place.ts";
import { hideSecrets } from "../../base/secrets.ts";
import { wrapWords, type Columns } from "../text/wrap-words.ts";
import { cellsOf, visibleText, type Cell } from "../text/visible-text.ts";

export interface DrawingOptions {
  readonly color: boolean;
  /** Of the terminal; null where lines may be as long as they are. */
  readonly columns: Columns;
}

/**
 * Draws a diagnostic in the manner of uv and rustc, without a final line ending. Whatever the source holds, the picture
 * holds no control character but line feeds (and the colours, when asked for), and no line is longer than the longest
 * message or about 120 columns.
 */
export const drawDiagnostic = (diagnostic: Diagnostic, { color, columns }: DrawingOptions): string => {
  const { severity, message, source, range, related = [], hint } = diagnostic;
  const paint: Paint = color ? colored : (text) => text;
  const widest = columns === null ? WIDEST : Math.max(NARROWEST, Math.min(WIDEST, columns - GUTTER));
  const first = toSnippet({ source, range, mark: "^", label: "" }, widest);
  const others = related.map((other) => toSnippet({ ...other, mark: "-", label: other.message }, widest));
  const digits = Math.max(...[first, ...others].map(({ line }) => String(line).length));
  const pen: Pen = { paint, gutter: " ".repeat(digits), accent: severity === "error" ? "red" : "yellow" };
  const lines = [
    wrapWords(`${paint(severity, pen.accent)}: ${paint(visibleText(message), "bold")}`, columns, "  "),
    `${pen.gutter}${paint("-->", "blue")} ${first.place}`,
    ...drawSnippet(first, pen),
  ];
  for (const other of others) {
    lines.push(`${pen.gutter}${paint(":::", "blue")} ${other.place}`, ...drawSnippet(other, pen));
  }
  if (hint !== undefined) {
    const text = `${paint("=", "blue")} ${paint("hint", "cyan")}: ${visibleText(hint)}`;
    const indent = `${pen.gutter}   `;
    lines.push(`${pen.gutter} ${wrapWords(text, columns === null ? null : columns - indent.length, indent)}`);
  }
  return lines.join("\n");
};

type Color = "red" | "yellow" | "blue" | "cyan" | "bold";
type Paint = (text: string, color: Color) => string;

const CODES: { readonly [Name in Color]: string } = {
  red: "1;31",
  yellow: "1;33",
  blue: "1;34",
  cyan: "1;36",
  bold: "1",
};

const colored: Paint = (text, color) => `\u001b[${CODES[color]}m${text}\u001b[0m`;

interface Pen {
  readonly paint: Paint;
  readonly gutter: string;
  readonly accent: "red" | "yellow";
}

interface Snippet {
  readonly place: string;
  readonly line: number;
  /** The line as it is shown; empty when there is no line to show. */
  readonly text: string;
  /** Columns before the squiggle. */
  readonly indent: number;
  readonly squiggle: string;
  readonly label: string;
}

interface Marked {
  readonly source: Source;
  readonly range: Range;
  readonly mark: string;
  readonly label: string;
}

const WIDEST = 100;
/** However narrow the terminal is, this much of the line is shown. */
const NARROWEST = 20;
/** Columns that the line number and its bar take, with room for four digits. */
const GUTTER = 8;
/** How much of a line that is cut stands before the range. */
const LEAD = 0.3;
/** Code units looked at on either side of a range. */
const NEAR = 1000;

const toSnippet = ({ source, range, mark, label }: Marked, widest: number): Snippet => {
  const { file, line, column, text: whole } = locate(source, Math.min(range.offset, source.text.length));
  const text = hideSecrets(whole);
  const start = column - 1;
  const cells = cellsNear(text, start);
  // A range that runs over the line's end is drawn to the end: the start is what the reader needs.
  const end = Math.max(start + 1, start + range.length);
  const from = widthOf(cells) > widest ? cutStart(cells, start, widest) : 0;
  const shown = fitting(cells, from, widest);
  const before = (from > 0 ? 1 : 0) + widthOf(shown.filter(({ offset }) => offset < start));
  const under = widthOf(shown.filter(({ offset }) => offset >= start && offset < end));
  const tail = from + shown.length < cells.length ? "…" : "";
  return {
    place: `${visibleText(file)}:${line}:${column}`,
    line,
    text: `${from > 0 ? "…" : ""}${shown.map((cell) => cell.shown).join("")}${tail}`.trimEnd(),
    indent: before,
    squiggle: mark.repeat(Math.max(1, under)),
    label: visibleText(label),
  };
};

/** The cells of a line around an offset: a line may be a megabyte long, and is cut anyway. */
const cellsNear = (text: string, offset: number): readonly Cell[] => {
  const from = Math.max(0, offset - NEAR);
  const cells = cellsOf(text.slice(from, offset + NEAR));
  return from === 0 ? cells : cells.map((cell) => ({ ...cell, offset: cell.offset + from }));
};

const widthOf = (cells: readonly Cell[]): number => cells.reduce((sum, { width }) => sum + width, 0);

/** The index of the first cell to show, so that the range is in sight with something before it. */
const cutStart = (cells: readonly Cell[], start: number, widest: number): number => {
  const marked = cells.findIndex(({ offset }) => offset >= start);
  const last = marked === -1 ? cells.length : marked;
  const lead = Math.floor(widest * LEAD);
  return last < widest - lead ? 0 : Math.max(0, last - lead);
};

const fitting = (cells: readonly Cell[], from: number, widest: number): readonly Cell[] => {
  const shown: Cell[] = [];
  let width = 0;
  for (const cell of cells.slice(from, from + widest)) {
    width += cell.width;
    if (width > widest) break;
    shown.push(cell);
  }
  return shown;
};

const drawSnippet = (snippet: Snippet, { paint, gutter, accent }: Pen): readonly string[] => {
  if (snippet.text === "") return [];
  const { line, text, indent, squiggle, label } = snippet;
  const color = squiggle.startsWith("^") ? accent : "blue";
  const marks = `${" ".repeat(indent)}${paint(label === "" ? squiggle : `${squiggle} ${label}`, color)}`;
  return [
    `${gutter} ${paint("|", "blue")}`,
    `${paint(`${String(line).padStart(gutter.length)} |`, "blue")} ${text}`,
    `${gutter} ${paint("|", "blue")} ${marks}`,
  ];
};
