// The rc file that bash is started with: the user's own first, then ours.

import { quoteWord } from "../plan/render/render-shell.ts";
import { claimText, enterText, KEPT_FROM_PROGRAMS } from "./posix-text.ts";
import type { ShellEntry } from "./shell-entry.ts";

/**
 * A text for `bash --rcfile`. It reads what bash would have read, then enters the workbench. What runs before a prompt
 * (`PROMPT_COMMAND`) cannot take the first place on PATH away; what a person types can.
 */
export const bashText = (entry: ShellEntry): string =>
  `${USERS}${claimText(entry)}${enterText(entry, forgetText(entry.unset))}${promptText(entry)}`;

const USERS = `# Written by jig at each \`jig shell\`; what is changed here is lost.
if [ -r ~/.bashrc ]; then . ~/.bashrc
elif [ -r ~/.bash_profile ]; then . ~/.bash_profile
elif [ -r ~/.bash_login ]; then . ~/.bash_login
elif [ -r ~/.profile ]; then . ~/.profile
fi
`;

const forgetText = (patterns: readonly string[]): string =>
  `  for _jig_name in ${patterns.map((pattern) => (pattern.endsWith("*") ? `"\${!${pattern.slice(0, -1)}@}"` : pattern)).join(" ")}; do
    case $_jig_name in
      ${KEPT_FROM_PROGRAMS.join("|")}) \\export -n "$_jig_name" ;;
      *) \\unset -v "$_jig_name" ;;
    esac
  done
  \\unset -v _jig_name`;

const promptText = ({ mark, color }: ShellEntry): string => `
_jig_mark=${quoteWord(color ? `\\[\\e[1;34m\\]${mark}\\[\\e[0m\\] ` : `${mark} `)}
_jig_before() {
  _jig_status=$?
  _jig_was=
  _jig_is_ours && _jig_was=yes
  return "$_jig_status"
}
_jig_after() {
  _jig_status=$?
  [ -z "\${_jig_was-}" ] || _jig_hold
  case "\${PS1-}" in "$_jig_mark"*) ;; *) PS1="$_jig_mark\${PS1-}" ;; esac
  return "$_jig_status"
}
_jig_enter
if [[ "$(\\declare -p PROMPT_COMMAND 2>/dev/null)" == "declare -a"* ]] &&
  ((BASH_VERSINFO[0] > 5 || (BASH_VERSINFO[0] == 5 && BASH_VERSINFO[1] > 0))); then
  PROMPT_COMMAND=(_jig_before "\${PROMPT_COMMAND[@]}" _jig_after)
else
  PROMPT_COMMAND="_jig_before"$'\\n'"\${PROMPT_COMMAND-}"$'\\n'"_jig_after"
  # A bash that is started from here has none of these functions.
  \\export -n PROMPT_COMMAND
fi
_jig_after
`;
