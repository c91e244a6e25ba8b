// What an installed package says that it needs. Reads only, and asks no index.

import { join } from "node:path";

import type { Files } from "../../host/host.ts";
import { sitePackagesOf } from "../../probe/python/environment-state.ts";
import { requirementName } from "../../plan/requirements/requirement-text.ts";

export interface Need {
  /** As in PEP 503. */
  readonly name: string;
  /** Only whoever asked for an extra of the package needs it. */
  readonly isOfExtra: boolean;
}

/** @param record its `.dist-info` folder */
export const needsOf = (files: Files, venv: string, record: string): readonly Need[] => {
  const site = sitePackagesOf(files, venv);
  const metadata = site === null ? null : files.readText(join(site, record, "METADATA"));
  const [head = ""] = (metadata ?? "").split(/\r?\n\r?\n/, 1);
  return [...head.matchAll(/^Requires-Dist: (.+)$/gm)].flatMap(([, text = ""]) => {
    const name = requirementName(text);
    return name === null ? [] : [{ name, isOfExtra: /;.*\bextra\s*==/.test(text) }];
  });
};
