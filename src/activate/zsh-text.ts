// The `.zshenv` that zsh is started with: it hands zsh back to the user's own files, and enters behind them.

import { quoteWord } from "../plan/render/render-shell.ts";
import { claimText, enterText, KEPT_FROM_PROGRAMS } from "./posix-text.ts";
import { entryVariables, type ShellEntry } from "./shell-entry.ts";

const { zdotdir } = entryVariables;
const OPENING = "emulate -L zsh";

/**
 * A text for `.zshenv` in a `ZDOTDIR` of ours. zsh reads all of the user's own files itself, from where it always does;
 * the workbench is entered before the first prompt, or at once where there is none. What runs before a prompt cannot take
 * the first place on PATH away; what a person types can.
 */
export const zshText = (entry: ShellEntry): string =>
  `${USERS}${claimText(entry, OPENING)}${enterText(entry, forgetText(entry.unset), OPENING)}${promptText(entry)}`;

const USERS = `# Written by jig at each \`jig shell\`; what is changed here is lost.
if [[ -n "\${${zdotdir}+x}" ]]; then
  export ZDOTDIR="$${zdotdir}"
  unset ${zdotdir}
else
  unset ZDOTDIR
fi
[[ ! -r "\${ZDOTDIR-$HOME}/.zshenv" ]] || source "\${ZDOTDIR-$HOME}/.zshenv"
`;

const forgetText = (patterns: readonly string[]): string => `  local _jig_name
  for _jig_name in \${(k)parameters[(R)*export*]}; do
    case $_jig_name in
      ${KEPT_FROM_PROGRAMS.join("|")}) typeset -g +x "$_jig_name" ;;
      ${patterns.join("|")}) unset "$_jig_name" ;;
    esac
  done`;

const promptText = ({ mark, color }: ShellEntry): string => `
_jig_mark=${quoteWord(color ? `%B%F{blue}${mark}%f%b ` : `${mark} `)}
_jig_was=
_jig_before() {
  _jig_was=
  _jig_is_ours && _jig_was=yes
  return 0
}
_jig_after() {
  emulate -L zsh
  [[ -z $_jig_was ]] || _jig_hold
  [[ $PS1 == "$_jig_mark"* ]] || PS1="$_jig_mark$PS1"
}
_jig_preexec() {
  [[ -z $_jig_was ]] || _jig_hold
}
# Before the first prompt, behind all of the user's files.
_jig_first() {
  emulate -L zsh
  precmd_functions=(_jig_before \${precmd_functions:#_jig_first} _jig_after)
  preexec_functions=(_jig_preexec $preexec_functions)
  _jig_enter
  _jig_was=yes
  _jig_after
  # The hooks behind this one still come, this once without ours behind them.
  # What calls them is to read its list in the language of zsh, also where the user has turned to another.
  emulate zsh -c "autoload -Uz add-zle-hook-widget && add-zle-hook-widget zle-line-init _jig_line" 2>/dev/null
}
_jig_line() {
  emulate -L zsh
  add-zle-hook-widget -d zle-line-init _jig_line
  local shown=$PS1
  _jig_after
  [[ $PS1 == "$shown" ]] || zle reset-prompt
}
if [[ -o interactive ]]; then
  typeset -ga precmd_functions preexec_functions
  precmd_functions+=(_jig_first)
else
  _jig_enter
fi
`;
