// A picture on a terminal that is drawn again as things change, until a key ends it. It uses the terminal's second screen, so
// that what was there before is there again afterwards.

import type { Channel } from "./streams.ts";

export interface LiveScreen {
  /** Draws lines in place of those before; what is too wide or too long for the terminal is cut. */
  readonly draw: (lines: readonly string[]) => void;
  /** Aborted by q, Escape or Ctrl-C. */
  readonly left: AbortSignal;
  /** Gives the terminal back as it was, if it is still there. */
  readonly close: () => void;
}

const ENTER = "\u001B[?1049h\u001B[?25l\u001B[?7l";
const LEAVE = "\u001B[?7h\u001B[?25h\u001B[?1049l";
const KEYS_TO_LEAVE: ReadonlySet<string> = new Set(["q", "Q", "\u0003", "\u0004", "\u001B"]);

/** @param hasKeyboard standard input is the terminal, so that single keys can be read */
export const openLiveScreen = (out: Channel, hasKeyboard: boolean): LiveScreen => {
  const leaving = new AbortController();
  const keyboard = process.stdin;
  const onKey = (key: Buffer): void => {
    if (KEYS_TO_LEAVE.has(key.toString())) leaving.abort();
  };
  /** A terminal that is gone has no keys, and nothing to be given back. */
  const setRaw = (isRaw: boolean): void => {
    try {
      keyboard.setRawMode(isRaw);
    } catch (error) {
      if (!out.isReaderGone()) throw error;
    }
  };
  if (hasKeyboard) {
    setRaw(true);
    keyboard.on("data", onKey);
  }
  let lines: readonly string[] = [];
  const draw = (): void => {
    const rows = Math.max(1, process.stdout.rows || 24);
    // Each line is emptied before it is written: behind a line as wide as the terminal, that would take its last letter.
    const shown = lines.slice(0, rows).map((line) => `\u001B[K${line}`);
    const below = shown.length < rows ? "\r\n\u001B[J" : "";
    out.write(`\u001B[H${shown.join("\r\n")}${below}`);
  };
  process.stdout.on("resize", draw);
  out.write(ENTER);
  return {
    draw: (newest) => {
      lines = newest;
      draw();
    },
    left: leaving.signal,
    close: () => {
      process.stdout.off("resize", draw);
      if (hasKeyboard) {
        keyboard.off("data", onKey);
        setRaw(false);
        keyboard.pause();
      }
      if (!out.isReaderGone()) out.write(LEAVE);
    },
  };
};
