// jig's own lines in a file of git's, between two comments that say so. What was there before and after stays as it is, and
// taking the block out gives back every byte. It reads and writes texts, not files.

/** What has to be known to take it out again, told by the block's first line. */
type Before = "text" | "open-line" | "no-file" | "no-folder";

const BEGIN: Readonly<Record<Before, string>> = {
  text: "# jig notebooks {",
  "open-line": "# jig notebooks { after a line without end",
  "no-file": "# jig notebooks { in a file of its own",
  "no-folder": "# jig notebooks { in a file and folder of its own",
};
const END = "# jig notebooks }";

/** The text with the block at its end, in the place of a former one. @param text null: there is no file */
export const withOwnBlock = (text: string | null, lines: readonly string[], hasFolder = true): string => {
  const found = text === null ? null : findBlock(text);
  if (text !== null && found !== null) {
    return `${text.slice(0, found.body)}${lines.map((line) => `${line}\n`).join("")}${text.slice(found.end)}`;
  }
  const before: Before =
    text === null
      ? hasFolder
        ? "no-file"
        : "no-folder"
      : text === "" || text.endsWith("\n")
        ? "text"
        : "open-line";
  const gap = before === "open-line" ? "\n" : "";
  return `${text ?? ""}${gap}${[BEGIN[before], ...lines, END].map((line) => `${line}\n`).join("")}`;
};

/** What the file was without the block. Null: there is no block; `removed` with what else is to go: the file, its folder. */
export const withoutOwnBlock = (
  text: string,
): { readonly text: string; readonly goes: "nothing" | "file" | "folder" } | null => {
  const found = findBlock(text);
  if (found === null) return null;
  const start = found.before === "open-line" ? found.start - 1 : found.start;
  const rest = text.slice(0, start) + text.slice(found.end + END.length + 1);
  const isOwn = rest === "" && (found.before === "no-file" || found.before === "no-folder");
  return { text: rest, goes: !isOwn ? "nothing" : found.before === "no-folder" ? "folder" : "file" };
};

/** The lines between the two comments; null without a block. */
export const ownBlockOf = (text: string): string | null => {
  const found = findBlock(text);
  return found === null ? null : text.slice(found.body, found.end);
};

/** Git writes keys of a section behind our last line, so the end is looked for from the beginning on. */
const findBlock = (
  text: string,
): {
  readonly before: Before;
  readonly start: number;
  readonly body: number;
  readonly end: number;
} | null => {
  for (const before of ["text", "open-line", "no-file", "no-folder"] as const) {
    const line = `${BEGIN[before]}\n`;
    const start = text.startsWith(line) ? 0 : text.indexOf(`\n${line}`) + 1;
    if (start === 0 && !text.startsWith(line)) continue;
    const end = text.indexOf(`\n${END}\n`, start) + 1;
    if (end > 0) return { before, start, body: start + line.length, end };
  }
  return null;
};
