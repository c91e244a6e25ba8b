// Text from outside → text that a terminal only shows: no control character or escape of it is ever obeyed.
// It knows how many columns a character takes, but no colours.

// Controls, surrogates, and the format characters that turn the reading direction around.
const UNSAFE =
  // oxlint-disable-next-line no-control-regex -- the point is to find them
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/gu;
const TAB_STOP = 4;

/** One line with its control characters drawn (`␛`, `␀`) and everything else unsafe as `�`; a tab is one space. */
export const visibleText = (text: string): string => text.replaceAll(UNSAFE, drawUnsafe);

// oxlint-disable-next-line no-control-regex -- a colour code begins with ESC
const COLORS = /(\u001b\[[0-9;]*m)/gu;

/** Like `visibleText`, but colours and bold stay, and are ended at the line's end: for the lines of a service's log. */
export const visibleColoredText = (text: string): string => {
  const pieces = text.split(COLORS);
  if (pieces.length === 1) return visibleText(text);
  return `${pieces.map((piece, index) => (index % 2 === 1 ? piece : visibleText(piece))).join("")}\u001b[0m`;
};

/** The terminal columns that a visible text takes: wide characters two, combining marks and colours none. */
export const widthOf = (text: string): number => {
  let columns = 0;
  for (const character of text.replaceAll(COLORS, "")) columns += columnsOf(character);
  return columns;
};

const drawUnsafe = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x09) return " ";
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? "␡" : "\uFFFD";
};

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const WEIGHTLESS = /\p{Mn}|\p{Me}|\u200b|\u200c|\u200d/u;

/** A character of the source as it is shown: its place in the source, what stands for it, how wide that is. */
export interface Cell {
  /** In code units. */
  readonly offset: number;
  readonly shown: string;
  /** In terminal columns. */
  readonly width: number;
}

/** The characters of one line, safe to show, with tabs widened to the next stop. */
export const cellsOf = (line: string): readonly Cell[] => {
  const cells: Cell[] = [];
  let offset = 0;
  let column = 0;
  for (const character of line) {
    const isTab = character === "\t";
    const shown = isTab ? " ".repeat(TAB_STOP - (column % TAB_STOP)) : visibleText(character);
    const width = isTab ? shown.length : columnsOf(shown);
    cells.push({ offset, shown, width });
    offset += character.length;
    column += width;
  }
  return cells;
};

const columnsOf = (character: string): number => {
  if (WEIGHTLESS.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
};
