// What a person's command or shell shares with the JupyterLab beside it, so that Jupyter's own programs find that one:
// `jupyter server list`, `jupyter console --existing`. Nothing of its configuration, and not its token's file.

import type { Template } from "../describe/services/template.ts";
import type { ServiceSpec } from "../plan/services/service-spec.ts";

/** Where Jupyter lists its servers and kernels; with two of them that of the first, and nothing without any. */
export const besideJupyter = (
  services: readonly Pick<ServiceSpec, "live" | "env">[],
): Readonly<Record<string, Template>> => {
  const runtime = services.find(({ live }) => live === "jupyter-kernels")?.env["JUPYTER_RUNTIME_DIR"];
  return runtime === undefined ? {} : { JUPYTER_RUNTIME_DIR: runtime };
};
