// What is said of packages that a machine without Nix does not have, and the one command that brings them. Words only.

import type { Facts } from "../plan/facts.ts";
import { installCommand, pythonPackageIn, wantedFor } from "./system-package.ts";

type Machine = Pick<Facts, "packageManager" | "user">;

/** @param missing attribute paths; at least one */
export const sayMissing = (
  missing: readonly string[],
  machine: Machine,
): { readonly message: string; readonly hint: string } => ({
  message: `${listed(missing)} ${missing.length === 1 ? "is" : "are"} not on this machine`,
  hint: hintFor(missing, machine),
});

/** Why a service is not started, as half a sentence with what to do. */
export const sayLacks = (missing: readonly string[], machine: Machine): string =>
  `it needs ${listed(missing)}, which ${missing.length === 1 ? "is" : "are"} not on this machine; ${hintFor(missing, machine)}`;

const hintFor = (missing: readonly string[], { packageManager, user }: Machine): string => {
  const ofPython = missing.flatMap((attribute) => pythonPackageIn(attribute) ?? []);
  const others = missing.filter((attribute) => pythonPackageIn(attribute) === null);
  const them = others.length === 1 ? "it" : "them";
  const command = packageManager === null ? null : installCommand(others, packageManager, user.uid === 0);
  const isGuessed = others.some((attribute) => !wantedFor(attribute).isKnown);
  const hints = [
    ...(command === null
      ? []
      : [`\`${command}\` brings ${them}${isGuessed ? ", if it is called so there" : ""}`]),
    ...(command === null && others.length > 0
      ? [`install ${them} in the way of this system, or install Nix`]
      : []),
    ...(ofPython.length === 0
      ? []
      : [`${listed(ofPython)} can be had without Nix as \`packages\` of \`[python]\``]),
  ];
  return hints.join("; ");
};

const listed = (names: readonly string[]): string => {
  const quoted = names.map((name) => `\`${name}\``);
  const last = quoted.at(-1) ?? "";
  return quoted.length < 2 ? last : `${quoted.slice(0, -1).join(", ")} and ${last}`;
};
