// Which indexes an installation asks: those that the lock has packages of, and what the project keeps for single packages for
// these alone. It asks none of them itself.

import type { ProjectIndex } from "../../describe/requirements/pyproject-indexes.ts";
import { troubleIn } from "../explain/explain-uv.ts";
import { explicitIndexes } from "./explicit-indexes.ts";
import { indexesHere, unnamedIndex } from "./index-names.ts";
import { pytorchIndexAddress, pytorchIndexAt } from "./pytorch-index.ts";
import type { StepContext } from "../realize-context.ts";
import type { FailedProgram, InstallFailed } from "../realize-failure.ts";
import { uvEnvironment } from "../uv/uv-environment.ts";

/** Those that `pyproject.toml` names. */
const indexesOf = ({ plan }: StepContext): readonly ProjectIndex[] =>
  plan.steps.flatMap((step) => (step.kind === "install" ? (step.indexes ?? []) : []));

/** What uv is told about indexes. Addresses may have passwords in them: they are in no command line. */
interface Indexes {
  readonly options: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Those that are asked for what the lock has from them, and for nothing else: no tool that a build needs is theirs. */
  readonly explicit: readonly ProjectIndex[];
}

/**
 * Builds for GPUs have indexes of their own, which hold other packages, too, and so may those that `pyproject.toml` names: with
 * hashes required, wherever a version comes from it is the one that was locked.
 * @param everyIndex whether those behind the first that has a package are asked for it where the lock has none of these, too
 */
export const indexesFor = (
  context: StepContext,
  { everyIndex }: { readonly everyIndex: boolean },
): Indexes => {
  const { host, layout, lock } = context;
  const locked = new Set(lock?.packages.map(({ index }) => index));
  const named = indexesOf(context);
  const { explicit, env, usual } = explicitHere(context, named);
  const isExplicit = (name: string): boolean => explicit.some((index) => index.name === name);
  const ofProject = indexesHere(context, named).filter(({ name }) => locked.has(name) && !isExplicit(name));
  const isNamed = (name: string): boolean =>
    isExplicit(name) || (!hasMirror(host) && named.some((index) => index.name === name));
  const ofPytorch = [...locked].flatMap((name) =>
    isNamed(name) ? [] : (pytorchIndexAddress(host, name) ?? []),
  );
  const more = [...ofProject.map(({ name, url }) => `${name}=${url}`), ...ofPytorch];
  // In their order: what a build needs has no hashes, and comes from the first that has a version that will do.
  if (more.length === 0)
    return { options: everyIndex ? ["--index-strategy", "unsafe-first-match"] : [], env, explicit };
  return {
    options: ["--index-strategy", "unsafe-best-match"],
    env: {
      ...env,
      UV_INDEX: [...more, usual ?? uvEnvironment(host, layout.venv)["UV_INDEX"] ?? ""].join(" ").trim(),
    },
    explicit,
  };
};

const hasMirror = ({ env }: StepContext["host"]): boolean => (env["JIG_PYTORCH_INDEX"] ?? "") !== "";

interface ExplicitHere {
  readonly explicit: readonly ProjectIndex[];
  readonly env: Readonly<Record<string, string>>;
  /** What else this machine names. */
  readonly usual: string | undefined;
}

/** What the project keeps for single packages, where this machine has it. */
const explicitHere = (context: StepContext, named: readonly ProjectIndex[]): ExplicitHere => {
  const { host, lock } = context;
  const kept = new Set(named.flatMap((index) => (isKept(index) ? index.name : [])));
  const sources = (lock?.packages ?? []).flatMap(({ name, index, place }) =>
    place === undefined && kept.has(index) ? [{ package: name, from: [{ index, marker: null }] }] : [],
  );
  if (sources.length === 0) return { explicit: [], env: {}, usual: undefined };
  const used = new Set(sources.flatMap(({ from }) => from.map(({ index }) => index)));
  const { indexes, env } = explicitIndexes(context, { indexes: named, sources });
  const explicit = indexes
    .filter(({ name }) => used.has(name))
    .map((index) => {
      const isPytorch = hasMirror(host) && pytorchIndexAt(host, index.url) !== null;
      return isPytorch ? { ...index, url: pytorchIndexAddress(host, index.name) ?? index.url } : index;
    });
  return { explicit, env, usual: env["UV_INDEX"] };
};

/** Whoever took another tool's lock has a default index among these, which is everybody's. */
const isKept = ({ isExplicit, isDefault }: ProjectIndex): boolean => isExplicit && isDefault !== true;

/** Whether it is one of PyTorch's own indexes that could not be asked: a mirror of the usual one does not help. */
export const isPytorchUnreachable = ({ host, lock }: StepContext, { lastLines }: FailedProgram): boolean => {
  const trouble = troubleIn(lastLines);
  if (trouble !== "network" && trouble !== "server-error") return false;
  const text = lastLines.join("\n");
  return (lock?.packages ?? []).some(({ index }) => {
    const address = pytorchIndexAddress(host, index);
    return address !== null && text.includes(`${address}/`);
  });
};

/** Hashes let any index serve what is locked; where none does, one that nobody named here may be why. */
export const unnamedIndexOf = (
  context: StepContext,
  name: string | null,
  { lastLines }: FailedProgram,
): Pick<InstallFailed, "unnamedIndex"> => {
  const { lock } = context;
  if (lock === null || troubleIn(lastLines) !== "no-version") return {};
  const blamed = { ...lock, packages: lock.packages.filter((item) => item.name === name) };
  const unnamed = unnamedIndex(context, blamed, indexesOf(context));
  return unnamed === null ? {} : { unnamedIndex: unnamed.index };
};
