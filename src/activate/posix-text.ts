// The part of a shell's entry that bash, zsh and the small shells understand alike: PATH put in order, variables taken away
// and set. Everything is quoted, no program is started, and nothing of the user's is changed that is not named.

import { quoteWord } from "../plan/render/render-shell.ts";
import { carriedName, entryVariables, SHELL_VARIABLE, type ShellEntry } from "./shell-entry.ts";

const { front, back } = entryVariables;

/** What a shell's functions begin with, where its user may have bent the language. */
export type Opening = "" | "emulate -L zsh";

/**
 * Defines `_jig_claim` (our folders around what PATH has, less those of other environments) and `_jig_hold` (the same,
 * where something has taken the first place).
 */
export const claimText = ({ isPathWhole, names }: ShellEntry, opening: Opening = ""): string => `
_jig_front=\${${front}-}
_jig_back=\${${back}-}
_jig_venv=\${${carriedName("VIRTUAL_ENV")}-}
_jig_claim() {
  ${opening}
${isPathWhole ? "  PATH=$_jig_front" : AROUND}
  \\export PATH
}
_jig_is_ours() {
  case "\${PATH-}:" in "$_jig_front:"*) ;; *) return 1 ;; esac
  ${names.includes("VIRTUAL_ENV") ? '[ "${VIRTUAL_ENV-}" = "$_jig_venv" ]' : ":"}
}
_jig_hold() {
  _jig_is_ours && return
  _jig_claim
  ${names.includes("VIRTUAL_ENV") ? '\\export VIRTUAL_ENV="$_jig_venv"' : ":"}
}
`;

const AROUND = `  _jig_drop=":$_jig_front:\${_jig_back:+$_jig_back:}"
  [ -z "\${VIRTUAL_ENV-}" ] || _jig_drop="$_jig_drop\${VIRTUAL_ENV%/}/bin:"
  [ -z "\${CONDA_PREFIX-}" ] || _jig_drop="$_jig_drop\${CONDA_PREFIX%/}/bin:"
  for _jig_folder in "\${CONDA_PREFIX_1-}" "\${CONDA_PREFIX_2-}" "\${CONDA_PREFIX_3-}" "\${CONDA_PREFIX_4-}"; do
    [ -z "$_jig_folder" ] || _jig_drop="$_jig_drop\${_jig_folder%/}/bin:"
  done
  _jig_rest="\${PATH:-/usr/local/bin:/usr/bin:/bin}:"
  _jig_kept=
  while [ -n "$_jig_rest" ]; do
    _jig_folder=\${_jig_rest%%:*}
    _jig_rest=\${_jig_rest#*:}
    # Each once: what comes back before every prompt must not make PATH longer every time.
    case $_jig_drop in *":\${_jig_folder%/}:"*) continue ;; esac
    case "$_jig_kept:" in *":$_jig_folder:"*) continue ;; esac
    _jig_kept="$_jig_kept:$_jig_folder"
  done
  PATH="$_jig_front$_jig_kept\${_jig_back:+:$_jig_back}"
  \\unset _jig_drop _jig_rest _jig_kept _jig_folder`;

/**
 * Defines `_jig_enter`, which makes the shell's environment the workbench's and takes away what told how.
 * @param forget the shell's way of taking away the variables in `unset`
 */
export const enterText = ({ names, root }: ShellEntry, forget: string, opening: Opening = ""): string => `
_jig_enter() {
  ${opening}
  _jig_claim
  # The prompt of an environment that is none any more.
  [ -z "\${CONDA_PROMPT_MODIFIER-}" ] || PS1=\${PS1#"$CONDA_PROMPT_MODIFIER"}
${forget}
${names.map((name) => setCarried(name)).join("\n")}
  \\unset ${front} ${back}
  \\export ${SHELL_VARIABLE}="$$:"${quoteWord(root)}
}
`;

/** What is not carried has no value: the description builds it on a variable that is not set. */
const setCarried = (name: string): string => {
  const carried = carriedName(name);
  return `  [ -z "\${${carried}+x}" ] || \\export ${name}="$${carried}"; \\unset ${carried}`;
};

/**
 * What the `conda` of the user's shell needs to be able to speak at all. It stays with that shell; no program that is
 * started from there sees it.
 */
export const KEPT_FROM_PROGRAMS: readonly string[] = ["CONDA_EXE", "CONDA_PYTHON_EXE", "_CE_M", "_CE_CONDA"];
