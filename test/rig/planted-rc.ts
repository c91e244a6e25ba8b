// Lines that other tools plant in rc files, as their installers write them, over programs that only say who they are.

import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const shells = ["bash", "zsh", "fish", "dash"] as const;
export type ShellName = (typeof shells)[number];

/** The path of a shell on this machine; null where it is not installed. */
export const shellPath = (shell: ShellName): string | null => Bun.which(shell);

/** Where a shell reads a person's own lines, in the home folder. dash reads what `ENV` names. */
export const rcFiles: Readonly<Record<ShellName, string>> = {
  bash: ".bashrc",
  zsh: ".zshrc",
  fish: ".config/fish/config.fish",
  dash: ".shinit",
};

const writeProgram = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
};

const PROGRAMS = ["python", "python3", "pip", "jupyter"];

/** Programs that print whose they are. */
export const writeProgramsOf = (folder: string, owner: string): void => {
  for (const name of PROGRAMS) writeProgram(join(folder, name), `#!/bin/sh\necho ${owner}\n`);
};

/**
 * conda with its base environment active, pyenv with shims and its hook before each prompt, nvm, and a prompt and an alias
 * of the person's own. The tools themselves are made in `home`.
 */
export const plantRc = (home: string, shell: ShellName): void => {
  writeProgramsOf(join(home, "conda/bin"), "conda");
  writeProgramsOf(join(home, ".pyenv/shims"), "pyenv");
  writeProgramsOf(join(home, ".pyenv/versions/other/bin"), "pyenv-virtualenv");
  writeProgramsOf(join(home, ".nvm/versions/node/v20/bin"), "nvm");
  const text = shell === "fish" ? fishLines(home) : posixLines(home, shell);
  const path = join(home, rcFiles[shell]);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

const posixLines = (home: string, shell: ShellName): string => `
PS1='mine> '
alias greet='echo aliased'
# >>> conda initialize >>>
export CONDA_EXE='${home}/conda/bin/conda'
export _CE_M=''
export CONDA_PYTHON_EXE='${home}/conda/bin/python'
export CONDA_SHLVL=1 CONDA_PREFIX='${home}/conda' CONDA_DEFAULT_ENV=base CONDA_PROMPT_MODIFIER='(base) '
export PATH="${home}/conda/bin:$PATH"
PS1="(base) $PS1"
# <<< conda initialize <<<
export PYENV_ROOT="${home}/.pyenv" PYENV_SHELL=${shell}
export PATH="${home}/.pyenv/shims:$PATH"
_pyenv_virtualenv_hook() {
  local ret=$?
  export PYENV_VIRTUAL_ENV="${home}/.pyenv/versions/other" VIRTUAL_ENV="${home}/.pyenv/versions/other"
  export PATH="${home}/.pyenv/versions/other/bin:$PATH"
  return $ret
}
${posixHooks[shell] ?? ""}
export NVM_DIR="${home}/.nvm" PATH="${home}/.nvm/versions/node/v20/bin:$PATH"
export PYTHONPATH=/elsewhere JUPYTER_CONFIG_DIR=/elsewhere
`;

const posixHooks: Readonly<Partial<Record<ShellName, string>>> = {
  bash: 'export PROMPT_COMMAND="_pyenv_virtualenv_hook;"',
  zsh: "typeset -g -a precmd_functions\nprecmd_functions=(_pyenv_virtualenv_hook $precmd_functions)\nsetopt warn_create_global rc_quotes no_unset prompt_subst",
};

const fishLines = (home: string): string => `
function fish_prompt
  echo -n "mine> "
end
alias greet 'echo aliased'
set -gx CONDA_EXE '${home}/conda/bin/conda'
set -gx CONDA_SHLVL 1
set -gx CONDA_PREFIX '${home}/conda'
set -gx PATH '${home}/conda/bin' $PATH
set -gx PYENV_ROOT '${home}/.pyenv'
set -gx PATH '${home}/.pyenv/shims' $PATH
function _pyenv_virtualenv_hook --on-event fish_prompt
  set -l ret $status
  set -gx PYENV_VIRTUAL_ENV '${home}/.pyenv/versions/other'
  set -gx VIRTUAL_ENV '${home}/.pyenv/versions/other'
  set -gx PATH '${home}/.pyenv/versions/other/bin' $PATH
  return $ret
end
set -gx NVM_DIR '${home}/.nvm'
set -gx PATH '${home}/.nvm/versions/node/v20/bin' $PATH
set -gx PYTHONPATH /elsewhere
set -gx JUPYTER_CONFIG_DIR /elsewhere
`;
