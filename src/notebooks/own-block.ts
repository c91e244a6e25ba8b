// jig's own lines in a file of git's, between two comments that say so. What is not jig's own stays as it is, between them
// too, and taking the block out gives back every byte. It reads and writes texts, one character a byte; not files.

/** What has to be known to take it out again, told by the block's first line. */
type Before = "text" | "open-line" | "no-file" | "no-folder";

const BEGIN: Readonly<Record<Before, string>> = {
  text: "# jig notebooks {",
  "open-line": "# jig notebooks { after a line without end",
  "no-file": "# jig notebooks { in a file of its own",
  "no-folder": "# jig notebooks { in a file and folder of its own",
};
const END = "# jig notebooks }";
/** A byte order mark counts at a file's start alone: nothing goes before it. */
const MARK = "\xef\xbb\xbf";
const FORMS: ReadonlyMap<string, Before> = new Map(
  (["text", "open-line", "no-file", "no-folder"] as const).map((before) => [BEGIN[before], before]),
);

/** Which of the lines between the two comments are jig's own. */
export type OwnLines = (lines: readonly string[]) => readonly boolean[];

/** The text with the block at its end or start, or in the place of a former one. @param text null: there is no file */
export const withOwnBlock = (
  text: string | null,
  {
    lines,
    own,
    hasFolder = true,
    isFirst = false,
  }: { lines: readonly string[]; own: OwnLines; hasFolder?: boolean; isFirst?: boolean },
): string => {
  const body = lines.map((line) => `${line}\n`).join("");
  const found = text === null ? null : findBlock(text, own);
  // Somebody else's lines go before it: whatever they belong to, it is not ours.
  if (text !== null && found !== null)
    return `${text.slice(0, found.start)}${found.foreign}${BEGIN[found.before]}\n${body}${END}\n${text.slice(found.end)}`;
  if (text !== null && isFirst && !text.startsWith(MARK)) return `${BEGIN.text}\n${body}${END}\n${text}`;
  const before: Before =
    text === null
      ? hasFolder
        ? "no-file"
        : "no-folder"
      : text === "" || text.endsWith("\n")
        ? "text"
        : "open-line";
  const gap = before === "open-line" ? "\n" : "";
  return `${text ?? ""}${gap}${BEGIN[before]}\n${body}${END}\n`;
};

/** What the file was without any block. Null: there is none; `goes` with what else is to go: the file, its folder. */
export const withoutOwnBlock = (
  text: string,
  own: OwnLines,
): { readonly text: string; readonly goes: "nothing" | "file" | "folder" } | null => {
  const found = findBlock(text, own);
  if (found === null) return null;
  // With text behind the block, the line's end stays: that text would continue the line.
  const isOpen = found.before === "open-line" && found.foreign === "" && text.slice(found.end) === "";
  const start = isOpen ? found.start - 1 : found.start;
  const rest = text.slice(0, start) + found.foreign + text.slice(found.end);
  // A merge by hand may have left two.
  const more = withoutOwnBlock(rest, own);
  if (more !== null) return more;
  const isOwn = rest === "" && (found.before === "no-file" || found.before === "no-folder");
  return { text: rest, goes: !isOwn ? "nothing" : found.before === "no-folder" ? "folder" : "file" };
};

/** jig's own lines between the two comments; null without a block. */
export const ownBlockOf = (text: string, own: OwnLines): string | null => findBlock(text, own)?.body ?? null;

interface Block {
  readonly before: Before;
  /** Where its first comment begins, and where what follows its last one does. */
  readonly start: number;
  readonly end: number;
  /** jig's own lines, and all others between the comments, each with its end. */
  readonly body: string;
  readonly foreign: string;
}

/**
 * The two comments that belong together: no other beginning is between them. Git takes the last one along with a section, and
 * a merge by hand doubles the first one, so a beginning alone is nobody's block.
 */
const findBlock = (text: string, own: OwnLines): Block | null => {
  let begun: { readonly before: Before; readonly start: number; readonly body: number } | null = null;
  for (let at = 0; at < text.length;) {
    const newline = text.indexOf("\n", at);
    if (newline === -1) return null;
    const line = text.slice(at, newline);
    const before = FORMS.get(line);
    if (before !== undefined) begun = { before, start: at, body: newline + 1 };
    else if (line === END && begun !== null) {
      const { body, ...first } = begun;
      return { ...first, end: newline + 1, ...parted(text.slice(body, at), own) };
    }
    at = newline + 1;
  }
  return null;
};

const parted = (body: string, own: OwnLines): Pick<Block, "body" | "foreign"> => {
  const lines = body.split("\n").slice(0, -1);
  const isOwn = own(lines);
  const those = (which: boolean): string =>
    lines.flatMap((line, at) => (isOwn[at] === which ? [`${line}\n`] : [])).join("");
  return { body: those(true), foreign: those(false) };
};
