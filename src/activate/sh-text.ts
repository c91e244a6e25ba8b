// The file that `ENV` names when a small shell (dash, ash, ksh) is started: the user's own first, then ours.

import { quoteWord } from "../plan/render/render-shell.ts";
import { claimText, enterText } from "./posix-text.ts";
import { entryVariables, type ShellEntry } from "./shell-entry.ts";

const { env } = entryVariables;

/**
 * A text for `ENV`, which gets its own value back. These shells run nothing before a prompt, so nothing of ours does.
 * @param usual the file that this shell reads when `ENV` names none, in the home folder; null when there is none
 */
export const shText = (entry: ShellEntry, usual: string | null): string =>
  `${usersText(usual)}${claimText(entry)}${enterText(entry, forgetText(entry.unset))}
_jig_enter
PS1=${quoteWord(`${entry.mark} `)}"\${PS1-$ }"
`;

const usersText = (
  usual: string | null,
): string => `# Written by jig at each \`jig shell\`; what is changed here is lost.
if [ -n "\${${env}+x}" ]; then
  ENV=$${env}
  export ENV
  unset ${env}
  # A shell looks for parameters in it, and so do we.
  eval "_jig_file=\\"$ENV\\""
else
  unset ENV
  _jig_file=${usual === null ? "" : `\${HOME-}/${usual}`}
fi
if [ -n "$_jig_file" ] && [ -r "$_jig_file" ]; then . "$_jig_file"; fi
`;

const forgetText = (patterns: readonly string[]): string =>
  `  for _jig_name in $(env | sed -n 's/^\\([A-Za-z_][A-Za-z0-9_]*\\)=.*/\\1/p'); do
    case $_jig_name in ${patterns.join("|")}) unset "$_jig_name" ;; esac
  done
  unset _jig_name`;
