// Writes down the versions that a probe learnt, for the next one. Called by who may write; never by the probe itself.

import { errorCode } from "../../host/files/file-error.ts";
import type { Host } from "../../host/host.ts";
import type { Facts } from "../../plan/facts.ts";
import type { Layout } from "../../plan/layout.ts";
import { findPythons } from "../python/pythons.ts";
import { readKnownTools, stillHolds, toolsFile, type KnownTool } from "./tool-versions.ts";
import { findUvs } from "./tools.ts";
import { isStandIn } from "./xcode.ts";

/**
 * Remembers the tools of facts that a whole (not quick) probe found, and that the other candidates do not fit, so that
 * the next probe starts no program. Writes nothing when nothing is new, or when the machine refuses: it is only a cache.
 */
export const rememberTools = (host: Host, layout: Layout, facts: Facts): void => {
  const before = readKnownTools(host, layout);
  const learnt = new Map<string, KnownTool>();
  for (const [path, version] of versionsOf(host, layout, facts)) {
    const real = host.files.realPath(path);
    const stat = real === null ? null : host.files.stat(real);
    if (real === null || stat === null || learnt.has(real)) continue;
    // That it does not answer may change by an installation that leaves the stand-in's file as it is.
    if (version === null && isStandIn(host, path)) continue;
    const known = before[real];
    if (known?.version === version && stillHolds(host, known, stat)) continue;
    learnt.set(real, { size: stat.size, modified: stat.modified, version, at: host.now().getTime() });
  }
  if (learnt.size === 0) return;
  const kept = Object.entries(before).filter(([path]) => host.files.stat(path) !== null);
  const tools = Object.fromEntries([...kept, ...learnt]);
  unlessRefused(() => {
    host.files.makeFolder(layout.cache);
    host.files.writeText(toolsFile(layout), `${JSON.stringify({ version: 1, tools }, null, 1)}\n`);
  });
};

/** A full disk, or a folder that a `sudo jig` made, costs time and no more. */
const unlessRefused = (write: () => void): void => {
  try {
    write();
  } catch (error) {
    if (errorCode(error) === "") throw error;
  }
};

/** Every program that the probe asked, and what it answered. */
const versionsOf = (
  host: Host,
  layout: Layout,
  facts: Facts,
): readonly (readonly [string, string | null])[] => {
  const versions = new Map(facts.pythons.map(({ path, version }) => [path, version]));
  const uvs = findUvs(host);
  const asked = facts.uv === null ? uvs : uvs.slice(0, uvs.indexOf(facts.uv.path) + 1);
  return [
    ...findPythons(host, layout).map((path) => [path, versions.get(path) ?? null] as const),
    ...asked.map((path) => [path, path === facts.uv?.path ? facts.uv.version : null] as const),
    ...(facts.git === null ? [] : [[facts.git.path, facts.git.version] as const]),
  ];
};
