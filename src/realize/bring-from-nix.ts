// Has Nix realize the packages of a plan, once, and keeps their environment. jig's own flake lies in the state folder and
// is evaluated from inside it, so that nothing of the project (its path, git's index, its data) plays a part.

import { join } from "node:path";

import { isRecord } from "../base/is-record.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { Host } from "../host/host.ts";
import type { PackagesStep } from "../plan/plan.ts";
import { fileMark } from "./current-steps.ts";
import { explainNix } from "./explain-nix.ts";
import { nixFlakeText } from "./nix-flake-text.ts";
import { nixFolder, nixProfile } from "./packages-outcome.ts";
import { readNixEnvironment, type NixEnvironment } from "./read-nix-environment.ts";
import type { StepContext } from "./realize-context.ts";
import type { BlamedPackage, RealizeFailure } from "./realize-failure.ts";
import { runNix, type NixRan } from "./run-nix.ts";

/** The environment, or why Nix, which is there, cannot give it. */
export type Brought = NixEnvironment | { readonly why: string };

/** What answers at once when all is well. */
const FIRST_SILENCE_MS = 15_000;
const SILENCE_MS = 60_000;
/** A Nix that was of no use is asked again after this long. */
const FORGET_AFTER_MS = 10 * 60_000;

/** Fails only with what the description is to blame for: names that nixpkgs does not have, or not for this system. */
export const bringFromNix = async (
  context: StepContext,
  { step, nix }: { readonly step: PackagesStep; readonly nix: string },
): Promise<Result<Brought, RealizeFailure>> => {
  const { host, layout, progress } = context;
  const remembered = readUseless(context, nix);
  if (remembered !== null) return ok({ why: remembered });
  const folder = join(nixFolder(layout), "flake");
  host.files.makeFolder(folder);
  host.files.writeText(join(folder, "flake.nix"), nixFlakeText(step), 0o644);
  const ask = (args: readonly string[], silenceMs: number): Promise<NixRan> =>
    runNix(context, { nix, args, folder, silenceMs });
  const useless = (ran: NixRan, silenceMs: number): Result<Brought, RealizeFailure> => {
    // It was the user who ended it.
    if (context.signal.aborted) return fail({ reason: "interrupted" });
    const why = explainNix(ran, silenceMs);
    rememberUseless(context, nix, why);
    return ok({ why });
  };
  // Whether it works at all is known in a moment; a download may take long, and may not be cut short.
  const version = await ask(["eval", "--raw", "--expr", "builtins.nixVersion"], FIRST_SILENCE_MS);
  if (!isWell(version)) return useless(version, FIRST_SILENCE_MS);
  progress("asking Nix for the packages");
  const source = sourceOf(host);
  const entered = await ask(
    ["print-dev-env", "--json", "--profile", nixProfile(layout), ...source, "path:."],
    SILENCE_MS,
  );
  const brought = isWell(entered) ? readNixEnvironment(entered.ran.stdout) : null;
  if (brought !== null) {
    forgetFormer(context);
    return ok(brought);
  }
  if (context.signal.aborted || entered.wasSilent) return useless(entered, SILENCE_MS);
  const troubles = await ask(["eval", "--json", ...source, "path:.#troubles"], SILENCE_MS);
  const blamed = isWell(troubles) ? readTroubles(troubles.ran.stdout, step) : [];
  return blamed.length > 0
    ? fail({ reason: "packages-unknown", packages: blamed, system: step.system })
    : useless(entered, SILENCE_MS);
};

/** Another nixpkgs than GitHub's: a mirror, a copy on a machine without network. */
const sourceOf = ({ env }: Host): readonly string[] => {
  const reference = env["JIG_NIXPKGS"] ?? "";
  return reference === "" ? [] : ["--override-input", "nixpkgs", reference];
};

const isWell = (asked: NixRan): asked is NixRan & { ran: { kind: "exited"; stdout: string } } =>
  asked.ran.kind === "exited" && asked.ran.code === 0;

const readTroubles = (stdout: string, step: PackagesStep): readonly BlamedPackage[] => {
  const parsed = parseJson(stdout);
  if (!Array.isArray(parsed)) return [];
  return parsed.flatMap((trouble: unknown) => {
    if (!isRecord(trouble) || typeof trouble["attribute"] !== "string") return [];
    const { attribute, exists, unfree, systems } = trouble;
    const place = step.packages.find((candidate) => candidate.attribute === attribute)?.why ?? step.why;
    return [
      {
        attribute,
        place,
        trouble: exists !== true ? "unknown" : unfree === true ? "unfree" : "not-for-this-system",
        systems: Array.isArray(systems) ? systems.filter((system) => typeof system === "string") : [],
      } as const,
    ];
  });
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** Each former environment would be kept from being collected for ever. */
const forgetFormer = ({ host: { files }, layout }: StepContext): void => {
  const current = files.readLink(nixProfile(layout));
  for (const name of files.list(nixFolder(layout)) ?? []) {
    if (/^profile-\d+-link$/.test(name) && name !== current) files.remove(join(nixFolder(layout), name));
  }
  files.remove(uselessFile(layout));
};

const uselessFile = (layout: StepContext["layout"]): string => join(nixFolder(layout), "useless.json");

const rememberUseless = ({ host, layout }: StepContext, nix: string, why: string): void => {
  const at = host.now().getTime();
  const source = host.env["JIG_NIXPKGS"] ?? "";
  host.files.writeText(
    uselessFile(layout),
    `${JSON.stringify({ nix, mark: fileMark(host, nix), source, why, at })}\n`,
  );
};

/** Why this same Nix was of no use a little while ago; null when it should be asked. */
const readUseless = ({ host, layout }: StepContext, nix: string): string | null => {
  const known = parseJson(host.files.readText(uselessFile(layout)) ?? "null");
  if (!isRecord(known) || typeof known["why"] !== "string") return null;
  const isSame =
    known["nix"] === nix &&
    known["mark"] === fileMark(host, nix) &&
    known["source"] === (host.env["JIG_NIXPKGS"] ?? "");
  const age = Math.abs(host.now().getTime() - Number(known["at"]));
  return isSame && age < FORGET_AFTER_MS ? known["why"] : null;
};
