import { expect, test } from "bun:test";

import { besideJupyter } from "./beside-jupyter.ts";

const jupyter = (folder: string) => ({
  live: "jupyter-kernels" as const,
  env: { JUPYTER_RUNTIME_DIR: [folder], JUPYTER_CONFIG_DIR: ["/config"], JUPYTER_TOKEN_FILE: ["/token"] },
});

test("a command finds the servers and kernels of the first JupyterLab, and is told neither its configuration nor its token", () => {
  expect(besideJupyter([{ live: null, env: {} }, jupyter("/one"), jupyter("/two")])).toEqual({
    JUPYTER_RUNTIME_DIR: ["/one"],
  });
  expect(besideJupyter([{ live: null, env: { JUPYTER_RUNTIME_DIR: ["/other"] } }])).toEqual({});
});
