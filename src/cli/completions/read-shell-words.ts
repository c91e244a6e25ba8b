// Words as a person typed them into bash, which hands them over with their quotes: `"my folder"`, `my\ folder`.

/** The word without its quoting; variables and the like stay as they are, for nothing is run to find them out. */
export const readShellWord = (typed: string): string => {
  let text = "";
  let quote = "";
  for (let at = 0; at < typed.length; at += 1) {
    const letter = typed[at] ?? "";
    const next = typed[at + 1];
    if (quote === "" && (letter === "'" || letter === '"')) quote = letter;
    else if (letter === quote) quote = "";
    else if (letter === "\\" && quote !== "'" && next !== undefined) {
      // Inside double quotes a backslash is one, but before these.
      text += quote === "" || /["\\$`]/.test(next) ? next : `\\${next}`;
      at += 1;
    } else text += letter;
  }
  return text;
};
