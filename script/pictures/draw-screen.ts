// What stands on a terminal's screen → SVG. It reads the screen of a terminal emulator, so that what was drawn over is
// gone as it is for a person, and keeps the text as text: it can be searched, selected and read aloud.

import type { IBufferCell, IBufferLine, Terminal } from "@xterm/headless";

const cell = { width: 8.4, height: 20, font: 14 };
const margin = { x: 20, y: 18 };

/** Of one calm dark panel; the contrast of each against it is at least 4.5 to 1. */
const colours = {
  background: "#1f2430",
  text: "#d9dce3",
  dim: "#9aa3b5",
  palette: ["#9aa3b5", "#f28779", "#a6cc70", "#f2c36b", "#73b8ff", "#d4a0f0", "#7fd6c8", "#d9dce3"],
};

/**
 * Draws the used lines of a screen. Width and height are those of `columns` and of the text.
 * @param title what the picture shows, for those who do not see it
 */
export const drawScreen = (terminal: Terminal, columns: number, title: string): string => {
  const lines = usedLines(terminal);
  const width = Math.ceil(columns * cell.width + 2 * margin.x);
  const height = lines.length * cell.height + 2 * margin.y;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escapeText(title)}</title>`,
    `<rect width="100%" height="100%" rx="10" fill="${colours.background}"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${cell.font}" fill="${colours.text}">`,
    ...lines.flatMap((line, row) => drawLine(line, margin.y + row * cell.height + cell.font)),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
};

const usedLines = (terminal: Terminal): readonly IBufferLine[] => {
  const { active } = terminal.buffer;
  const lines = Array.from({ length: active.length }, (_, row) => active.getLine(row)!);
  const last = lines.findLastIndex((line) => line.translateToString(true) !== "");
  return lines.slice(0, last + 1);
};

interface Run {
  readonly column: number;
  readonly look: string;
  text: string;
  columns: number;
}

const drawLine = (line: IBufferLine, y: number): readonly string[] => {
  const runs: Run[] = [];
  for (let column = 0; column < line.length; column += 1) {
    const at = line.getCell(column);
    // The second half of a wide character holds nothing of its own.
    if (at === undefined || at.getWidth() === 0) continue;
    const look = lookOf(at);
    const last = runs.at(-1);
    if (last?.look === look) {
      last.text += at.getChars() || " ";
      last.columns += at.getWidth();
    } else runs.push({ column, look, text: at.getChars() || " ", columns: at.getWidth() });
  }
  return runs.flatMap(({ column, look, text, columns }) => {
    const shown = text.trim();
    if (shown === "") return [];
    const indent = text.length - text.trimStart().length;
    const x = (margin.x + (column + indent) * cell.width).toFixed(1);
    // The font is the reader's: the length is told, so that the columns stand below each other in any.
    const length = ((columns - (text.length - shown.length)) * cell.width).toFixed(1);
    return `<text x="${x}" y="${y}" textLength="${length}"${look}>${escapeText(shown)}</text>`;
  });
};

const lookOf = (at: IBufferCell): string => {
  const colour = at.isFgPalette() ? colours.palette[at.getFgColor() % 8] : at.isDim() ? colours.dim : null;
  return `${at.isBold() ? ' font-weight="bold"' : ""}${colour === null ? "" : ` fill="${colour}"`}`;
};

const escapeText = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    // Several spaces in a row would be drawn as one.
    .replaceAll(/ {2,}/g, (spaces) => "\u00A0".repeat(spaces.length));
