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
 * The script. It ends with 0, so that git never prints it, and passes on only what is whole: what nb-clean or jig wrote is
 * held back until that ended well. Where both fail, the bytes pass as they are, and one line names the file and the next
 * step. Where nb-clean cleans, Linux starts no other program for it, and other systems `ps`.
 *
 * Who fails may have read git's bytes. The work tree has the same ones, unless git filters something that is not from
 * there: the command line of the git that asks tells, and then a copy is made before anybody reads. Only where there is no
 * room for that copy the filter fails, and git takes its own.
 */
export const filterScript = ({ nbClean, jig, options }: FilterParts): string => {
  const words = options.map((option) => ` ${quoteWord(option)}`).join("");
  return [
    `f=%f n=${quoteWord(nbClean)} j=${quoteWord(jig)} c=${nbClean === "" ? 65 : 127} d= p= r= LC_ALL=C l="`,
    `"`,
    // A name may hold what a terminal obeys.
    `t() { printf "jig: %s goes into git as it is, outputs and all: %s\\n" "$f" "$1" | tr "\\001-\\011\\013-\\037\\177" "[?*]" >&2; }`,
    ...whereFrom,
    `if [ -x "$n" ] && [ -s "$n" ]; then`,
    `  { o=$("$n" clean${words} && echo x); } 2>/dev/null`,
    `  c=$?`,
    // A notebook in, nothing out: that is no success.
    `  case "$c:$o" in 0:?*x) printf %s "\${o%x}" && exit 0 ;; esac`,
    `  exec <&3`,
    `fi`,
    `if [ -x "$j" ]; then`,
    `  { o=$("$j" notebooks filter "$f" "$c"${words} && echo x); } 2>/dev/null`,
    `  d=$?`,
    `  exec <&4`,
    `  case "$d:$o" in 0:*"$l"*x)`,
    `    m=\${o%%"$l"*} o=\${o#*"$l"}`,
    `    [ -z "$m" ] || printf "%s\\n" "$m" >&2`,
    `    [ "$o" != x ] || exec cat`,
    // What a shell's variable cannot hold is spelled out.
    `    case "$o" in \\\\*) o=\${o%x} && printf %b "$o" && exit 0 ;; esac`,
    `    printf %s "\${o%x}" && exit 0 ;;`,
    `  esac`,
    `fi`,
    `case "$d" in "") d="jig is gone" ;; *) d="jig is broken ($d)" ;; esac`,
    nbClean === ""
      ? `t "$d; install it anew"`
      : [
          `case "$c" in`,
          `0) c="nb-clean printed nothing" ;;`,
          `65) e=$("$n" clean${words} <&5 2>&1 >/dev/null) c="nb-clean refuses it (\${e##*stdin: })" ;;`,
          `127) c="nb-clean is gone" ;;`,
          `*) c="nb-clean ended with $c" ;;`,
          `esac`,
          `t "$c, and $d; install jig, then \\\`jig notebooks install\\\`"`,
        ].join("\n"),
    `exec cat`,
  ]
    .join("\n")
    .replaceAll("%", "%%")
    .replace("f=%%f ", "f=%f ");
};

/** What git filters comes from another place than the work tree, or nobody knows. Words of `/proc` have nothing in between. */
const FROM_ELSEWHERE = '"" | *hash-object* | *--stdin* | *--contents* | *renormalize*';

/** Commands that merge, and names that look like them. What a rebase was begun with, the one that goes on does not tell. */
const MAY_MERGE =
  "*merge* | *rebase* | *pick* | *revert* | *pull* | *stash* | *checkout* | *switch* | *am* | *apply* | *replay*";

/** Sees to it that git's bytes can be read again, three times at most: from the descriptors 3, 4 and 5. */
const whereFrom: readonly string[] = [
  `{`,
  `  while IFS= read -r q || [ -n "$q" ]; do p=$p$q; done <"/proc/$PPID/cmdline" || p=$(ps -o args= -p "$PPID")`,
  `} 2>/dev/null`,
  `case "$p" in`,
  `${FROM_ELSEWHERE} | ${MAY_MERGE}) r=true ;;`,
  `esac`,
  `if [ "$r" != true ] && [ -f "$f" ] && [ -r "$f" ]; then exec 3<"$f" 4<"$f" 5<"$f"`,
  `else`,
  `  i=$(mktemp 2>/dev/null) || { t "no copy can be made in \${TMPDIR:-/tmp}; make room there"; exec cat; }`,
  `  cat >"$i" 2>/dev/null || { rm -f "$i"; t "no copy can be made in \${TMPDIR:-/tmp}; make room there"; exit 1; }`,
  `  exec <"$i" 3<"$i" 4<"$i" 5<"$i"`,
  `  rm -f "$i"`,
  `fi`,
];

/** What git runs for a clean filter, as a line of its configuration. */
export const configValue = (script: string): string =>
  `"${script.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
