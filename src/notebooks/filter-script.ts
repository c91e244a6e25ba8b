// What git's filter runs: a few lines of POSIX shell that stand in git's own configuration, so that git works wherever jig,
// its cache or the project go. It is the text alone; nothing is set here.

import { quoteWord } from "../plan/render-shell.ts";

/** The programs it calls, by absolute paths, and nb-clean's options. */
export interface FilterParts {
  /** Empty where nobody makes one for this machine: jig cleans, and there is nothing to speak of. */
  readonly nbClean: string;
  readonly jig: string;
  readonly options: readonly string[];
}

/**
 * The script. Where nb-clean cleans, it costs one process more than nothing. Where it does not, git's own exit stays 0, what
 * is staged is whole, and one line names the file:
 * - nb-clean is not there: git's bytes are still to be read, and jig's own cleaner gets them;
 * - it refuses, or breaks before it wrote: git's bytes are used up. The work tree has the same ones, unless git filters
 *   something that is not from there, which its command line tells;
 * - it was killed, maybe in the middle of writing, or nobody knows: the filter fails, and git takes its own copy.
 */
export const filterScript = ({ nbClean, jig, options }: FilterParts): string => {
  const isAlone = nbClean === "";
  const words = options.map((option) => ` ${quoteWord(option)}`).join("");
  return [
    `f=%f n=${quoteWord(nbClean)} j=${quoteWord(jig)} c=${isAlone ? 65 : 127}`,
    `t() { printf "jig: %s goes into git as it is, outputs and all: %s\\n" "$f" "$1" >&2; }`,
    `if [ -x "$n" ] && [ -s "$n" ]; then`,
    `  { e=$("$n" clean${words} 2>&1 >&3); } 3>&1 2>/dev/null && exit`,
    `  c=$?`,
    `  p=$(tr "\\0" " " <"/proc/$PPID/cmdline" || ps -o args= -p "$PPID") 2>/dev/null`,
    `  case "$c:$p" in ${FROM_ELSEWHERE}) r=1 ;; *) r=$(git config --bool merge.renormalize) ;; esac`,
    `  case "$r" in 1 | true) t "nb-clean ended with $c; see \\\`jig notebooks check\\\`"; exit 1 ;; esac`,
    `  exec <"$f" || exit 1`,
    `fi`,
    `[ -x "$j" ] && exec "$j" notebooks filter "$f" "$c"${words}`,
    `case $c in`,
    `127) t "nb-clean and jig are gone; install jig, then \\\`jig notebooks install\\\`" ;;`,
    isAlone
      ? `*) t "jig is gone; install it anew" ;;`
      : `*) t "nb-clean refuses it (\${e##*stdin: }), and jig is gone; with jig: \\\`jig notebooks check\\\`" ;;`,
    `esac`,
    `exec cat`,
  ]
    .map((line) => line.replaceAll("%", "%%").replace("f=%%f ", "f=%f "))
    .join("\n");
};

/** Killed from outside; the parent is unknown; what git filters comes from another place than the work tree. */
const FROM_ELSEWHERE = [
  "129:*",
  "130:*",
  "137:*",
  "141:*",
  "143:*",
  "*:",
  "*hash-object*",
  "*--stdin*",
  "*--contents*",
  "*-X*renormalize*",
  "*strategy-option*renormalize*",
].join(" | ");

/** What git runs for a clean filter, as a line of its configuration. */
export const configValue = (script: string): string =>
  `"${script.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
