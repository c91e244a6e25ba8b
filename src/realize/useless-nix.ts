// That a Nix was of no use a little while ago, and why: a file in the state folder, so that nobody waits for it again at
// each command. What failed for the sake of some packages says nothing about others.

import { join } from "node:path";

import { isRecord } from "../base/is-record.ts";
import type { PackagesStep } from "../plan/plan.ts";
import { fileMark } from "./current-steps.ts";
import { nixFolder } from "./packages-outcome.ts";
import type { StepContext } from "./realize-context.ts";

/** It is asked again after this long. */
const FORGET_AFTER_MS = 10 * 60_000;

type Remembering = Pick<StepContext, "host" | "layout">;

const uselessFile = (layout: StepContext["layout"]): string => join(nixFolder(layout), "useless.json");

/** @param step whose packages it is about; null when it is about Nix, whatever is asked of it */
export const rememberUseless = (
  { host, layout }: Remembering,
  { nix, why, step }: { readonly nix: string; readonly why: string; readonly step: PackagesStep | null },
): void => {
  const at = host.now().getTime();
  const source = host.env["JIG_NIXPKGS"] ?? "";
  host.files.writeText(
    uselessFile(layout),
    `${JSON.stringify({ nix, mark: fileMark(host, nix), source, packages: step?.digest ?? null, why, at })}\n`,
  );
};

/** Why this same Nix was of no use for this a little while ago; null when it should be asked. */
export const readUseless = (
  { host, layout }: Remembering,
  { nix, step }: { readonly nix: string; readonly step: PackagesStep },
): string | null => {
  const known = parseJson(host.files.readText(uselessFile(layout)) ?? "null");
  if (!isRecord(known) || typeof known["why"] !== "string") return null;
  const isSame =
    known["nix"] === nix &&
    (known["packages"] === null || known["packages"] === step.digest) &&
    known["mark"] === fileMark(host, nix) &&
    known["source"] === (host.env["JIG_NIXPKGS"] ?? "");
  const age = Math.abs(host.now().getTime() - Number(known["at"]));
  return isSame && age < FORGET_AFTER_MS ? known["why"] : null;
};

/** It was of use. */
export const forgetUseless = ({ host, layout }: Remembering): void => {
  host.files.remove(uselessFile(layout));
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
