import { expect, test } from "bun:test";

import { planOf, readFacts } from "../../test/golden/plan/plan-text.ts";
import { fakeHost } from "../host/fake-host.ts";
import { layoutOf } from "../host/layout.ts";
import { systemEnvironmentFor } from "./system-environment.ts";

const HOME = "/p/.venv/lib/python3.11/site-packages/nvidia/cu13";

const environment = (toolkit: boolean, hasCompiler: boolean) => {
  const compiler = { [`${HOME}/bin/nvcc`]: { executable: true, text: "" } } as const;
  const site = { "/p/.venv/lib/python3.11/site-packages/pip.py": "" };
  const host = fakeHost({ files: { "/p/jig.toml": "", ...site, ...(hasCompiler ? compiler : {}) } });
  const layout = layoutOf(host, { root: "/p", file: "jig.toml" });
  const text = `[python]\nversion = "3.11"\n[gpu]\ntoolkit = ${toolkit}\n`;
  return systemEnvironmentFor(host, layout, planOf(text, { facts: readFacts("debian-x64") }));
};

test("CUDA's toolkit is named where it is wished for and installed", () => {
  expect(environment(true, true)).toEqual({
    path: [`${HOME}/bin`],
    set: { CUDA_HOME: HOME, CUDA_PATH: HOME },
    build: {},
  });
  expect(environment(true, false)).toBeNull();
  expect(environment(false, true)).toBeNull();
});
