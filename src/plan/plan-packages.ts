// The step of `[packages]`: which packages this machine is to have, and who needs them. Where they come from is decided
// when it is carried out.

import { digestOf } from "../base/digest.ts";
import type { Place, Range } from "../base/place.ts";
import type { Description } from "../describe/description.ts";
import type { Arch, Facts, Os } from "./facts.ts";
import { nixpkgsOf } from "./nixpkgs.ts";
import type { PlanInput } from "./plan-input.ts";
import type { PackagesStep, PlannedPackage } from "./step.ts";

/** A machine's system, as Nix calls it. */
const nixSystem = ({ os, arch }: { readonly os: Os; readonly arch: Arch }): string =>
  `${arch === "arm64" ? "aarch64" : "x86_64"}-${os === "macos" ? "darwin" : "linux"}`;

/** Programs from elsewhere do not start on NixOS, so its Python is Nix's; elsewhere this machine's or uv's, Nix or not. */
export const isPythonFromNix = ({ distribution, nix }: Pick<Facts, "distribution" | "nix">): boolean =>
  distribution?.id === "nixos" && nix !== null;

/** The attribute of a Python: `python311`. @param version `3.11`, or `3.11.7` */
const pythonAttribute = (version: string): string => `python${version.split(".").slice(0, 2).join("")}`;

/** None, or one: there is nothing to do for a machine that is to have no packages. */
export const planPackages = (
  { description, facts, lock }: Pick<PlanInput, "description" | "facts" | "lock">,
  placeOf: (range: Range) => Place,
): readonly PackagesStep[] => {
  const { packages: table } = description;
  const forPython = planInterpreter(description, facts, placeOf);
  const packages = [...gatherPackages(description, facts.os, placeOf), ...forPython];
  const [first] = packages;
  if (first === undefined) return [];
  const decisive = {
    system: nixSystem(facts),
    nixpkgs: nixpkgsOf(description, lock),
    unfree: table?.unfree?.value ?? false,
    require: table?.require?.value ?? false,
  };
  return [
    {
      id: "packages",
      kind: "packages",
      why: table === null ? first.why : placeOf(table.range),
      needs: [],
      digest: digestOf({
        ...decisive,
        packages: packages.map(({ attribute, services }) => ({ attribute, services })),
      }),
      ...decisive,
      packages,
      bringsPython: forPython.length > 0,
      nix: facts.nix,
    },
  ];
};

const planInterpreter = (
  { python }: Description,
  facts: Facts,
  placeOf: (range: Range) => Place,
): readonly PlannedPackage[] =>
  python === null || !isPythonFromNix(facts)
    ? []
    : [pythonAttribute(python.version.value), "uv"].map((attribute) => ({
        attribute,
        why: placeOf(python.version.range),
        services: [],
      }));

/** The package that is the project's Python; null when that is not Nix's. */
export const interpreterIn = ({
  packages,
  bringsPython,
}: Pick<PackagesStep, "packages" | "bringsPython">): PlannedPackage | null =>
  bringsPython ? (packages.findLast(({ attribute }) => /^python3\d+$/.test(attribute)) ?? null) : null;

const gatherPackages = (
  { packages: table, services }: Description,
  os: Os,
  placeOf: (range: Range) => Place,
): readonly PlannedPackage[] => {
  const gathered = new Map<string, { why: Place; services: string[] }>();
  const own = os === "macos" ? table?.macos : table?.linux;
  for (const { value, range } of [...(table?.common ?? []), ...(own ?? [])]) {
    if (!gathered.has(value)) gathered.set(value, { why: placeOf(range), services: [] });
  }
  for (const service of services) {
    for (const { value, range } of service.packages) {
      const known = gathered.get(value) ?? { why: placeOf(range), services: [] };
      if (!known.services.includes(service.name)) known.services.push(service.name);
      gathered.set(value, known);
    }
  }
  return [...gathered].map(([attribute, rest]) => ({ attribute, ...rest }));
};
