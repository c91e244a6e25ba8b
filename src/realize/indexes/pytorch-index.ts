// Where PyTorch's own indexes are: one a build, below one address. No lock names it: `JIG_PYTORCH_INDEX` is another place
// that has the same files, a mirror for instance.

import type { Host } from "../../host/host.ts";

// As in "Using uv with PyTorch" and PyTorch's own "Get started", seen 2026-11-23.
const USUAL = "https://download.pytorch.org/whl";

const PREFIX = "pytorch-";

/** How an index is called in a lock: `pytorch-cu130`. */
export const pytorchIndexName = (build: string): string => `${PREFIX}${build}`;

/** Its address, by its name in a lock; null for another index. */
export const pytorchIndexAddress = (host: Pick<Host, "env">, name: string): string | null => {
  if (!name.startsWith(PREFIX)) return null;
  return `${baseOf(host)}/${name.slice(PREFIX.length)}`;
};

/** The name of the one that is at an address; null when none is. */
export const pytorchIndexAt = (host: Pick<Host, "env">, address: string): string | null => {
  const base = [baseOf(host), USUAL].find((each) => address.startsWith(`${each}/`));
  const build = base === undefined ? "" : address.slice(base.length + 1);
  return /^\w+$/.test(build) ? pytorchIndexName(build) : null;
};

const baseOf = (host: Pick<Host, "env">): string => {
  const named = host.env["JIG_PYTORCH_INDEX"] ?? "";
  return (named === "" ? USUAL : named).replace(/\/+$/, "");
};
