// The file that fish reads behind its own configuration.

import { carriedName, entryVariables, SHELL_VARIABLE, type ShellEntry } from "./shell-entry.ts";
import { KEPT_FROM_PROGRAMS } from "./posix-text.ts";

const { front, back } = entryVariables;

/**
 * A text for `fish --init-command` to read. What runs before a prompt cannot take the first place on PATH away; what a
 * person types can. Universal variables are hidden and never changed.
 */
export const fishText = (
  entry: ShellEntry,
): string => `# Written by jig at each \`jig shell\`; what is changed here is lost.
set -g _jig_front (string split : -- "$${front}")
set -g _jig_back (string split -n : -- "$${back}")
set -g _jig_venv "$${carriedName("VIRTUAL_ENV")}"
${claimText(entry)}
_jig_claim
for name in (set --names | string match -r ${quoteFish(patternOf(entry.unset))})
  switch $name
    case ${KEPT_FROM_PROGRAMS.join(" ")}
      set -gu $name $$name
    case '*'
      set -eg $name
      # A universal variable belongs to every fish of this user: it is only hidden here.
      set -q $name; and set -gu $name
  end
end
${entry.names.map(setCarried).join("\n")}
set -eg ${front} ${back}
set -gx ${SHELL_VARIABLE} $fish_pid:${quoteFish(entry.root)}
status is-interactive; and begin
${promptText(entry)}
end
true
`;

const claimText = ({ isPathWhole, names }: ShellEntry): string => `function _jig_claim
${isPathWhole ? "  set -gx PATH $_jig_front" : AROUND}
end
function _jig_is_ours
  test (string join : -- $PATH[1..(count $_jig_front)]) = (string join : -- $_jig_front)${names.includes("VIRTUAL_ENV") ? '; and test "$VIRTUAL_ENV" = "$_jig_venv"' : ""}
end
function _jig_hold
  _jig_is_ours; and return
  _jig_claim${names.includes("VIRTUAL_ENV") ? '\n  set -gx VIRTUAL_ENV "$_jig_venv"' : ""}
end`;

const AROUND = `  set -l drop $_jig_front $_jig_back
  for name in VIRTUAL_ENV CONDA_PREFIX (set --names | string match -r '^CONDA_PREFIX_\\d+$')
    test -n "$$name"; and set -a drop (string trim -r -c / -- "$$name")/bin
  end
  set -l kept
  for folder in $PATH
    contains -- (string replace -r '(?<=.)/+$' '' -- "$folder") $drop $kept; or set -a kept "$folder"
  end
  set -gx PATH $_jig_front $kept $_jig_back`;

const setCarried = (name: string): string => {
  const carried = carriedName(name);
  return `set -q ${carried}; and set -gx ${name} "$${carried}"; set -eg ${carried}`;
};

const promptText = ({ mark, color }: ShellEntry): string => `
  function _jig_before --on-event fish_postexec
    set -g _jig_was
    _jig_is_ours; and set -g _jig_was yes
  end
  function _jig_after --on-event fish_prompt
    test -z "$_jig_was"; or _jig_hold
    functions -q fish_prompt; and string match -q '*_jig_mark*' -- (functions fish_prompt); or _jig_wrap
  end
  function _jig_preexec --on-event fish_preexec
    test -z "$_jig_was"; or _jig_hold
  end
  function _jig_mark
    printf '%s' ${color ? "(set_color -o blue) " : ""}${quoteFish(mark)}${color ? " (set_color normal)" : ""} ' '
  end
  function _jig_status
    return $argv[1]
  end
  function _jig_wrap
    functions -e _jig_users_prompt
    functions -q fish_prompt; and functions -c fish_prompt _jig_users_prompt
    function fish_prompt
      set -l _jig_last $status
      _jig_mark
      functions -q _jig_users_prompt; or return
      _jig_status $_jig_last
      _jig_users_prompt
    end
  end
  set -g _jig_was yes
  _jig_wrap`;

/** One word for fish. */
export const quoteFish = (text: string): string => `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;

/** A regular expression for names, or beginnings of names that end in `*`. */
const patternOf = (patterns: readonly string[]): string =>
  `^(${patterns.map((pattern) => pattern.replace(/\*$/, ".*")).join("|")})$`;
