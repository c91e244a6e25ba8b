// References put into a shell text so that their values stay data: quoted for the place where they stand. It knows words,
// both kinds of quotes, comments and `$(…)`; not here-documents, where a value is put in as in plain text.

import { ok, type Result } from "../../base/result.ts";
import type { Reference, Template } from "../../describe/services/template.ts";
import { renderReference, type ReferenceValues, type RenderFailure } from "./render-template.ts";

/** Where in a shell text we are: the innermost quoting last. `escaped`: a backslash stands right before. */
interface ShellPosition {
  readonly inside: readonly ShellFrame[];
  readonly escaped: boolean;
  /** The character before, or a blank at the start: a `#` begins a comment only at the start of a word. */
  readonly previous: string;
}

type ShellFrame = "double" | "single" | "comment" | "parentheses" | "backticks";

const START: ShellPosition = { inside: [], escaped: false, previous: " " };

/**
 * The text for `sh -c`. A value is one piece of one word wherever it stands, whatever it holds. Fails with the first
 * reference that has no value.
 */
export const renderShell = (script: Template, values: ReferenceValues): Result<string, RenderFailure> =>
  renderShellWith(script, (reference) => {
    const value = renderReference(reference, values);
    return value.ok ? ok({ kind: "value", value: value.value }) : value;
  });

/** What stands for a reference: a value, or a variable that the shell itself looks up when the text is run. */
export type ShellPiece =
  | { readonly kind: "value"; readonly value: string }
  | { readonly kind: "variable"; readonly name: string };

/** The same, with pieces that the caller chooses. */
export const renderShellWith = <Failure>(
  script: Template,
  pieceOf: (reference: Reference) => Result<ShellPiece, Failure>,
): Result<string, Failure> => {
  let text = "";
  let position = START;
  for (const part of script) {
    if (typeof part === "string") {
      for (const character of part) position = advance(position, character);
      text += part;
    } else {
      const piece = pieceOf(part);
      if (!piece.ok) return piece;
      // A backslash before the reference would eat our first quote; before a line end it is nothing.
      text += (position.escaped ? "\n" : "") + writePiece(position.inside, piece.value);
      position = { ...position, escaped: false, previous: "x" };
    }
  }
  return ok(text);
};

const writePiece = (inside: readonly ShellFrame[], piece: ShellPiece): string => {
  if (piece.kind === "value") return quoteFor(inside, piece.value);
  // One that is not set ends the script with its name, as jig does.
  const lookup = `\${${piece.name}?}`;
  const frame = inside.at(-1);
  if (frame === "double") return lookup;
  if (frame === "comment") return piece.name;
  return frame === "single" ? `'"${lookup}"'` : `"${lookup}"`;
};

/** A value as it must be written inside the frames; without any, outside of all quotes. */
const quoteFor = (inside: readonly ShellFrame[], value: string): string => {
  const quoted = quoteIn(inside.at(-1), value);
  // Between backticks a shell takes these backslashes away before it looks at quotes.
  return inside.includes("backticks") ? quoted.replaceAll(/[$`\\]/g, "\\$&") : quoted;
};

const quoteIn = (frame: ShellFrame | undefined, value: string): string => {
  if (frame === "double") return value.replaceAll(/["$`\\]/g, "\\$&");
  if (frame === "single") return value.replaceAll("'", "'\\''");
  if (frame === "comment") return value.replaceAll("\n", " ");
  return quoteWord(value);
};

/** A value as one word of a shell command: as it is when nothing in it means something to a shell. */
export const quoteWord = (value: string): string =>
  /^[A-Za-z0-9_@%+:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;

const advance = (position: ShellPosition, character: string): ShellPosition => {
  const { inside, escaped, previous } = position;
  const frame = inside.at(-1);
  if (escaped) return { inside, escaped: false, previous: "x" };
  if (character === "\\" && frame !== "single" && frame !== "comment") {
    return { inside, escaped: true, previous: "x" };
  }
  return { inside: framesAfter(inside, character, previous), escaped: false, previous: character };
};

const framesAfter = (
  inside: readonly ShellFrame[],
  character: string,
  previous: string,
): readonly ShellFrame[] => {
  const frame = inside.at(-1);
  const outer = inside.slice(0, -1);
  if (frame === "single") return character === "'" ? outer : inside;
  if (frame === "comment") return character === "\n" ? outer : inside;
  if (character === '"') return frame === "double" ? outer : [...inside, "double"];
  if (character === "`") return closeOrOpenBackticks(inside);
  if (character === "(" && previous === "$") return [...inside, "parentheses"];
  return frame === "double" ? inside : framesAfterPlain(inside, character, previous);
};

/** After a character that stands outside of all quotes. */
const framesAfterPlain = (
  inside: readonly ShellFrame[],
  character: string,
  previous: string,
): readonly ShellFrame[] => {
  if (character === "'") return [...inside, "single"];
  if (character === "(") return [...inside, "parentheses"];
  if (character === "#" && /[\s;&|()]/.test(previous)) return [...inside, "comment"];
  return character === ")" && inside.at(-1) === "parentheses" ? inside.slice(0, -1) : inside;
};

const closeOrOpenBackticks = (inside: readonly ShellFrame[]): readonly ShellFrame[] => {
  const open = inside.lastIndexOf("backticks");
  return open === -1 ? [...inside, "backticks"] : inside.slice(0, open);
};
