// Texts made of what means something to Nix or to a shell, and of other things: for laws about quoting.

import * as fc from "fast-check";

const SPECIAL = "${|''|'|$|{|}|\\|\"|`|\n|\r|\t| |#|''${|$${|%|;|$(touch pwned)|'; touch pwned; '|*|~".split(
  "|",
);

/** Texts without a NUL, which no shell can hold. */
export const oddTexts = fc
  .array(
    fc.oneof(
      fc.constantFrom(...SPECIAL),
      fc.string({ unit: "grapheme", maxLength: 3 }).map((text) => text.replaceAll("\0", "")),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(""));
