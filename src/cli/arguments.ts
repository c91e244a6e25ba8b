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
  if ((first === "-C" || first === "--directory") && second !== undefined) {
    return { directory: second, rest: words.slice(2) };
  }
  if (first.startsWith("--directory=")) {
    return { directory: first.slice("--directory=".length), rest: words.slice(1) };
  }
  if (first.startsWith("-C") && first.length > 2) return { directory: first.slice(2), rest: words.slice(1) };
  return { directory: null, rest: words };
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
  if (first !== "--") {
    const message = first.startsWith("-")
      ? `\`jig run\` has no flag \`${first}\``
      : `\`jig run\` needs \`--\` before the command \`${first}\``;
    return { kind: "wrong", message, hint };
  }
  const [program, ...programArguments] = others;
  if (program === undefined) return { kind: "wrong", message: "`jig run --` needs a command", hint };
  return { kind: "command", directory, argv: [program, ...programArguments] };
};
