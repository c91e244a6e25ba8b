// Opens the pages of services in the browser, one after the other, and says what was not opened and why.

import type { ServiceStatus } from "../../api/contract.ts";
import type { Layout } from "../../plan/layout.ts";
import type { Plan } from "../../plan/plan.ts";
import { probe } from "../../probe/probe.ts";
import { sayNotFetched, sayNotOpened } from "../../show/say-notes.ts";
import { openPage } from "./open-page.ts";
import type { JigContext } from "../context.ts";
import { linkFor } from "./link-for.ts";

export interface PagesToOpen {
  readonly plan: Plan;
  readonly layout: Layout;
  readonly services: readonly ServiceStatus[];
  /** Only services that this command has started are opened. */
  readonly names: readonly string[];
  /** The links that work, tokens and all, were shown just before. */
  readonly areLinksShown: boolean;
}

export const openPages = async (
  context: JigContext,
  { plan, layout, services, names, areLinksShown }: PagesToOpen,
): Promise<void> => {
  const pages = plan.services.flatMap((spec) => {
    const status = services.find(({ name }) => name === spec.name);
    const isWanted = spec.open && names.includes(spec.name) && status?.ready === true;
    return isWanted && status.url !== null
      ? [{ name: spec.name, link: linkFor(context.host, spec, status.url) }]
      : [];
  });
  if (pages.length === 0) return;
  const facts = await probe(context.host, layout, { quick: true, withoutGpu: true });
  const signal = context.interruption();
  // All at once: each waits for its own browser tab, and one that never comes must not hold the others.
  const opened = await Promise.all(
    pages.map(async ({ name, link }) => ({ name, opened: await openPage(facts, { link, signal }) })),
  );
  const reasons = new Set<string>();
  for (const { name, opened: outcome } of opened) {
    if (outcome.kind === "not-fetched" && !signal.aborted) {
      context.note(sayNotFetched(name));
    }
    // Where no browser was to be expected, the link is all that is needed.
    if (outcome.kind === "not-opened" && (outcome.isTried || !areLinksShown)) reasons.add(outcome.reason);
  }
  for (const reason of reasons) {
    context.note(sayNotOpened(reason));
  }
};
