// The few words of a command line that are understood before the command is known.

/** `-C DIR` (or `-CDIR`, `--directory DIR`, `--directory=DIR`) before the command, as git has it, and the words after it. */
export interface LeadingDirectory {
  readonly directory: string | null;
  readonly rest: readonly string[];
}

/** Takes `-C DIR` off the front. A `-C` without a folder is left where it is, for the command to complain about. */
export const takeLeadingDirectory = (words: readonly string[]): LeadingDirectory => {
  const [first, second] = words;
  if (first === undefined) return { directory: null, rest: words };
  if (isDirectoryFlag(first) && second !== undefined) {
    return { directory: second, rest: words.slice(2) };
  }
  if (first.startsWith("--directory=")) {
    return { directory: first.slice("--directory=".length), rest: words.slice(1) };
  }
  if (first.startsWith("-C") && first.length > 2) return { directory: first.slice(2), rest: words.slice(1) };
  return { directory: null, rest: words };
};

/** Whether a word is the flag that wants a folder behind it. */
export const isDirectoryFlag = (word: string | undefined): boolean => word === "-C" || word === "--directory";

/** What is said when none is there. */
export const NO_FOLDER = {
  message: "`-C` needs a folder",
  hint: "write `-C DIR`: jig works as if it was started in that folder",
} as const;

/**
 * The words with each `-C DIR` as one word, so that a folder called `-x` is not taken for a flag. What stands behind `--`
 * is left as it is.
 */
export const joinDirectories = (words: readonly string[]): readonly string[] => {
  const joined: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const [word = "", next] = words.slice(at, at + 2);
    if (word === "--") return [...joined, ...words.slice(at)];
    const takesNext = isDirectoryFlag(word) && next !== undefined;
    joined.push(takesNext ? `--directory=${next}` : word);
    if (takesNext) at += 1;
  }
  return joined;
};

/** What stands behind `jig run`. */
export type RunArguments =
  | {
      readonly kind: "command";
      readonly directory: string | null;
      readonly argv: readonly [string, ...string[]];
    }
  | { readonly kind: "help" }
  | { readonly kind: "wrong"; readonly message: string; readonly hint: string };

/** Reads `[-C DIR] -- COMMAND…`. Everything behind `--` is the command's, to the letter. */
export const readRunArguments = (words: readonly string[]): RunArguments => {
  const { directory, rest } = takeLeadingDirectory(words);
  const [first, ...others] = rest;
  if (first === "--help" || first === "-h") return { kind: "help" };
  const hint = "write `jig run -- COMMAND`: what stands behind `--` is run as it is";
  if (first === undefined) return { kind: "wrong", message: "`jig run` needs a command", hint };
  if (isDirectoryFlag(first)) return { kind: "wrong", ...NO_FOLDER };
  if (first !== "--") {
    const message = first.startsWith("-")
      ? `\`jig run\` has no flag \`${first}\``
      : `\`jig run\` needs \`--\` before the command \`${first}\``;
    return { kind: "wrong", message, hint };
  }
  const [program, ...programArguments] = others;
  if (program === undefined) return { kind: "wrong", message: "`jig run --` needs a command", hint };
  if (program === "")
    return { kind: "wrong", message: "`jig run --` needs a command, not an empty word", hint };
  return { kind: "command", directory, argv: [program, ...programArguments] };
};
