// Colours, or none: the same text reads well without them.

export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly careful: (text: string) => string;
}

const ansi =
  (code: number) =>
  (text: string): string =>
    `\u001B[${code}m${text}\u001B[0m`;

const plain = (text: string): string => text;

/** Paints with ANSI colours when `color`, otherwise hands texts back as they are. */
export const styleFor = (color: boolean): Style =>
  color
    ? { bold: ansi(1), dim: ansi(2), good: ansi(32), bad: ansi(31), careful: ansi(33) }
    : { bold: plain, dim: plain, good: plain, bad: plain, careful: plain };
