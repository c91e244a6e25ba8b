// Has the packages of `[packages]`: from Nix when it is there and works, else those of this machine. Nix that does not work
// is no failure: one line says why.

import { sayCount } from "../../base/say-count.ts";
import { sha256 } from "../../base/digest.ts";
import { ok, fail, type Result } from "../../base/result.ts";
import { findPackage, foldersBesidePath } from "../../probe/tools/find-packages.ts";
import type { PackagesStep } from "../../plan/step.ts";
import { isOurVenv } from "../../probe/python/environment-state.ts";
import { isSurelyMissed } from "../../presets/system-package.ts";
import { bringFromNix } from "./bring-from-nix.ts";
import { nixMark } from "../current-steps.ts";
import { nixFlakeText } from "./nix-flake-text.ts";
import { teachLibraries, wheelLibraries } from "./nix-python.ts";
import { PATIENCE_MS, writeOutcome, type PackagesOutcome } from "./packages-outcome.ts";
import type { Applied, StepContext } from "../realize-context.ts";
import type { RealizeFailure } from "../realize-failure.ts";

export const bringPackages = async (
  context: StepContext,
  step: PackagesStep,
): Promise<Result<Applied, RealizeFailure>> => {
  const { host, layout } = context;
  const brought =
    step.nix === null ? ok({ why: null }) : await bringFromNix(context, { step, nix: step.nix });
  if (!brought.ok) return brought;
  const outcome: PackagesOutcome =
    "environment" in brought.value
      ? {
          digest: step.digest,
          way: "nix",
          why: null,
          asksAgainAt: null,
          environment: brought.value.environment,
          libraries: wheelLibraries(host.files, brought.value.libraryFolders),
          missing: [],
          found: [],
        }
      : lookHere(context, step, brought.value.why);
  // What may be here under another name stops nobody: no package of this system could bring it by nixpkgs' name.
  const stopping = outcome.missing.find((attribute) => isSurelyMissed(attribute));
  if (step.require && stopping !== undefined) {
    const place = step.packages.find(({ attribute }) => attribute === stopping)?.why ?? step.why;
    return fail({ reason: "packages-missing", missing: outcome.missing, why: outcome.why, place });
  }
  writeOutcome(host, layout, outcome);
  if (isOurVenv(host.files, layout.venv, layout)) teachLibraries(host.files, layout.venv, outcome.libraries);
  return ok({
    title: titleFor(step, outcome),
    memory: {
      nix: step.nix === null ? "" : nixMark(host, step.nix),
      nixpkgs: host.env["JIG_NIXPKGS"] ?? "",
      flake: sha256(nixFlakeText(step)),
    },
  });
};

const lookHere = ({ host }: StepContext, step: PackagesStep, why: string | null): PackagesOutcome => {
  const looked = step.packages.map(({ attribute }) => ({ attribute, found: findPackage(host, attribute) }));
  const found = [...new Set(looked.flatMap(({ found: paths }) => paths ?? []))];
  const missing = looked.flatMap(({ attribute, found: paths }) => (paths === null ? attribute : []));
  const patience = missing.length > 0 ? PATIENCE_MS.lacking : PATIENCE_MS.complete;
  return {
    digest: step.digest,
    way: "machine",
    why,
    asksAgainAt: why === null ? null : host.now().getTime() + patience,
    environment: { path: foldersBesidePath(host, found), set: {}, build: {} },
    libraries: [],
    missing,
    found,
  };
};

const titleFor = ({ packages }: PackagesStep, { way, why, missing }: PackagesOutcome): string => {
  const all = sayCount(packages.length, "system package");
  if (way === "nix") return `${all} from Nix`;
  const here =
    missing.length === 0
      ? `${all} found on this machine`
      : `looked for ${all} on this machine, found ${packages.length - missing.length}`;
  return why === null ? here : `${here}; Nix is not used: ${why}`;
};
