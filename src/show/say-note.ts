// A sentence on standard error beside what a command is about. What is in it may come from anywhere.

import { visibleText } from "./text/visible-text.ts";
import { wrapWords, type Columns } from "./text/wrap-words.ts";

/** The lines of a note, with nothing in them that a terminal would obey. */
export const sayNote = (text: string, columns: Columns): string =>
  `${wrapWords(text.split("\n").map(visibleText).join("\n"), columns, "  ")}\n`;
