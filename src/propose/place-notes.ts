// What is to be said of the place that a folder is in, whatever it holds.

import type { Facts } from "../plan/facts.ts";
import type { Layout } from "../plan/layout.ts";

/** Something that stands in the way; nothing when nothing does. */
export const againstColons = ({ layout }: { readonly layout: Layout }): readonly string[] =>
  layout.root.includes(":") ? [COLON] : [];

const COLON = "the path of this folder holds a `:`, which no folder of a Python may have: rename it";

/** Windows' own file system, and folders that are copied to a cloud: thousands of small files are slow there, or break. */
export const againstSlowDisks = ({
  facts,
  layout,
}: {
  readonly facts: Facts;
  readonly layout: Layout;
}): readonly string[] => {
  if (facts.wsl !== null && /^\/mnt\/[a-z]\//.test(layout.root)) {
    return ["this folder is on Windows' disk, where packages are slow: one below your Linux home is better"];
  }
  if (/\/(?:OneDrive|Dropbox|iCloud Drive|Mobile Documents)[^/]*\//i.test(`${layout.root}/`)) {
    return ["this folder is copied to a cloud, and `.venv` would be too: one outside of it is better"];
  }
  return [];
};
