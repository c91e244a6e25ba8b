// What git's filter runs: a few lines of POSIX shell that stand in git's own configuration, so that git works wherever jig,
// its cache or the project go. It is the text alone; nothing is set here.

import { quoteWord } from "../plan/render/render-shell.ts";

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
 * Who fails may have read git's bytes. On Linux git's own descriptors tell whether they are the work tree's, which can be
 * read again; else the command line of the git that asks, and then a copy is made before anybody reads. Only where there is
 * no room for that copy the filter fails, and git takes its own.
 */
export const filterScript = ({ nbClean, jig, options }: FilterParts): string => {
  const words = options.map((option) => ` ${quoteWord(option)}`).join("");
  return [
    `f=%f n=${quoteWord(nbClean)} j=${quoteWord(jig)} c=${nbClean === "" ? 65 : 127} d= g= p= r= s= LC_ALL=C l="`,
    `"`,
    // A name may hold what a terminal obeys.
    `w="goes into git as it is, outputs and all"`,
    `t() { printf "jig: %s %s: %s\\n" "$f" "$w" "$1" | tr "\\001-\\011\\013-\\037\\177" "[?*]" >&9; }`,
    // What programs and shells say of themselves is not for people.
    `exec 9>&2 2>/dev/null`,
    ...whereFrom,
    ...(nbClean === "" ? [] : cleanedBy(words, options)),
    `if [ -x "$j" ]; then`,
    `  o=$("$j" notebooks filter "$f" "$c"${words} && echo x)`,
    `  d=$?`,
    `  a 4`,
    `  case "$d:$o" in 0:*"$l"*x)`,
    `    m=\${o%%"$l"*} o=\${o#*"$l"}`,
    `    [ -z "$m" ] || printf "%s\\n" "$m" >&9`,
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
          `half) c="nb-clean printed no whole notebook" ;;`,
          `odd) c="something in it may be there twice" w="may go into git with outputs" ;;`,
          `65) e=$(a 5 && "$n" clean${words} 2>&1 >/dev/null) c="nb-clean refuses it (\${e##*stdin: })" ;;`,
          `127) c="nb-clean is gone" ;;`,
          `*) c="nb-clean ended with $c" ;;`,
          `esac`,
          `t "$c, and $d; install jig, then \\\`jig notebooks install\\\`"`,
          // It is what went in, or cleaner.
          `[ -z "$s" ] || { printf %s%s "$s" "$e" && exit 0; }`,
        ].join("\n"),
    `exec cat`,
  ]
    .join("\n")
    .replaceAll("%", "%%")
    .replace("f=%%f ", "f=%f ");
};

/**
 * nb-clean's part: what it prints, and why not. A shell drops the line ends behind what it takes. nb-clean writes one, or
 * gives back what it read: that is of another length, unless what it read had none or several. Only then, and where nobody
 * knows, another process is started to mark the end; fewer than a hundred bytes less may be either.
 */
const cleanedBy = (words: string, options: readonly string[]): readonly string[] => [
  `if [ -x "$n" ] && [ -s "$n" ]; then`,
  `  q=`,
  `  [ -z "$g" ] || {`,
  `    o=$("$n" clean${words})`,
  `    c=$?`,
  `    read -r q q <"/proc/self/fdinfo/3"`,
  `    case "$c:\${q:+$((q - \${#o}))}" in`,
  `    0: | 0:0 | 0:[2-9] | 0:[1-9][0-9]) q= && a ;;`,
  `    *) q=0 e=$l ;;`,
  `    esac`,
  `  }`,
  `  [ -n "$q" ] || {`,
  `    o=$("$n" clean${words} && echo x)`,
  `    c=$? o=\${o%x} e=`,
  `  }`,
  // As nbformat sorts names, the format stands behind the cells; and a brace is at the end.
  `  case "$c:$o" in`,
  `  0:) ;;`,
  // What it finds clean it gives back, and of two members of one name it looks at the last. It writes `"outputs": []`, and
  // escapes no letter: another spelling is looked at by jig. A cell's text may hold it, too; then that is only slower.
  ...(options.includes("--preserve-cell-outputs") ? [] : [`  ${MAY_HOLD_OUTPUTS}) c=odd ;;`]),
  `  0:${WHOLE} | 0:${WHOLE}"$l") printf %s%s "$o" "$e" && exit 0 ;;`,
  `  0:*) c=half ;;`,
  `  esac`,
  // A notebook in, nothing or half of it out: that is no success. Space behind it is none of that.
  `  case $c in odd | half)`,
  `    m=$o`,
  `    while :; do case "$m" in *[[:space:]]) m=\${m%?} ;; *) break ;; esac; done`,
  `    case "$c:$m" in`,
  `    half:${WHOLE}) printf %s%s "$o" "$e" && exit 0 ;;`,
  `    odd:${WHOLE}) s=$o ;;`,
  `    *:) c=0 ;;`,
  `    *) c=half ;;`,
  `    esac ;;`,
  `  esac`,
  `  a 3`,
  `fi`,
];

/** `"outputs"` and then other than `: []`, sign by sign; each pattern costs a walk over the text. */
const MAY_HOLD_OUTPUTS = [`'"outputs"'???[!]]`, `'"outputs"'??[![]`, `'"outputs"'?[!\\ ]`, `'\\u00'[2-7]`]
  .map((pattern) => `0:*${pattern}*`)
  .join(" | ");

const WHOLE = `*\\"nbformat\\"*"}"`;

/** What git filters comes from another place than the work tree, or nobody knows. Words of `/proc` have nothing in between. */
const FROM_ELSEWHERE = '"" | *hash-object* | *--stdin* | *--contents* | *renormalize*';

/** Commands that merge, and names that look like them. What a rebase was begun with, the one that goes on does not tell. */
const MAY_MERGE =
  "*merge* | *rebase* | *pick* | *revert* | *pull* | *stash* | *checkout* | *switch* | *restore* | *am* | *apply* | *replay*";

/** Commands that filter nothing but the work tree: of any other nobody knows. */
const OF_THE_WORK_TREE = ["add", "stage", "commit", "status", "diff"]
  .flatMap((word) => [`git${word}*`, `/*/git${word}*`, `"git ${word}"*`, `/*"/git ${word}"*`])
  .join(" | ");

/**
 * Sees to it that git's bytes can be read again, by `a` and a number: 3, 4 and 5, once each. What git reads from the work
 * tree to stage it is open in it meanwhile: then `g` is that file, and the input, too; git itself does not mind a pipe that
 * nobody reads. The shell reads a command line byte by byte: with many names that costs more than the cleaning.
 */
const whereFrom: readonly string[] = [
  `a() { if [ -n "$g" ]; then exec 3<"$g" <&3; else exec <&"$1"; fi; }`,
  `for q in 4 3 5 6 7 8 9; do`,
  `  [ "/proc/$PPID/fd/$q" -ef "$f" ] && [ -r "$f" ] && g=/proc/$PPID/fd/$q && break`,
  `done`,
  `if [ -n "$g" ]; then a`,
  `else`,
  `  while IFS= read -r q || [ -n "$q" ]; do p=$p$q; done <"/proc/$PPID/cmdline" || p=$(ps -o args= -p "$PPID")`,
  `  case "$p" in`,
  `  ${FROM_ELSEWHERE} | ${MAY_MERGE}) r=true ;;`,
  `  ${OF_THE_WORK_TREE}) ;;`,
  `  *) r=true ;;`,
  `  esac`,
  `  if [ "$r" != true ] && [ -f "$f" ] && [ -r "$f" ]; then exec 3<"$f" 4<"$f" 5<"$f"`,
  `  else`,
  `    i=$(mktemp) || { t "no copy can be made in \${TMPDIR:-/tmp}; make room there"; exec cat; }`,
  // Ctrl-C: it may hold outputs.
  `    trap 'rm -f "$i"; exit 1' HUP INT TERM`,
  `    cat >"$i" || { rm -f "$i"; t "no copy can be made in \${TMPDIR:-/tmp}; make room there"; exit 1; }`,
  `    exec <"$i" 3<"$i" 4<"$i" 5<"$i"`,
  `    rm -f "$i"`,
  `    trap - HUP INT TERM`,
  `  fi`,
  `fi`,
];

/** What git runs for a clean filter, as a line of its configuration. */
export const configValue = (script: string): string =>
  `"${script.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
