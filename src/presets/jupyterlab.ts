// JupyterLab with the project's Python as its kernel. Whatever Jupyter the user has, its passwords, kernels and running
// servers stay out of this one, and this one out of theirs; only Lab's settings (theme, shortcuts) are shared, on purpose.

import { jupyterServerConfig } from "./jupyter-server-config.ts";
import type { Preset } from "./preset.ts";

// The name is that of every Jupyter, so that a notebook runs here and elsewhere; the title says which workbench it is.
const kernel = {
  argv: ["${python}", "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
  display_name: "${project} ${id}",
  language: "python",
  metadata: { debugger: true },
  env: {
    VIRTUAL_ENV: "${venv}",
    // What is run in a notebook has no business with the server's secret.
    JUPYTER_TOKEN_FILE: "",
  },
};

// A password anywhere would switch the token off, and nobody who has the token could come in.
const serverConfig = { PasswordIdentityProvider: { hashed_password: "" }, ServerApp: { password: "" } };

export const jupyterlab: Preset = {
  name: "jupyterlab",
  alsoCalled: ["jupyter", "jupyter-lab", "lab", "notebook", "notebooks"],
  about: "JupyterLab, its kernel the project's Python",
  needs: ["jupyterlab", "jupyter", "notebook"],
  command: [
    // The script by its path, not `-m`: a `jupyterlab.py` in the project must not be taken for the real one.
    "${python}",
    "${venv}/bin/jupyter-lab",
    "--no-browser",
    "--ServerApp.ip=127.0.0.1",
    "--ServerApp.port=${port}",
    "--ServerApp.port_retries=0",
    "--ServerApp.root_dir=${root}",
  ],
  // Jupyter obeys a configuration in the folder that it is started in: of a clone, that is anybody's.
  cwd: "${state}/jupyter",
  rootArguments: ["--allow-root"],
  port: 8888,
  env: {
    JUPYTER_TOKEN_FILE: "${state}/token",
    JUPYTER_CONFIG_DIR: "${state}/jupyter/config",
    JUPYTER_RUNTIME_DIR: "${state}/jupyter/runtime",
    // The user's own holds kernels and extensions of other Pythons; the first breaks notebooks, the second Lab.
    JUPYTER_DATA_DIR: "${state}/jupyter/data",
    JUPYTER_PATH: "${state}/jupyter/kernel",
    JUPYTER_PREFER_ENV_PATH: "1",
    // A start-up file of the home would run in every kernel, before anything else.
    IPYTHONDIR: "${state}/jupyter/ipython",
    JUPYTERLAB_SETTINGS_DIR: "${home}/.jupyter/lab/user-settings",
  },
  files: [
    { path: "${state}/jupyter/kernel/kernels/python3/kernel.json", content: JSON.stringify(kernel, null, 1) },
    {
      path: "${state}/jupyter/config/jupyter_server_config.json",
      content: JSON.stringify(serverConfig, null, 1),
    },
    { path: "${state}/jupyter/config/jupyter_server_config.py", content: jupyterServerConfig },
    // Without it, Jupyter takes over what an IPython of ten years ago has left in the home: its password, its kernels.
    { path: "${state}/jupyter/config/migrated", content: "nothing is taken over\n" },
  ],
  token: { file: "${state}/token", parameter: "token", scheme: "token" },
  ready: { kind: "http", path: "/api/status" },
  // The first start after an install compiles every module it imports, on a slow disk for a long time.
  readyTimeoutMs: 120_000,
  page: "/lab",
  open: true,
  stop: { http: "/api/shutdown", signal: "TERM", timeoutMs: 15_000 },
  live: "jupyter-kernels",
};
