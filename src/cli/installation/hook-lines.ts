// Finds jig's lines in the text of a shell's rc file. What stands between jig's marks is jig's; every other line is the
// user's, whatever it says.

const START = /^# >>> jig >>>\s*$/;
const END = /^# <<< jig <<<\s*$/;

export interface HookLines {
  /** The numbers, from 1, of the lines that jig's marks enclose, marks included. */
  readonly enclosed: readonly number[];
  /** The text without them. */
  readonly rest: string;
  /** The numbers, from 1, of the user's own lines that call jig. */
  readonly own: readonly number[];
}

/** A start without an end encloses nothing: what follows may be the user's. */
export const findHookLines = (text: string): HookLines => {
  const lines = text.split("\n");
  const enclosed = new Set<number>();
  let start: number | null = null;
  for (const [at, line] of lines.entries()) {
    if (START.test(line)) start = at;
    if (!END.test(line) || start === null) continue;
    for (let inside = start; inside <= at; inside += 1) enclosed.add(inside);
    start = null;
  }
  const own = lines.flatMap((line, at) => (!enclosed.has(at) && CALL.test(line) ? [at + 1] : []));
  const rest = lines.filter((_, at) => !enclosed.has(at)).join("\n");
  return { enclosed: [...enclosed].map((at) => at + 1), rest, own };
};

const CALL = /^[^#]*\bjig (?:hook|completions)\b/;
