// What a shell may carry of other environments: each of these leads somewhere that does not exist.

/** In every planted value, so that one look tells whether any of them arrived. */
export const FOREIGN_MARK = "foreign-environment";

const nowhere = `/nonexistent/${FOREIGN_MARK}`;

/** Variables that must reach no service, kernel or command. */
export const foreignEnv: Readonly<Record<string, string>> = {
  CONDA_PREFIX: nowhere,
  CONDA_PREFIX_1: `${nowhere}/1`,
  CONDA_DEFAULT_ENV: FOREIGN_MARK,
  CONDA_EXE: `${nowhere}/bin/conda`,
  CONDA_PYTHON_EXE: `${nowhere}/bin/python`,
  CONDA_SHLVL: `2-${FOREIGN_MARK}`,
  _CE_CONDA: FOREIGN_MARK,
  _CE_M: FOREIGN_MARK,
  VIRTUAL_ENV: nowhere,
  VIRTUAL_ENV_PROMPT: FOREIGN_MARK,
  PYTHONHOME: nowhere,
  PYTHONPATH: nowhere,
  PYTHONSTARTUP: `${nowhere}/start.py`,
  PYTHONUSERBASE: nowhere,
  PYENV_VERSION: FOREIGN_MARK,
  PYENV_ROOT: nowhere,
  PYENV_VIRTUAL_ENV: nowhere,
  JUPYTER_TOKEN: FOREIGN_MARK,
  JUPYTER_CONFIG_DIR: nowhere,
  JUPYTER_CONFIG_PATH: nowhere,
  JUPYTER_DATA_DIR: nowhere,
  JUPYTER_PATH: nowhere,
  JUPYTER_RUNTIME_DIR: nowhere,
};
