// Trying a notebook's kernel once for an environment, while the services start, and what came of it. A project without JupyterLab costs nothing
// here, and one whose kernel was tried a look at one small file.

import { join } from "node:path";

import { digestOf } from "../../../base/digest.ts";
import type { Layout } from "../../../plan/layout.ts";
import type { Plan } from "../../../plan/plan.ts";
import type { ServiceSpec } from "../../../plan/services/service-spec.ts";
import { renderService } from "../../../plan/render/render-service.ts";
import type { KernelFailure } from "../../../realize/venv/check-kernel.ts";
import type { Problem } from "../../../show/problems/draw-problem.ts";
import type { JigContext } from "../../context.ts";
import { projectEnvironment } from "./project-environment.ts";
import type { Prepared } from "./prepared.ts";

/** Packages that bring libraries of their own, so that an environment can be wrong for them alone. */
const TELLING = ["numpy", "pandas", "matplotlib", "zmq"];

/** What is wrong with the kernels of the project; null when nothing is, when it was tried before, or cannot be told. */
export const checkKernelOnce = async (
  context: JigContext,
  prepared: Pick<Prepared, "plan" | "layout" | "system">,
  signal: AbortSignal,
): Promise<Problem | null> => {
  const { plan, layout } = prepared;
  const service = kernelsOf(plan);
  if (service === undefined || plan.steps.every(({ kind }) => kind !== "install")) return null;
  const { files } = context.host;
  const key = keyOf(plan, service, files.stat(layout.venv)?.inode ?? 0);
  const known = readRecord(context, layout);
  if (known?.key === key && known.problem === null) return null;
  const ports = Object.fromEntries(
    plan.services.flatMap(({ name, port }) => (port === null ? [] : [[name, port.number]])),
  );
  const rendered = renderService(service, { ports, env: projectEnvironment(context, prepared) });
  if (!rendered.ok) return null;
  // The supervisor writes the same, perhaps a moment later.
  for (const { path, content } of service.files.filter((file) => file.path.endsWith("/kernel.json"))) {
    files.makeFolder(join(path, ".."));
    files.writeText(path, content);
  }
  const { checkKernel } = await import("../../../realize/venv/check-kernel.ts");
  const checked = await checkKernel(
    { host: context.host, layout, signal },
    { modules: modulesOf(plan), ifInstalled: TELLING, env: rendered.value.env },
  );
  if (checked === null) return null;
  const problem = checked.ok ? null : sayFailure(checked.failure, plan, service);
  const record: KernelRecord = { key, at: context.host.now().toISOString(), problem };
  files.writeText(recordPath(layout), JSON.stringify(record));
  return problem;
};

/** What the last try of this very environment met, as it was told, and when that was; null when it met nothing. */
export const lastKernelProblem = (
  context: JigContext,
  { plan, layout }: Pick<Prepared, "plan" | "layout">,
): { readonly problem: Problem; readonly at: string } | null => {
  const service = kernelsOf(plan);
  const record = service === undefined ? null : readRecord(context, layout);
  if (service === undefined || record === null || record.problem === null) return null;
  const { problem, at } = record;
  const venv = context.host.files.stat(layout.venv)?.inode ?? 0;
  return record.key === keyOf(plan, service, venv) ? { problem, at } : null;
};

const kernelsOf = ({ services }: Plan): ServiceSpec | undefined =>
  services.find(({ live, lacks }) => live === "jupyter-kernels" && lacks === undefined);

interface KernelRecord {
  readonly key: string;
  /** ISO 8601. */
  readonly at: string;
  readonly problem: Problem | null;
}

const recordPath = ({ state }: Layout): string => join(state, "kernel-check.json");

const modulesOf = ({ steps }: Plan): readonly string[] =>
  steps.flatMap((step) => (step.kind === "import-check" ? step.modules : []));

const keyOf = (plan: Plan, service: ServiceSpec, venv: number): string =>
  digestOf({
    installed: plan.steps.flatMap(({ kind, digest }) =>
      kind === "install" || kind === "packages" ? [digest] : [],
    ),
    service: service.digest,
    modules: modulesOf(plan),
    venv,
  });

/** One that cannot be read, or is another jig's, is none. */
const readRecord = ({ host }: JigContext, layout: Layout): KernelRecord | null => {
  try {
    const record: KernelRecord | null = JSON.parse(host.files.readText(recordPath(layout)) ?? "null");
    const isWhole = typeof record?.at === "string" && typeof record.key === "string";
    return isWhole && (record.problem === null || typeof record.problem.message === "string") ? record : null;
  } catch {
    return null;
  }
};

const sayFailure = (failure: KernelFailure, { steps }: Plan, service: ServiceSpec): Problem => {
  const place = steps.find(({ kind }) => kind === "import-check")?.why ?? service.why;
  switch (failure.reason) {
    case "kernel-dead":
      return {
        severity: "error",
        code: failure.reason,
        message: "a notebook's kernel does not start",
        place: service.why,
        detail: failure.said,
        hint: "`jig run -- python -m ipykernel --version` tries it without JupyterLab",
      };
    case "kernel-import-failed": {
      const [{ module, error } = { module: "", error: "" }] = failure.modules;
      return {
        severity: "error",
        code: failure.reason,
        message: `\`${module}\` does not import in a notebook: ${error}`,
        place,
        detail: [],
        hint: `\`jig run -- python -c "import ${module}"\` tries it outside of one`,
      };
    }
    case "kernel-children-failed":
      return {
        severity: "warning",
        code: failure.reason,
        message: "what a notebook starts does not work as it does outside of one",
        place: service.why,
        detail: failure.said,
        hint: "`LD_LIBRARY_PATH` and `LD_PRELOAD` lead all programs: look for them in `[env]`, in `env` of the service and in your shell",
      };
  }
};
