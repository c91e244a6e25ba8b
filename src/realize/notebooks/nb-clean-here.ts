// The nb-clean that jig brought: where it is, whether it is there, and whether there can be one. It brings none.

import { join } from "node:path";

import type { Host } from "../../host/host.ts";
import { NB_CLEAN_VERSION, nbCleanWheels } from "../../notebooks/nb-clean-releases.ts";
import type { Layout } from "../../plan/layout.ts";
import { probePlatform } from "../../probe/machine/platform.ts";
import { wheelHere } from "../indexes/wheel-here.ts";

/** Where jig keeps the nb-clean that it brought. */
export const cachedNbClean = ({ cache }: Pick<Layout, "cache">): string =>
  join(cache, "nb-clean", NB_CLEAN_VERSION, "nb-clean");

/** Whether one is made for this machine. */
export const isNbCleanMade = (host: Host): boolean =>
  wheelHere({ host, facts: { libc: probePlatform(host).libc } }, nbCleanWheels) !== undefined;

/** Whether it is there. It costs one look at a file. */
export const hasNbClean = (host: Host, layout: Pick<Layout, "cache">): boolean =>
  host.files.isExecutable(cachedNbClean(layout));
