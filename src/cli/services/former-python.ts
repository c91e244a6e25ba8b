// The environment got another Python below services that run. They and their kernels go on with the one that they were
// started with; who has notebooks open there is told which, and what to do. It stops nothing.

import type { Facts, PythonFact } from "../../plan/facts.ts";
import type { Layout } from "../../plan/layout.ts";
import type { Plan } from "../../plan/plan.ts";
import { venvPython, venvVersion } from "../../probe/python/environment-state.ts";
import { removeFormerLibraries } from "../../realize/installed/former-libraries.ts";
import type { Problem } from "../../show/problems/draw-problem.ts";
import type { Reporter } from "../../show/reporter.ts";
import { sayFormerPython } from "../../show/environment/say-former-python.ts";
import { findLiveWork } from "../../supervise/ports/live-work.ts";
import { readOlder } from "../../supervise/records/read-older.ts";
import { readServiceRecord } from "../../supervise/records/records.ts";
import { readStatus } from "../../supervise/records/read-status.ts";
import type { JigContext } from "../context.ts";

/** Whether a service of the project runs, as far as it can be proven. */
export const areServicesRunning = (layout: Layout): boolean =>
  readStatus(layout).some(({ pid }) => pid !== null);

/** Tells who goes on with a former Python; its packages go when nothing runs any more that could need them. */
export const tendFormerPython = async (
  context: JigContext,
  {
    before,
    reporter,
    ...now
  }: {
    readonly plan: Plan;
    readonly layout: Layout;
    readonly before: Facts["venv"];
    readonly reporter: Reporter;
  },
): Promise<void> => {
  const { files } = context.host;
  removeFormerLibraries(files, now.layout.venv, () => areServicesRunning(now.layout));
  for (const former of await findFormerPythons(context, now, before))
    reporter.report({ event: "diagnostic", at: context.host.now().toISOString(), ...former });
};

/** What to tell, for each Python that something goes on with; nothing when the Python stayed. */
const findFormerPythons = async (
  { host: { files } }: JigContext,
  { plan, layout }: { readonly plan: Plan; readonly layout: Layout },
  before: Facts["venv"],
): Promise<readonly Problem[]> => {
  if (before.kind !== "ours") return [];
  const version = venvVersion(files, layout.venv);
  const path = files.realPath(venvPython(layout.venv));
  if (version === null || path === null || isSame(before.python, { version, path })) return [];
  const python = { version, path };
  const older = readOlder(layout, plan.services).flatMap((service) => {
    // It may have been started in one before the one that was there until now.
    const former = readServiceRecord(layout.state, service)?.venv?.python ?? before.python;
    return isSame(former, python) ? [] : [{ service, former }];
  });
  if (older.length === 0) return [];
  const work = await findLiveWork(layout);
  const formers = new Map(older.map(({ former }) => [`${former.version} ${former.path}`, former]));
  return [...formers.values()].map((former) => {
    const services = older.flatMap((one) => (isSame(one.former, former) ? one.service : []));
    const kernels = work.filter(({ service }) => services.includes(service));
    return sayFormerPython({ former, python, services, kernels });
  });
};

/** A program that got another name is the same; without a path of before, the version decides. */
const isSame = (before: PythonFact, now: PythonFact): boolean =>
  before.version === now.version && before.path === now.path;
