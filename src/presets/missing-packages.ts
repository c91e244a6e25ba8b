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

/** The services that are not started for want of one of them, with a sentence each. */
export const sayStopped = (
  packages: readonly { readonly attribute: string; readonly services: readonly string[] }[],
  missing: readonly string[],
): readonly { readonly service: string; readonly sentence: string }[] => {
  const lacking = packages.filter(({ attribute }) => missing.includes(attribute));
  return [...new Set(lacking.flatMap(({ services }) => services))].map((service) => {
    const needed = lacking.filter(({ services }) => services.includes(service));
    const names = listed(needed.map(({ attribute }) => attribute));
    return { service, sentence: `service \`${service}\` needs ${names}, and is not started` };
  });
};

/** Why a service is not started, as half a sentence with what to do. */
export const sayLacks = (missing: readonly string[], machine: Machine): string =>
  `it needs ${listed(missing)}, which ${missing.length === 1 ? "is" : "are"} not on this machine; ${hintFor(missing, machine)}`;

const hintFor = (missing: readonly string[], machine: Machine): string => {
  const ofPython = missing.flatMap((attribute) => pythonPackageIn(attribute) ?? []);
  const others = missing.filter((attribute) => pythonPackageIn(attribute) === null);
  const commands = installHints(others, machine);
  const hints = [
    ...commands,
    ...(commands.length === 0 && others.length > 0
      ? [`install ${others.length === 1 ? "it" : "them"} in the way of this system, or install Nix`]
      : []),
    ...(ofPython.length === 0
      ? []
      : [`${listed(ofPython)} can be had without Nix as \`packages\` of \`[python]\``]),
  ];
  return hints.join("; ");
};

/** A package manager refuses all for one name that it does not know: what is a guess has a command of its own. */
const installHints = (
  attributes: readonly string[],
  { packageManager, user }: Machine,
): readonly string[] => {
  if (packageManager === null) return [];
  const commandFor = (names: readonly string[]): string | null =>
    installCommand(names, packageManager, user.uid === 0);
  const known = attributes.filter((attribute) => wantedFor(attribute).isKnown);
  const guessed = attributes.filter((attribute) => !known.includes(attribute));
  const command = commandFor(known);
  const them = known.length < attributes.length ? listed(known) : known.length === 1 ? "it" : "them";
  const tries = guessed.flatMap((attribute) => commandFor([attribute]) ?? []);
  return [
    ...(command === null ? [] : [`\`${command}\` brings ${them}`]),
    ...(tries.length === 0
      ? []
      : [`${listed(guessed)} may have another name in ${packageManager}: try ${listed(tries)}`]),
  ];
};

const listed = (names: readonly string[]): string => {
  const quoted = names.map((name) => `\`${name}\``);
  const last = quoted.at(-1) ?? "";
  return quoted.length < 2 ? last : `${quoted.slice(0, -1).join(", ")} and ${last}`;
};
