// Which steps of a plan are true already, by the journal and by a look at what they made. It starts no program, so that a
// warm run costs a few file reads.

import { join } from "node:path";

import { sha256 } from "../base/digest.ts";
import type { Host } from "../host/host.ts";
import type { Layout } from "../plan/layout.ts";
import type { Plan } from "../plan/plan.ts";
import type { PackagesStep, PlacedFolder, Step } from "../plan/step.ts";
import { findNix } from "../probe/tools/nix.ts";
import { isAlive, isOpen, isOurVenv, stampOf, strayPythons } from "../probe/python/environment-state.ts";
import { sourcesDigest } from "./installed/folder-sources.ts";
import { isBuiltFrom } from "./installed/installed-origins.ts";
import { isDriverLinked } from "./gpu/link-driver.ts";
import { nixFlakeText } from "./nix/nix-flake-text.ts";
import { isPythonPlannedFromNix } from "./nix/nix-python.ts";
import { isTimeToAsk, nixProfile, readOutcome } from "./nix/packages-outcome.ts";
import { readJournal, type Journal, type JournalEntry } from "./journal.ts";

/** The journal's entries of the steps that need nothing done. */
export const currentSteps = (
  host: Host,
  layout: Layout,
  plan: Plan,
): Readonly<Record<string, JournalEntry>> => {
  const journal = readJournal(host, layout);
  const current = new Map<string, JournalEntry>();
  // What stands on something that has to be made again has to be made again too.
  const redone = new Set<Step["kind"]>();
  for (const step of plan.steps) {
    const entry = doneEntry(journal, step);
    const isUndermined = underminersOf(plan, step).some((kind) => redone.has(kind));
    if (entry !== null && !isUndermined && holds(host, layout, { step, entry })) current.set(step.id, entry);
    else redone.add(step.kind);
  }
  return Object.fromEntries(withToolsUnneeded(plan, journal, current));
};

/** Which kinds of work make a step's former result worthless. */
const undermining: { readonly [Kind in Step["kind"]]: readonly Step["kind"][] } = {
  driver: [],
  packages: [],
  uv: [],
  python: [],
  lock: [],
  "nixpkgs-lock": [],
  venv: [],
  install: ["venv"],
  "import-check": ["venv", "install"],
};

/** The steps whose former result is worth nothing once this one is carried out again. */
export const underminedBy = (plan: Plan, step: Step): readonly Step[] =>
  plan.steps.filter((other) => underminersOf(plan, other).includes(step.kind));

/** The environment stands on the packages when these bring its Python. */
const underminersOf = (plan: Plan, { kind }: Step): readonly Step["kind"][] =>
  kind === "venv" && isPythonPlannedFromNix(plan) ? ["packages"] : undermining[kind];

const doneEntry = (journal: Journal, step: Step): JournalEntry | null => {
  const entry = journal[step.id];
  return entry?.status === "done" && entry.digest === step.digest ? entry : null;
};

const holds = (host: Host, layout: Layout, made: { step: Step; entry: JournalEntry }): boolean => {
  const { files } = host;
  const { memory } = made.entry;
  switch (made.step.kind) {
    case "packages":
      return havePackagesStayed(host, layout, { step: made.step, entry: made.entry });
    case "driver":
      return isDriverLinked(host, layout, made.step);
    case "uv":
      return isSameProgram(host, made.entry) && (namedUv(host) ?? memory["path"]) === memory["path"];
    case "python":
      return (
        isSameProgram(host, made.entry) && (made.step.path === null || made.step.path === memory["path"])
      );
    case "lock":
    case "nixpkgs-lock":
      return false;
    case "venv":
      return (
        isOurVenv(files, layout.venv, layout) &&
        isAlive(files, layout.venv) &&
        !isOpen(files, layout.venv) &&
        strayPythons(files, layout.venv).length === 0
      );
    case "install":
      return (
        memory["stamp"] === stampOf(files, layout.venv) &&
        (made.step.folders ?? []).every((folder) => isFolderBuilt(files, layout, folder))
      );
    case "import-check":
      return true;
  }
};

/** Whether a folder is as it was when its package was built. */
const isFolderBuilt = (files: Host["files"], layout: Layout, folder: PlacedFolder): boolean => {
  const from = [sourcesDigest(files, layout.root, folder)];
  return isBuiltFrom(files, layout.venv, { name: folder.name, from, isPlace: true });
};

/** Whether what was brought or found is still there, nothing was missing, and it is not time to ask Nix again. */
const havePackagesStayed = (
  host: Host,
  layout: Layout,
  { step, entry: { memory } }: { step: PackagesStep; entry: JournalEntry },
): boolean => {
  const { files } = host;
  const outcome = readOutcome(host, layout);
  if (outcome?.digest !== step.digest || outcome.missing.length > 0) return false;
  if (isTimeToAsk(host, outcome.asksAgainAt)) return false;
  const nix = findNix(host);
  const isSame =
    (nix === null ? "" : nixMark(host, nix)) === memory["nix"] &&
    (host.env["JIG_NIXPKGS"] ?? "") === memory["nixpkgs"] &&
    sha256(nixFlakeText(step)) === memory["flake"];
  if (!isSame) return false;
  return outcome.way === "machine"
    ? outcome.found.every((path) => files.stat(path) !== null)
    : files.stat(nixProfile(layout)) !== null;
};

/** Tells whether a Nix is still the one that was asked, by whatever name it is found: its version is in its path. */
export const nixMark = (host: Host, nix: string): string =>
  `${host.files.realPath(nix) ?? nix} ${fileMark(host, nix)}`;

/**
 * The tools (uv, the interpreter it works with) may have been updated or removed since: that changes nothing as long as
 * nothing has to be made with them.
 */
const withToolsUnneeded = (
  plan: Plan,
  journal: Journal,
  current: Map<string, JournalEntry>,
): Map<string, JournalEntry> => {
  if (!plan.steps.every((step) => isTool(step) || current.has(step.id))) return current;
  for (const step of plan.steps.filter((tool) => isTool(tool))) {
    const entry = doneEntry(journal, step);
    if (entry !== null) current.set(step.id, entry);
  }
  return current;
};

const isTool = ({ kind }: Step): boolean => kind === "uv" || kind === "python";

const isSameProgram = (host: Host, { memory }: JournalEntry): boolean =>
  typeof memory["path"] === "string" && fileMark(host, memory["path"]) === memory["mark"];

/** The uv that `JIG_UV` asks for, by path or by a name on PATH; null when it asks for none. */
export const namedUv = (host: Host): string | null => {
  const named = host.env["JIG_UV"] ?? "";
  if (named === "") return null;
  return named.includes("/") ? named : (host.which(named) ?? named);
};

/** Tells whether a program is still the one that was looked at; empty when it is not there. */
export const fileMark = (host: Host, path: string): string => {
  const stat = host.files.stat(path);
  return stat === null ? "" : `${stat.size}:${stat.modified}`;
};

/** Where jig keeps what it hands to uv. It has a settings file of its own, so that uv looks for none further up. */
export const uvFolder = (layout: Layout): string => join(layout.state, "uv");
