// How a user's own words stand in a message. No grammar, no colours.

/** A text in backticks, and not longer than a line can bear. */
export const quote = (text: string): string => `\`${text.length > 60 ? `${text.slice(0, 59)}…` : text}\``;

/** `a`, `b` and `c`, each in backticks. */
export const listed = (words: readonly string[], last = "and"): string => {
  const quoted = words.map((word) => `\`${word}\``);
  return quoted.length < 2
    ? quoted.join("")
    : `${quoted.slice(0, -1).join(", ")} ${last} ${quoted.at(-1) ?? ""}`;
};
