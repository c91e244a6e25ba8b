// How a user's own words stand in a message. No grammar, no colours.

import { hideSecrets } from "../base/secrets.ts";

/** A text in backticks, not longer than a line can bear, and without the passwords of addresses. */
export const quote = (text: string): string => `\`${clip(hideSecrets(text), 60)}\``;

/** Cut to so many code units: what a user wrote may be a megabyte long. */
export const clip = (text: string, length = 300): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

/** `a`, `b` and `c`, each in backticks. */
export const listed = (words: readonly string[], last = "and"): string => {
  const quoted = words.map((word) => `\`${word}\``);
  return quoted.length < 2
    ? quoted.join("")
    : `${quoted.slice(0, -1).join(", ")} ${last} ${quoted.at(-1) ?? ""}`;
};
