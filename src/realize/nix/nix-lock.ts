// The lock that Nix keeps beside jig's own flake. Nix follows it wherever it leads, so only one that leads to the nixpkgs
// of the plan is left to it; it writes another.

import { parseJson } from "../../base/parse-json.ts";
import { join } from "node:path";

import { isRecord } from "../../base/is-record.ts";
import type { Files } from "../../host/host.ts";
import { isRevision } from "../../plan/nixpkgs.ts";

/** Removes what a full disk or a kill left of it, which would be an error to Nix for good, and what somebody else put there. */
export const removeForeignLock = (
  files: Files,
  { folder, nixpkgs }: { readonly folder: string; readonly nixpkgs: string },
): void => {
  const path = join(folder, "flake.lock");
  const kind = files.lstat(path)?.kind;
  if (kind === undefined) return;
  if (kind !== "file" || !leadsToNixpkgs(files.readText(path) ?? "", nixpkgs)) files.remove(path);
};

/** Whether a lock has nixpkgs' own repository behind the name, at this revision where it is one. */
export const leadsToNixpkgs = (lock: string, branchOrRevision: string): boolean => {
  const parsed = parseJson(lock);
  if (!isRecord(parsed) || typeof parsed["root"] !== "string") return false;
  const { nodes, root } = parsed;
  const names = inside(nodes, root, "inputs");
  const name = isRecord(names) && Object.keys(names).length === 1 ? names["nixpkgs"] : null;
  const locked = typeof name === "string" ? inside(nodes, name, "locked") : null;
  return (
    isRecord(locked) &&
    locked["type"] === "github" &&
    locked["owner"] === "NixOS" &&
    locked["repo"] === "nixpkgs" &&
    // Others' servers speak GitHub's language, too.
    locked["host"] === undefined &&
    locked["dir"] === undefined &&
    (!isRevision(branchOrRevision) || locked["rev"] === branchOrRevision)
  );
};

const inside = (value: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>((found, key) => (isRecord(found) ? found[key] : undefined), value);
