// What is said of system packages that cannot be had: from nixpkgs, or on this machine. It decides nothing.

import type { Facts } from "../../plan/facts.ts";
import { DEFAULT_NIXPKGS } from "../../plan/nixpkgs.ts";
import { sayMissing } from "../../presets/missing-packages.ts";
import type { Words } from "./failure-words.ts";
import type { BlamedPackage, NixpkgsUnknown, PackagesMissing, PackagesUnknown } from "../realize-failure.ts";

/** How a machine installs packages of its own. */
export type Machine = Pick<Facts, "packageManager" | "user">;

/** All that can be wrong with them. */
export const explainPackages = (
  failure: PackagesUnknown | PackagesMissing | NixpkgsUnknown,
  machine: Machine,
): Words => {
  switch (failure.reason) {
    case "packages-unknown":
      return explainUnknown(failure);
    case "packages-missing":
      return explainMissing(failure, machine);
    case "nixpkgs-unknown":
      return explainNixpkgs(failure);
  }
};

/** Packages that nixpkgs does not have, or not for this system. @param failure has at least one */
const explainUnknown = ({ packages, system }: PackagesUnknown): Words => {
  const [first, ...others] = packages.map((blamed) => ({
    ...sayBlamed(blamed, system),
    place: blamed.place,
  }));
  return {
    message: first?.message ?? "",
    place: first?.place ?? null,
    hint: first?.hint ?? null,
    detail: others.map(({ message, place }) => `${message} (${place.file}:${place.line})`),
  };
};

const sayBlamed = (
  { attribute, trouble, systems, instead = [] }: BlamedPackage,
  system: string,
): { readonly message: string; readonly hint: string } => {
  switch (trouble) {
    case "unknown":
      return {
        message: `nixpkgs has no package \`${attribute}\``,
        hint: "search.nixos.org has their names; another `nixpkgs` in `[packages]` may have it",
      };
    case "set":
      return {
        message: `\`${attribute}\` is not a package, but a set in nixpkgs`,
        hint: `name what is wanted of it, as in \`"${attribute}.NAME"\`; search.nixos.org has the names of packages`,
      };
    case "value":
      return {
        message: `\`${attribute}\` in nixpkgs is not a package`,
        hint: "search.nixos.org has the names of packages",
      };
    case "unfree":
      return {
        message: `\`${attribute}\` has an unfree licence`,
        hint: "allow such packages with `unfree = true` in `[packages]`",
      };
    case "no-such-python":
      return sayNoPython(versionOf(attribute), instead.map(versionOf));
    case "not-for-this-system": {
      const message = `\`${attribute}\` cannot be had for ${system}`;
      return systems.length === 0
        ? { message, hint: "nixpkgs calls it broken or insecure: another `nixpkgs` may have one that works" }
        : { message: `${message}, only for ${systems.join(", ")}`, hint: otherPlaceFor(systems, system) };
    }
  }
};

/** `python311`: 3.11. */
const versionOf = (attribute: string): string => attribute.replace(/^python3/, "3.");

/** The description asks for a version: no package of that name is in it. */
const sayNoPython = (version: string, others: readonly string[]) => {
  const byNumber = others.toSorted((one, other) => Number(one.slice(2)) - Number(other.slice(2)));
  const known = byNumber.length === 0 ? "" : `, which has ${byNumber.join(", ")}`;
  return {
    message: `there is no Python ${version} in nixpkgs${known}`,
    hint: "on NixOS Python is Nix's: name one of those as `version` in `[python]`, or a `nixpkgs` in `[packages]` that has it",
  };
};

/** `linux` or `darwin`. */
const osOf = (system: string): string => system.replace(/^.*-/, "");

/** Where in a description a package belongs that only these systems have. */
const otherPlaceFor = (systems: readonly string[], system: string): string => {
  // The lists know the system, not the processor.
  if (systems.some((other) => osOf(other) === osOf(system)))
    return "move it to the `jig.local.toml` of the machines that can have it";
  return `move it to \`${osOf(system) === "linux" ? "macos" : "linux"}\` in \`[packages]\``;
};

/** A branch of nixpkgs that is not there. */
const explainNixpkgs = ({ branch, place }: NixpkgsUnknown): Words => ({
  message: `nixpkgs has no branch \`${branch}\`, and no tag of that name`,
  place,
  hint: `name one that it has, as \`"${DEFAULT_NIXPKGS}"\`, or a commit: 40 hex digits`,
});

/** Packages that were looked for on this machine, with the one command that installs them. */
const explainMissing = ({ missing, why, place }: PackagesMissing, machine: Machine): Words => ({
  ...sayMissing(missing, machine),
  place,
  detail: why === null ? [] : [`Nix is not used: ${why}`],
});
