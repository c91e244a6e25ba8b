// Makes a foreign text safe for a terminal: names, log lines and commands can hold escape codes that move the cursor
// or rename the window.

// C0 and C1 controls, bidirectional overrides, and line separators that some terminals obey. Tab is kept.
// oxlint-disable-next-line no-control-regex -- naming control characters is this file's purpose
const controls = /[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu;

/** The text with every control character but tab written as `\xNN` or `\u{NNNN}`: one line stays one line. */
export const printable = (text: string): string =>
  text.replaceAll(controls, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
  });

// oxlint-disable-next-line no-control-regex -- a colour code begins with ESC
const colors = /(\u001B\[[0-9;]*m)/gu;

/** Like `printable`, but colours and bold stay, and are ended at the line's end: for the lines of a service's log. */
export const printableColored = (text: string): string => {
  const pieces = text.split(colors);
  if (pieces.length === 1) return printable(text);
  return `${pieces.map((piece, index) => (index % 2 === 1 ? piece : printable(piece))).join("")}\u001B[0m`;
};
