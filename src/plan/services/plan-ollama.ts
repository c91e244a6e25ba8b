// What there is to know of Ollama before it is looked for: where, how it is installed on such a system, which models.
// Whether one runs is seen when the service starts, and not here.

import type { Located, Place, Range } from "../../base/place.ts";
import type { DescribedPackages } from "../../describe/description.ts";
import { distinctModels, modelKey } from "../../describe/tables/model-name.ts";
import type { Facts, PackageManager } from "../facts.ts";
import type { PlannedOllama, ServiceSpec } from "./service-spec.ts";
import type { PlanInput } from "../plan-input.ts";

/** What the service needs to find a server, or to start one, and the models that it is to have. */
export const planOllama = (
  { places }: { readonly places: readonly string[] },
  { description, facts, lock }: Pick<PlanInput, "description" | "facts" | "lock">,
  placeOf: (range: Range) => Place,
): PlannedOllama => {
  const described = description.ollama;
  const host = described?.host ?? null;
  const names = distinctModels(described?.models.map(({ value }) => value) ?? []);
  return {
    host: host?.value ?? null,
    ...(host === null ? {} : { hostAt: placeOf(host.range) }),
    wsl: facts.wsl !== null,
    places: [...places, `${facts.user.home}/.local/bin/ollama`, `${facts.user.home}/.nix-profile/bin/ollama`],
    install: installOllama(facts, description.packages),
    models: names.map((name) => ({
      name,
      digest: lock?.models?.find((model) => modelKey(model.name) === modelKey(name))?.digest ?? null,
    })),
  };
};

/** Null where there is a better way, or Nix has proven to be of no use. */
const installFromNix = (
  { os, nix, gpu, packageManager, distribution }: Facts,
  packages: DescribedPackages | null,
): string | null => {
  const named = packages === null ? [] : [...packages.common, ...packages[os]];
  if (named.some(isOllama))
    return distribution?.id === "nixos" ? "`jig doctor` says why Nix did not bring it" : null;
  // nixpkgs' own build computes on the processor; the vendor's does not run on NixOS, which has no other manager.
  const isMeant = nix !== null && (packageManager === null || (packages !== null && gpu.kind !== "cuda"));
  return isMeant ? "add `ollama` to `common` in `[packages]`" : null;
};

const isOllama = ({ value }: Located<string>): boolean =>
  /^ollama(?:-(?:cuda|rocm|cpu|vulkan))?$/.test(value);

/** By the package manager, where that has one. */
const PACKAGED: Readonly<Partial<Record<PackageManager, string>>> = {
  brew: "brew install ollama",
  pacman: "sudo pacman -S ollama",
  apk: "sudo apk add ollama",
};

const installOllama = (facts: Facts, packages: DescribedPackages | null): string => {
  const { os, packageManager, wsl } = facts;
  const command = packageManager === null ? undefined : PACKAGED[packageManager];
  const fromNix = command === undefined ? installFromNix(facts, packages) : null;
  if (fromNix !== null) return fromNix;
  const other = os === "macos" ? "install it from ollama.com/download" : LINUX;
  const said = command === undefined ? other : `\`${command}\` installs it`;
  return wsl === null ? said : `start Ollama on Windows with \`OLLAMA_HOST=0.0.0.0\`, or here: ${said}`;
};

const LINUX = "`curl -fsSL https://ollama.com/install.sh | sh` installs it";

/** Whatever starts is told where the tellers are, so it comes after them; what a teller itself comes after does not. */
export const afterTellers = (specs: readonly ServiceSpec[]): readonly ServiceSpec[] => {
  const tellers = specs.filter(({ tells }) => tells !== undefined);
  if (tellers.length === 0) return specs;
  const before = new Set(tellers.map(({ name }) => name));
  // A set grows while it is walked.
  for (const name of before) {
    for (const { service } of specs.find((spec) => spec.name === name)?.after ?? []) before.add(service);
  }
  return specs.map((spec) => {
    if (before.has(spec.name)) return spec;
    const named = new Set(spec.after.map(({ service }) => service));
    const added = tellers.filter(({ name }) => !named.has(name));
    return {
      ...spec,
      after: [...spec.after, ...added.map(({ name }) => ({ service: name, until: "started" as const }))],
    };
  });
};
