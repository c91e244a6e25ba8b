// Brings the pinned nb-clean into jig's cache, as uv is brought. It sets up nothing in git, and needs no environment.

import { join } from "node:path";

import { fail, ok, type Result } from "../base/result.ts";
import type { Layout } from "../plan/layout.ts";
import { probePlatform } from "../probe/platform.ts";
import { fetchFirst, waysToWheel, wheelHere, type FetchContext } from "./fetch-wheel.ts";
import { NB_CLEAN_VERSION, nbCleanWheels } from "../notebooks/nb-clean-releases.ts";
import type { UvAttempt } from "./realize-failure.ts";

/** Where jig keeps the nb-clean that it brought. */
export const cachedNbClean = ({ cache }: Pick<Layout, "cache">): string =>
  join(cache, "nb-clean", NB_CLEAN_VERSION, "nb-clean");

/** Whether one is made for this machine. */
export const isNbCleanMade = (host: FetchContext["host"]): boolean =>
  wheelHere({ host, facts: { libc: probePlatform(host).libc } }, nbCleanWheels) !== undefined;

/** Whether it is there. It costs one look at a file. */
export const hasNbClean = ({ host, layout }: Pick<FetchContext, "host" | "layout">): boolean =>
  host.files.isExecutable(cachedNbClean(layout));

/** Why there is none: every way that was tried; none where nobody makes one for this machine. */
export type NbCleanFailure = readonly UvAttempt[];

/** Gives the path of the program, brought now where it was not there. */
export const bringNbClean = async (context: FetchContext): Promise<Result<string, NbCleanFailure>> => {
  const target = cachedNbClean(context.layout);
  if (hasNbClean(context)) return ok(target);
  if (wheelHere(context, nbCleanWheels) === undefined) return fail([]);
  const pinned = { project: "nb-clean", version: NB_CLEAN_VERSION, wheels: nbCleanWheels };
  const fetched = await fetchFirst(context, waysToWheel(context, pinned), {
    target,
    what: `nb-clean ${NB_CLEAN_VERSION}`,
  });
  return fetched.ok ? ok(target) : fetched;
};
