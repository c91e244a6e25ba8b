// Cutting texts at offsets, and where their lines begin and end. It knows no format.

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The text with something inserted at an offset. */
export const splice = (text: string, at: number, inserted: string): string =>
  spliceIn(text, { start: at, end: at }, inserted);

/** The text with something in place of a span. */
export const spliceIn = (text: string, { start, end }: Span, inserted: string): string =>
  `${text.slice(0, start)}${inserted}${text.slice(end)}`;

/** Where the line of an offset begins. */
export const lineStart = (text: string, offset: number): number => text.lastIndexOf("\n", offset - 1) + 1;

/** Where the line of an offset ends: before its line ending, or at the end of the text. */
export const lineEnd = (text: string, offset: number): number => {
  const end = text.indexOf("\n", offset);
  if (end === -1) return text.length;
  return text.charAt(end - 1) === "\r" && end - 1 >= offset ? end - 1 : end;
};

/** How the text ends its lines. */
export const newlineOf = (text: string): string => (text.includes("\r\n") ? "\r\n" : "\n");

/** The offset behind something that has a range. */
export const endOf = ({
  range,
}: {
  readonly range: { readonly offset: number; readonly length: number };
}): number => range.offset + range.length;
