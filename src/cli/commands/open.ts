// `jig open`: a service's page in the browser, or the link that works on standard output. It starts no service.

import type { ServiceStatus } from "../../api/contract.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import type { ServiceSpec } from "../../plan/services/service-spec.ts";
import { sayNotFetched, sayNotOpened } from "../../show/say-notes.ts";
import { openPage } from "../browser/open-page.ts";
import { tellStop, type JigContext } from "../context.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import type { OpenFlags } from "../command-line/flags.ts";
import { checkNames, readServices } from "../services/known-services.ts";
import { linkFor } from "../browser/link-for.ts";
import { planProject } from "../project/plan-project.ts";
import { stopFor, type Stop } from "../answer/stop.ts";

export async function open(context: JigContext, flags: OpenFlags, name?: string): Promise<void> {
  const planned = await planProject(context, { directory: flags.directory, locking: "when-needed" });
  if (!planned.ok) return tellStop(context, planned.failure);
  const { plan, layout, facts } = planned.value;
  const chosen = choose(plan.services, await readServices(layout), name);
  if (!chosen.ok) return tellStop(context, chosen.failure);
  const { spec, url } = chosen.value;
  const link = linkFor(context.host, spec, url);
  if (flags.print) return context.out.write(`${link}\n`);
  const opened = await openPage(facts, { link, signal: context.interruption() });
  if (opened.kind === "opened") return;
  // With its token for the person at the terminal alone; elsewhere `--print` is how one asks for that.
  const isShown = context.out.isTerminal;
  context.out.write(`${isShown ? link : url}\n`);
  context.note(
    opened.kind === "not-opened" ? sayNotOpened(opened.reason, isShown) : sayNotFetched(spec.name, isShown),
  );
}

interface Chosen {
  readonly spec: ServiceSpec;
  readonly url: string;
}

/** The named service, or the first ready one that has a page, those first that open by themselves. */
const choose = (
  specs: readonly ServiceSpec[],
  statuses: readonly ServiceStatus[],
  name: string | undefined,
): Result<Chosen, Stop> => {
  const wrongName = checkNames(
    name === undefined ? [] : [name],
    specs.map((spec) => spec.name),
  );
  if (wrongName !== null) return fail(wrongName);
  const candidates = specs.filter((spec) => (name === undefined ? spec.page !== null : spec.name === name));
  const sorted = [...candidates.filter((spec) => spec.open), ...candidates.filter((spec) => !spec.open)];
  for (const spec of sorted) {
    const status = statuses.find((candidate) => candidate.name === spec.name);
    if (status?.ready === true && status.url !== null) return ok({ spec, url: status.url });
  }
  const [first] = sorted;
  if (first === undefined) {
    return fail(
      stopFor(exitCodes.failed, { code: "no-page", message: "no service of this project has a page" }),
    );
  }
  const message =
    first.page === null
      ? `service \`${first.name}\` has no page`
      : name === undefined
        ? "no service with a page is ready"
        : `service \`${first.name}\` is not ready`;
  return fail(stopFor(exitCodes.failed, { code: "no-page", message, hint: "`jig up` starts the services" }));
};
