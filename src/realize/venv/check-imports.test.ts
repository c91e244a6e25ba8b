import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { hostPython } from "../../../test/rig/scrubbed-env.ts";
import { layoutAt } from "../../host/layout.ts";
import { realHost } from "../../host/real-host.ts";
import type { Plan } from "../../plan/plan.ts";
import { checkImports } from "./check-imports.ts";

/** Checks modules with this machine's Python in a folder that holds some files. */
const checkIn = async (files: Readonly<Record<string, string>>, modules: readonly string[]) => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "jig-imports-")));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
    mkdirSync(join(root, ".venv", "bin"), { recursive: true });
    symlinkSync(hostPython(), join(root, ".venv", "bin", "python"));
    const host = realHost();
    const layout = layoutAt(host, { root, file: "jig.toml", state: join(root, "state") });
    const plan: Plan = {
      version: 1,
      project: { name: "bench", id: "0a1b2c3d", root },
      platform: "linux-x64",
      steps: [],
      env: {},
      services: [],
    };
    return await checkImports({ host, layout, plan, signal: new AbortController().signal }, { modules });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

const failedIn = (outcome: Awaited<ReturnType<typeof checkIn>>) =>
  outcome.ok || outcome.failure.reason !== "import-failed" ? null : outcome.failure.modules;

test("files of the project that are called like Python's own modules are not run for the check itself", async () => {
  const broken = 'raise RuntimeError("not asked for")\n';
  const files = { "json.py": broken, "importlib.py": broken, "codecs.py": broken, "own.py": "" };
  expect((await checkIn(files, ["own", "decimal"])).ok).toBe(true);
});

test("what a service would get is what is checked: a `json.py` of the project comes before Python's", async () => {
  const files = { "json.py": 'raise RuntimeError("line 1\\nmy\\tjson")\n', "needs.py": "import json\n" };
  expect(failedIn(await checkIn(files, ["json", "needs", "own_and_missing"]))).toEqual([
    { module: "json", error: "RuntimeError: my\tjson" },
    { module: "needs", error: "RuntimeError: my\tjson" },
    { module: "own_and_missing", error: "ModuleNotFoundError: No module named 'own_and_missing'" },
  ]);
});

test("a module that prints does not disturb the check, and one that ends Python is named", async () => {
  const files = { "loud.py": 'print("failed\\tloud\\tno")\n', "last.py": "import os\nos._exit(3)\n" };
  expect(failedIn(await checkIn(files, ["loud", "last", "never"]))?.map(({ module }) => module)).toEqual([
    "last",
  ]);
});
