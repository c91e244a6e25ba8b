// Brings the pinned nb-clean into jig's cache, as uv is brought. It sets up nothing in git, and needs no environment.

import { fail, ok, type Result } from "../../base/result.ts";
import { fetchFirst, waysToWheel, type FetchContext } from "../indexes/fetch-wheel.ts";
import { cachedNbClean, hasNbClean } from "./nb-clean-here.ts";
import { wheelHere } from "../indexes/wheel-here.ts";
import { NB_CLEAN_VERSION, nbCleanWheels } from "../../notebooks/nb-clean-releases.ts";
import type { UvAttempt } from "../realize-failure.ts";

/** Why there is none: every way that was tried; none where nobody makes one for this machine. */
export type NbCleanFailure = readonly UvAttempt[];

/** Gives the path of the program, brought now where it was not there. */
export const bringNbClean = async (context: FetchContext): Promise<Result<string, NbCleanFailure>> => {
  const target = cachedNbClean(context.layout);
  if (hasNbClean(context.host, context.layout)) return ok(target);
  if (wheelHere(context, nbCleanWheels) === undefined) return fail([]);
  const pinned = { project: "nb-clean", version: NB_CLEAN_VERSION, wheels: nbCleanWheels };
  const fetched = await fetchFirst(context, waysToWheel(context, pinned), {
    target,
    what: `nb-clean ${NB_CLEAN_VERSION}`,
  });
  return fetched.ok ? ok(target) : fetched;
};
