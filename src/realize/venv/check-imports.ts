// Imports modules in the environment that a service gets: what works here works there.

import { fail, ok, type Result } from "../../base/result.ts";
import { activateEnvironment } from "../../activate/activate-environment.ts";
import type { ImportCheckStep } from "../../plan/step.ts";
import { venvPython } from "../../probe/python/environment-state.ts";
import { systemEnvironmentFor } from "../system-environment.ts";
import type { Applied, StepContext } from "../realize-context.ts";
import type { ImportFailed, RealizeFailure } from "../realize-failure.ts";

const TIMEOUT_MS = 120_000;

/**
 * One process for all modules; each failure is told, not only the first. A line before each import says which one is at
 * hand, should it end the process. Real stdout is kept apart: a module may print. Nothing is imported here that Python has
 * not imported by itself already: a `json.py` of the project would be run for it, or hidden by it from who gets it later.
 */
const script = `
import os, sys
out = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="backslashreplace")
os.dup2(2, 1)
def tell(*words):
    out.write("\\t".join(words) + "\\n")
    out.flush()
for name in sys.argv[1:]:
    tell("begun", name)
    try:
        __import__(name)
    except BaseException as error:
        text = str(error).strip().split("\\n")[-1]
        tell("failed", name, type(error).__name__ + (": " + text if text else ""))
tell("ended")
os._exit(0)
`;

export const checkImports = async (
  context: Pick<StepContext, "host" | "layout" | "plan" | "signal">,
  step: Pick<ImportCheckStep, "modules">,
): Promise<Result<Applied, RealizeFailure>> => {
  const { host, layout, plan, signal } = context;
  const env = activateEnvironment(host.env, {
    venv: layout.venv,
    env: plan.env,
    system: systemEnvironmentFor(host, layout, plan),
  });
  const argv = [venvPython(layout.venv), "-c", script, ...step.modules] as const;
  // Python puts the working folder first on its path with `-c`: a `numpy.py` there is what a notebook would get too.
  const ran = await host.run({ argv, cwd: layout.root, env, timeoutMs: TIMEOUT_MS, signal });
  const lines = ran.kind === "failed-to-start" ? [] : readTelling(ran.stdout);
  const failed: ImportFailed["modules"][number][] = lines.flatMap(([what, module = "", error = ""]) =>
    what === "failed" ? [{ module, error }] : [],
  );
  if (lines.at(-1)?.[0] !== "ended") {
    const begun = lines.findLast(([what]) => what === "begun")?.[1];
    failed.push({ module: begun ?? step.modules[0] ?? "", error: endOf(ran) });
  }
  return failed.length > 0
    ? fail({ reason: "import-failed", modules: failed })
    : ok({
        title: `${step.modules.join(", ")} ${step.modules.length === 1 ? "imports" : "import"}`,
        memory: {},
      });
};

/** Lines of words parted by tabs: what, which module, and why; the last may hold tabs of its own. */
const readTelling = (stdout: string): readonly (readonly string[])[] =>
  stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [what = "", module = "", ...error] = line.split("\t");
      return [what, module, error.join("\t")];
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
