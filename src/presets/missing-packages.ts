// What is said of packages that a machine without Nix does not have, and the one command that brings them. Words only.

import type { Facts } from "../plan/facts.ts";
import {
  installCommand,
  isSurelyMissed,
  pythonPackageIn,
  searchCommand,
  wantedFor,
} from "./system-package.ts";

type Machine = Pick<Facts, "packageManager" | "user">;

/** @param missing attribute paths; at least one */
export const sayMissing = (
  missing: readonly string[],
  machine: Machine,
): { readonly message: string; readonly hint: string } => {
  const sure = missing.filter((attribute) => isSurelyMissed(attribute));
  const unsure = missing.filter((attribute) => !sure.includes(attribute));
  const byName = unsure.length === 1 ? "by that name" : "by those names";
  const message =
    sure.length === 0
      ? `${listed(unsure)} ${areOrIs(unsure)} not on this machine ${byName}`
      : `${listed(sure)} ${areOrIs(sure)} not on this machine${unsure.length === 0 ? "" : `, nor ${listed(unsure)} ${byName}`}`;
  return { message, hint: hintFor(missing, machine) };
};

const areOrIs = (names: readonly string[]): string => (names.length === 1 ? "is" : "are");

/** The services that are not started for want of one of them, with a sentence each: it has to be certain that it is not here. */
export const sayStopped = (
  packages: readonly { readonly attribute: string; readonly services: readonly string[] }[],
  missing: readonly string[],
): readonly { readonly service: string; readonly sentence: string }[] => {
  const sure = missing.filter((attribute) => isSurelyMissed(attribute));
  const lacking = packages.filter(({ attribute }) => sure.includes(attribute));
  return [...new Set(lacking.flatMap(({ services }) => services))].map((service) => {
    const needed = lacking.filter(({ services }) => services.includes(service));
    const names = listed(needed.map(({ attribute }) => attribute));
    return { service, sentence: `service \`${service}\` needs ${names}, and is not started` };
  });
};

/** Why a service is not started, as half a sentence with what to do. @param missing for certain; at least one */
export const sayLacks = (missing: readonly string[], machine: Machine): string =>
  `it needs ${listed(missing)}, which ${areOrIs(missing)} not on this machine; ${hintFor(missing, machine)}`;

const hintFor = (missing: readonly string[], machine: Machine): string => {
  const ofPython = missing.flatMap((attribute) => pythonPackageIn(attribute) ?? []);
  const others = missing.filter((attribute) => pythonPackageIn(attribute) === null);
  return [
    ...installHints(
      others.filter((attribute) => isSurelyMissed(attribute)),
      machine,
    ),
    ...searchHints(
      others.filter((attribute) => !isSurelyMissed(attribute)),
      machine,
    ),
    ...(ofPython.length === 0
      ? []
      : [`${listed(ofPython)} can be had without Nix as \`packages\` of \`[python]\``]),
  ].join("; ");
};

/** One command for all that this system has for sure: a package manager refuses all for one name that it does not know. */
const installHints = (
  attributes: readonly string[],
  { packageManager, user }: Machine,
): readonly string[] => {
  if (attributes.length === 0) return [];
  const named = attributes.filter(
    (attribute) => packageManager !== null && wantedFor(attribute).names[packageManager] !== null,
  );
  const command = packageManager === null ? null : installCommand(named, packageManager, user.uid === 0);
  const unnamed = attributes.filter((attribute) => !named.includes(attribute));
  const it = (some: readonly string[]): string =>
    some.length < attributes.length ? listed(some) : some.length === 1 ? "it" : "them";
  return [
    ...(command === null ? [] : [`\`${command}\` brings ${it(named)}`]),
    ...(unnamed.length === 0 ? [] : [`install ${it(unnamed)} in the way of this system, or install Nix`]),
  ];
};

/** What nobody wrote down may be here under another name. */
const searchHints = (attributes: readonly string[], { packageManager }: Machine): readonly string[] => {
  if (attributes.length === 0) return [];
  const [it, names] =
    attributes.length === 1 ? ["it is", "what it is called"] : ["they are", "what they are called"];
  return [
    `jig does not know ${listed(attributes)}: where ${it} here under another name all is well` +
      (packageManager === null
        ? ""
        : `, else \`${searchCommand(attributes, packageManager)}\` looks for ${names} in ${packageManager}`),
  ];
};

const listed = (names: readonly string[]): string => {
  const quoted = names.map((name) => `\`${name}\``);
  const last = quoted.at(-1) ?? "";
  return quoted.length < 2 ? last : `${quoted.slice(0, -1).join(", ")} and ${last}`;
};
