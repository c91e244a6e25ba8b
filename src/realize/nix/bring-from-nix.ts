// Has Nix realize the packages of a plan, once, and keeps their environment. jig's own flake lies in the state folder and
// is evaluated from inside it, so that nothing of the project (its path, git's index, its data) plays a part.

import { parseJson } from "../../base/parse-json.ts";
import { join } from "node:path";

import { isRecord } from "../../base/is-record.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import type { Host } from "../../host/host.ts";
import { interpreterIn } from "../../plan/plan-packages.ts";
import type { PackagesStep } from "../../plan/step.ts";
import { explainNix, knownTrouble } from "../explain/explain-nix.ts";
import { nixFlakeText } from "./nix-flake-text.ts";
import { removeForeignLock } from "./nix-lock.ts";
import { nixFolder, nixProfile } from "./packages-outcome.ts";
import { readNixEnvironment, type NixEnvironment } from "./read-nix-environment.ts";
import type { StepContext } from "../realize-context.ts";
import type { BlamedPackage, RealizeFailure } from "../realize-failure.ts";
import { runNix, type NixRan } from "./run-nix.ts";
import { forgetUseless, readUseless, rememberUseless, type NixQuestion } from "./useless-nix.ts";

/** The environment, or why Nix, which is there, cannot give it. */
export type Brought = NixEnvironment | { readonly why: string };

/** What answers at once when all is well. */
const FIRST_SILENCE_MS = 15_000;
const SILENCE_MS = 60_000;
/** Evaluating takes seconds, on a slow disk a minute. */
const THINKING_MS = 180_000;
const FIRST_PATIENCE = { silenceMs: FIRST_SILENCE_MS, thinkingMs: FIRST_SILENCE_MS };
const PATIENCE = { silenceMs: SILENCE_MS, thinkingMs: THINKING_MS };

/** Fails only with what the description is to blame for: names that nixpkgs does not have, or not for this system. */
export const bringFromNix = async (
  context: StepContext,
  { step, nix }: { readonly step: PackagesStep; readonly nix: string },
): Promise<Result<Brought, RealizeFailure>> => {
  const { host, layout, progress } = context;
  const known = readUseless(context, { nix, step });
  if (known !== null) return ok({ why: known });
  const folder = join(nixFolder(layout), "flake");
  host.files.makeFolder(folder);
  host.files.writeText(join(folder, "flake.nix"), nixFlakeText(step), 0o644);
  removeForeignLock(host.files, { folder, nixpkgs: step.nixpkgs });
  const ask = (args: readonly string[], patience: typeof PATIENCE): Promise<NixRan> =>
    runNix(context, { nix, args, folder, ...patience });
  const useless = (
    ran: NixRan,
    patience: typeof PATIENCE,
    { asked, blamed }: { readonly asked: NixQuestion; readonly blamed: PackagesStep | null },
  ): Result<Brought, RealizeFailure> => {
    // It was the user who ended it.
    if (context.signal.aborted) return fail({ reason: "interrupted" });
    const why = explainNix(ran, patience);
    rememberUseless(context, { nix, why, step: blamed, asked });
    return ok({ why });
  };
  // Whether it works at all is known in a moment; a download may take long, and may not be cut short.
  const version = await ask(["eval", "--raw", "--expr", "builtins.nixVersion"], FIRST_PATIENCE);
  if (!isWell(version)) return useless(version, FIRST_PATIENCE, { asked: "whether-it-works", blamed: null });
  progress("asking Nix for the packages");
  const source = sourceOf(host);
  const entered = await ask(
    ["print-dev-env", "--json", "--profile", nixProfile(layout), ...source, "path:."],
    PATIENCE,
  );
  const brought = isWell(entered) ? readNixEnvironment(entered.ran.stdout) : null;
  if (brought !== null) {
    forgetFormer(context);
    forgetUseless(context);
    return ok(brought);
  }
  const asked = "for-packages";
  // Nix said that it is Nix itself: no other list of packages would do better, and it would fail again for what is wrong.
  if (knownTrouble(entered.messages) !== null) return useless(entered, PATIENCE, { asked, blamed: null });
  if (context.signal.aborted || entered.givenUp !== null)
    return useless(entered, PATIENCE, { asked, blamed: step });
  const troubles = await ask(["eval", "--json", ...source, "path:.#troubles"], PATIENCE);
  const blamed = isWell(troubles) ? readTroubles(troubles.ran.stdout, step) : [];
  return blamed.length > 0
    ? fail({ reason: "packages-unknown", packages: blamed, system: step.system })
    : useless(entered, PATIENCE, { asked, blamed: step });
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
  return parsed.flatMap((trouble: unknown): readonly BlamedPackage[] => {
    if (!isRecord(trouble) || typeof trouble["attribute"] !== "string") return [];
    const { attribute } = trouble;
    const systems = textsIn(trouble["systems"]);
    const python = interpreterIn(step);
    if (python?.attribute === attribute)
      return [
        {
          attribute,
          place: python.why,
          trouble: "no-such-python",
          systems,
          instead: textsIn(trouble["instead"]),
        },
      ];
    const place = step.packages.find((candidate) => candidate.attribute === attribute)?.why ?? step.why;
    return [{ attribute, place, trouble: troubleIn(trouble), systems }];
  });
};

const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((text) => typeof text === "string") : [];

const troubleIn = ({ exists, kind, unfree }: Readonly<Record<string, unknown>>): BlamedPackage["trouble"] => {
  if (exists !== true) return "unknown";
  if (kind === "set") return "set";
  if (kind === "other") return "value";
  return unfree === true ? "unfree" : "not-for-this-system";
};

/** Each former environment would be kept from being collected for ever. */
const forgetFormer = ({ host: { files }, layout }: StepContext): void => {
  const current = files.readLink(nixProfile(layout));
  for (const name of files.list(nixFolder(layout)) ?? []) {
    if (/^profile-\d+-link$/.test(name) && name !== current) files.remove(join(nixFolder(layout), name));
  }
};
