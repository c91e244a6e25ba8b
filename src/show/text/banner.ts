// A name in big letters, for a terminal that is wide enough. The letters are loaded when they are drawn: no other
// command pays for them.

import { widthOf } from "./visible-text.ts";

/** The lines of the name in big letters; null where they do not fit, or where there are none for one of its characters. */
export const drawBanner = async (name: string, columns: number): Promise<string | null> => {
  if (!/^[\u0021-\u007e](?:[\u0020-\u007e]*[\u0021-\u007e])?$/.test(name)) return null;
  const [{ default: figlet }, { default: letters }] = await Promise.all([
    import("figlet/browser"),
    import("figlet/fonts/Standard"),
  ]);
  figlet.parseFont(FONT, letters);
  const lines = figlet
    .textSync(name, { font: FONT })
    .split("\n")
    .map((line) => line.trimEnd());
  if (lines.some((line) => widthOf(line) >= columns)) return null;
  return lines.slice(lines.findIndex(isDrawn), lines.findLastIndex(isDrawn) + 1).join("\n");
};

const isDrawn = (line: string): boolean => line !== "";

const FONT = "Standard";
