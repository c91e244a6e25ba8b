// Reads a shell text just far enough to know whether it is one simple command, and its words. It expands nothing, and
// gives up (null) on everything that is more, or that it does not know: lists, pipes, groups, here-documents.

const REDIRECTION = /^\d*(?:>>|>\||>&|<&|<>|>(?!\()|<(?![<(]))/;

/**
 * The raw words of the command, redirections and a comment at the end left out.
 * @returns null when the text is not one simple command, or not certainly.
 */
export const scanSimpleCommand = (text: string): readonly string[] | null => {
  const words: string[] = [];
  let at = skipSpace(text, 0);
  while (at < text.length) {
    const redirection = REDIRECTION.exec(text.slice(at, at + 16))?.[0];
    const start: number = redirection === undefined ? at : skipBlanks(text, at + redirection.length);
    if (text[at] === "#" || text[at] === "\n") return isEmptyRest(text, at) ? words : null;
    const end = wordEnd(text, start);
    if (end === null || end === start) return null;
    if (redirection === undefined) words.push(text.slice(start, end));
    at = skipBlanks(text, end);
  }
  return words;
};

const skipWith = (pattern: RegExp, text: string, from: number): number => {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : from;
};

const skipSpace = (text: string, from: number): number => skipWith(/(?:\s|\\\n)+/y, text, from);

const skipBlanks = (text: string, from: number): number => skipWith(/(?:[ \t]|\\\n)+/y, text, from);

const isEmptyRest = (text: string, from: number): boolean =>
  /^(?:\s|#[^\n]*(?:\n|$))*$/.test(text.slice(from));

/** Where the word that starts here ends; the same place when none starts; null when its quotes do not close. */
const wordEnd = (text: string, from: number): number | null => {
  let at: number | null = from;
  while (at !== null && at < text.length && !/[\s;&|()<>]/.test(text[at] ?? "")) at = pieceEnd(text, at);
  return at;
};

/** Where one piece of a word ends: a quoted part, an expansion, or a single character. */
const pieceEnd = (text: string, at: number): number | null => {
  switch (text[at]) {
    case "\\":
      return at + 1 < text.length ? at + 2 : null;
    case "'":
      return after(text.indexOf("'", at + 1));
    case '"':
      return closedBy('"', text, at + 1);
    case "`":
      return closedBy("`", text, at + 1);
    case "$":
      return dollarEnd(text, at);
    default:
      return at + 1;
  }
};

const dollarEnd = (text: string, at: number): number | null => {
  switch (text[at + 1]) {
    case "(":
      return closedBy(")", text, at + 2);
    case "{":
      return closedBy("}", text, at + 2);
    // `$'…'` and `$"…"` mean one thing to bash and another to dash.
    case "'":
    case '"':
      return null;
    default:
      return at + 1;
  }
};

/** The place after the closing character, quotes and expansions on the way passed over; null when it never comes. */
const closedBy = (closing: string, text: string, from: number): number | null => {
  let at: number | null = from;
  while (at !== null && at < text.length) {
    const character: string | undefined = text[at];
    if (character === closing) return at + 1;
    if (closing === '"' && character === "'") at += 1;
    else if (closing === ")" && character === "(") at = closedBy(")", text, at + 1);
    else at = pieceEnd(text, at);
  }
  return null;
};

const after = (index: number): number | null => (index === -1 ? null : index + 1);
