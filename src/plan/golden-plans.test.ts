import { readFileSync, writeFileSync } from "node:fs";

import { expect, test } from "bun:test";

import { planOf, readFacts, type Surroundings } from "../../test/golden/plan/plan-text.ts";
import type { Lock } from "./lock/lock.ts";
import type { Plan } from "./plan.ts";

const workbench = `
name = "workbench"

[python]
version = "3.11"
requirements = ["requirements.txt"]
import-check = ["numpy"]

[env]
DATA = "\${env:HOME}/data"

[services.jupyter]
use = "jupyterlab"

[services.server]
use = "fasthtml"
port = 5001
env = { JUPYTER_URL = "\${service.jupyter.url}" }
after = ["jupyter"]
`;

const commands = `
[services.web]
run = "npm run dev -- --port \${port}"
cwd = "web"
port = 3000
ready = "/health"
open = true
after = [{ service = "migrate", until = "done" }, "queue"]

[services.migrate]
run = ["./migrate", "--once"]
oneshot = true
after = ["database"]

[services.database]
run = "postgres -D data -p \${port} 2>&1"
port = 5432
ready = { tcp = true, timeout = "10s" }
stop = { signal = "INT", timeout = "5s" }

[services.queue]
run = "cd queue && ./start"
require = false
`;

const requirementsFiles = {
  "requirements.txt": "jupyterlab\npython-fasthtml\nnumpy>=2\npandas\nmatplotlib\n-c constraints.txt\n",
  "constraints.txt": "pandas<3\n",
};

const locked = (plan: Plan): Lock => {
  const step = plan.steps.find(({ kind }) => kind === "lock");
  if (step?.kind !== "lock") throw new Error("no lock step");
  return {
    version: 1,
    python: "3.11.7",
    requiresPython: step.requiresPython,
    platforms: step.platforms,
    inputs: step.inputs,
    packages: ["jupyterlab", "numpy", "python-fasthtml"].map((name) => ({
      name,
      version: "1.0",
      index: "pypi",
      marker: null,
      files: [{ name: `${name}-1.0-py3-none-any.whl`, size: 10, sha256: "ab".repeat(32) }],
    })),
  };
};

const goldens: readonly (readonly [string, string, () => Surroundings])[] = [
  [
    "workbench-first-time-debian-x64",
    workbench,
    () => ({ facts: readFacts("debian-x64"), requirementsFiles }),
  ],
  [
    "workbench-locked-wsl2-x64",
    workbench,
    () => ({
      facts: readFacts("wsl2-x64"),
      requirementsFiles,
      lock: locked(planOf(workbench, { requirementsFiles })),
      locking: "locked",
    }),
  ],
  // Port 8888 is another user's there, and uv has to bring the interpreter: the machine has none that fits.
  [
    "workbench-busy-port-debian-arm64",
    workbench.replace('"3.11"', '"3.13"'),
    () => ({ facts: readFacts("debian-arm64"), requirementsFiles, rememberedPorts: { server: 6000 } }),
  ],
  ["workbench-macos-arm64", workbench, () => ({ facts: readFacts("macos-arm64"), requirementsFiles })],
  [
    "workbench-root-alpine-x64",
    workbench.replace('"3.11"', '"3.12"'),
    () => ({ facts: readFacts("alpine-x64"), requirementsFiles }),
  ],
  ["commands-ci-x64", commands, () => ({ facts: readFacts("ci-x64") })],
];

for (const [name, text, surroundings] of goldens) {
  test(`the plan ${name} is the one that was looked at`, () => {
    const path = new URL(`../../test/golden/plan/${name}.json`, import.meta.url);
    const printed = `${JSON.stringify(planOf(text, surroundings()), null, 2)}\n`;
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(path, printed);
    expect(printed).toBe(readFileSync(path, "utf8"));
  });
}
