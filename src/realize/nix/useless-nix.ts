// That a Nix was of no use a little while ago, and why: a file in the state folder, so that nobody waits for it again at
// each command. What failed for the sake of some packages says nothing about others.

import { parseRecord } from "../../base/parse-json.ts";
import { join } from "node:path";

import type { PackagesStep } from "../../plan/step.ts";
import { fileMark } from "../current-steps.ts";
import { nixFolder, readOutcome, writeOutcome } from "./packages-outcome.ts";
import type { StepContext } from "../realize-context.ts";

/** What failed: the question whether it works at all, or the one for packages. */
export type NixQuestion = "whether-it-works" | "for-packages";

/** It is asked again after this long. */
const FORGET_AFTER_MS = 10 * 60_000;

type Remembering = Pick<StepContext, "host" | "layout">;

const uselessFile = (layout: StepContext["layout"]): string => join(nixFolder(layout), "useless.json");

interface Useless {
  readonly nix: string;
  readonly why: string;
  /** Whose packages it is about; null when it is about Nix, whatever is asked of it. */
  readonly step: PackagesStep | null;
  readonly asked: NixQuestion;
}

export const rememberUseless = ({ host, layout }: Remembering, { nix, why, step, asked }: Useless): void => {
  const at = host.now().getTime();
  const source = host.env["JIG_NIXPKGS"] ?? "";
  const packages = step?.digest ?? null;
  const known = { nix, mark: fileMark(host, nix), source, packages, why, asked, at };
  host.files.writeText(uselessFile(layout), `${JSON.stringify(known)}\n`);
};

interface Asked {
  readonly nix: string;
  readonly step: PackagesStep;
}

/** Why this same Nix was of no use for this a little while ago; null when it should be asked. */
export const readUseless = (remembering: Remembering, asked: Asked): string | null => {
  const last = lastUseless(remembering, asked);
  if (last === null) return null;
  return Math.abs(remembering.host.now().getTime() - last.at) < FORGET_AFTER_MS ? last.why : null;
};

/** The same, however long ago that was. */
export const lastUseless = (
  { host, layout }: Remembering,
  { nix, step }: Asked,
): { readonly why: string; readonly asked: NixQuestion; readonly at: number } | null => {
  const known = readKnown({ host, layout });
  if (known === null || typeof known["why"] !== "string") return null;
  const isSame =
    known["nix"] === nix &&
    (known["packages"] === null || known["packages"] === step.digest) &&
    known["mark"] === fileMark(host, nix) &&
    known["source"] === (host.env["JIG_NIXPKGS"] ?? "");
  const asked = known["asked"] === "for-packages" ? "for-packages" : "whether-it-works";
  return isSame ? { why: known["why"], asked, at: Number(known["at"]) } : null;
};

/** It was of use. */
export const forgetUseless = ({ host, layout }: Remembering): void => {
  host.files.remove(uselessFile(layout));
};

/** Whoever wants packages next asks it again, however little time has passed. */
export const askNextTime = ({ host, layout }: Remembering): void => {
  const known = readKnown({ host, layout });
  if (known !== null) host.files.writeText(uselessFile(layout), `${JSON.stringify({ ...known, at: 0 })}\n`);
  const outcome = readOutcome(host, layout);
  if (outcome !== null && outcome.why !== null)
    writeOutcome(host, layout, { ...outcome, asksAgainAt: host.now().getTime() });
};

const readKnown = ({ host, layout }: Remembering): Readonly<Record<string, unknown>> | null =>
  parseRecord(host.files.readText(uselessFile(layout)) ?? "");
