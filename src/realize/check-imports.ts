// Imports modules in the environment that a service gets: what works here works there.

import { fail, ok, type Result } from "../base/result.ts";
import { activateEnvironment } from "../activate/activate-environment.ts";
import type { ImportCheckStep } from "../plan/plan.ts";
import { venvPython } from "../probe/environment-state.ts";
import type { Applied, StepContext } from "./realize-context.ts";
import type { ImportFailed, RealizeFailure } from "./realize-failure.ts";

const TIMEOUT_MS = 120_000;

/**
 * One process for all modules; each failure is told, not only the first. A line before each import says which one is at
 * hand, should it end the process. Real stdout is kept apart: a module may print.
 */
const script = `
import importlib, json, os, sys
out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
def tell(**what):
    out.write(json.dumps(what) + "\\n")
    out.flush()
for name in sys.argv[1:]:
    tell(begun=name)
    try:
        importlib.import_module(name)
    except BaseException as error:
        text = str(error).strip().split("\\n")[-1]
        tell(failed=name, error=type(error).__name__ + (": " + text if text else ""))
tell(begun=None)
os._exit(0)
`;

export const checkImports = async (
  context: StepContext,
  step: ImportCheckStep,
): Promise<Result<Applied, RealizeFailure>> => {
  const { host, layout, plan, signal } = context;
  const env = activateEnvironment(host.env, { venv: layout.venv, env: plan.env });
  const argv = [venvPython(layout.venv), "-c", script, ...step.modules] as const;
  // Python puts the working folder first on its path with `-c`: a `numpy.py` there is what a notebook would get too.
  const ran = await host.run({ argv, cwd: layout.root, env, timeoutMs: TIMEOUT_MS, signal });
  const lines = ran.kind === "failed-to-start" ? [] : readTelling(ran.stdout);
  const failed: ImportFailed["modules"][number][] = lines.flatMap(({ failed: module, error }) =>
    typeof module === "string" ? [{ module, error: error ?? "" }] : [],
  );
  const begun = lines.findLast((line) => line.begun !== undefined)?.begun;
  if (begun !== null) failed.push({ module: begun ?? step.modules[0] ?? "", error: endOf(ran) });
  return failed.length > 0
    ? fail({ reason: "import-failed", modules: failed })
    : ok({
        title: `${step.modules.join(", ")} ${step.modules.length === 1 ? "imports" : "import"}`,
        memory: {},
      });
};

interface Telling {
  readonly begun?: string | null;
  readonly failed?: string;
  readonly error?: string;
}

const readTelling = (stdout: string): readonly Telling[] =>
  stdout.split("\n").flatMap((line) => {
    try {
      const parsed: Telling | null = JSON.parse(line);
      return parsed === null ? [] : [parsed];
    } catch {
      return [];
    }
  });

/** How a Python that did not come to its end ended. */
const endOf = (ran: Awaited<ReturnType<StepContext["host"]["run"]>>): string => {
  switch (ran.kind) {
    case "failed-to-start":
      return ran.message;
    case "killed":
      return ran.timedOut ? `did not end within ${TIMEOUT_MS / 1000} s` : `Python was ended by ${ran.signal}`;
    case "exited":
      return ran.stderr.trim().split("\n").at(-1) ?? `Python ended with ${ran.code}`;
  }
};
