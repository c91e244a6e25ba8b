// Services that run from where a project's folder was before: no other part of jig would find them. It starts and stops
// nothing.

import { dirname, join } from "node:path";

import type { Host } from "../../host/host.ts";
import { layoutAt, projectsFolder } from "../../host/layout.ts";
import type { Layout } from "../../plan/layout.ts";
import { quoteWord } from "../../plan/render/render-shell.ts";
import type { FindFailure } from "../../probe/project/find-project.ts";
import { sayFormer } from "../../show/say-notes.ts";
import { findFormerPlaces, type FormerPlace } from "../../supervise/records/former-places.ts";
import type { JigContext } from "../context.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { isAtRest, readKnownServices, type KnownServices } from "./known-services.ts";
import { lookForProject } from "../project/project.ts";
import { sayFindFailure } from "../answer/say-failure.ts";
import { stopFor, type Stop } from "../answer/stop.ts";

export interface FormerServices extends KnownServices {
  readonly kind: FormerPlace["kind"];
  readonly layout: Layout;
}

/** What runs of the project's folder under another state folder; empty as a rule, and then quick to tell. */
export const findFormerServices = (
  host: Host,
  layout: Layout,
  patienceMs?: number,
): Promise<readonly FormerServices[]> =>
  readRunning(
    host,
    findFormerPlaces(projectsFolder(host), [layout.root]).filter(({ state }) => state !== layout.state),
    patienceMs,
  );

/** What runs of a folder in which no project is found any more; of several, one in another, the innermost. */
export const findStrandedServices = async (
  host: Host,
  failure: FindFailure,
  patienceMs?: number,
): Promise<readonly FormerServices[]> => {
  for (const root of strandedRoots(host, failure)) {
    const found = await readRunning(host, findFormerPlaces(projectsFolder(host), [root]), patienceMs);
    if (found.length > 0) return found;
  }
  return [];
};

const readRunning = async (
  host: Host,
  places: readonly FormerPlace[],
  patienceMs?: number,
): Promise<readonly FormerServices[]> => {
  const read = await Promise.all(
    places.map(async ({ kind, root, state }): Promise<FormerServices> => {
      const layout = layoutAt(host, { root, file: "jig.toml", state });
      return { ...(await readKnownServices(layout, patienceMs)), kind, layout };
    }),
  );
  return read.filter(({ services }) => services.some((service) => !isAtRest(service)));
};

/** The folders that were looked in. Of a path that is gone, only what is gone of it: a mistyped one means nobody. */
const strandedRoots = ({ files }: Host, failure: FindFailure): readonly string[] => {
  if (failure.reason === "no-description") return upTo(failure.folder, failure.last);
  if (failure.reason !== "no-such-folder") return [];
  const gone: string[] = [];
  let at = failure.folder;
  while (files.stat(at) === null && dirname(at) !== at) {
    gone.push(at);
    at = dirname(at);
  }
  // What is left of the path may hold links.
  const above = files.realPath(at) ?? at;
  return gone.map((path) => join(above, path.slice(at.length)));
};

const upTo = (folder: string, last: string): readonly string[] =>
  folder === last || dirname(folder) === folder ? [folder] : [folder, ...upTo(dirname(folder), last)];

/** One sentence on each, and what to do. @param directory the value of `-C` */
export const sayFormerServices = (
  found: readonly FormerServices[],
  directory: string | undefined,
): { readonly sentences: readonly string[]; readonly hint: string } => ({
  sentences: found.map(({ kind, layout, services }) => {
    const names = services.filter((service) => !isAtRest(service)).map(({ name }) => name);
    return sayFormer({ kind, root: layout.root, names });
  }),
  hint: `\`jig ${directory === undefined ? "" : `-C ${quoteWord(directory)} `}down\` stops them`,
});

/** Why there is no project, and which services go on without it. */
export const stopWithout = async (
  host: Host,
  failure: FindFailure,
  directory: string | undefined,
): Promise<Stop> => {
  const said = sayFindFailure(failure);
  const stranded = await findStrandedServices(host, failure);
  if (stranded.length === 0) return stopFor(exitCodes.usage, said);
  const { sentences, hint } = sayFormerServices(stranded, directory);
  return stopFor(exitCodes.usage, { ...said, detail: sentences, hint });
};

/**
 * Why nothing is started; null when something may be. Two benches of one folder would be in each other's way, and
 * services of a folder that is gone want somebody who knows of them.
 */
export const refuseBeside = async (
  context: JigContext,
  directory: string | undefined,
): Promise<Stop | null> => {
  const project = lookForProject(context, directory);
  if (!project.ok) return stopWithout(context.host, project.failure, directory);
  const found = await findFormerServices(context.host, project.value.layout);
  if (found.length === 0) return null;
  const { sentences, hint } = sayFormerServices(found, directory);
  const [message = "", ...detail] = sentences;
  return stopFor(exitCodes.failed, { code: "former-services", message, detail, hint });
};
