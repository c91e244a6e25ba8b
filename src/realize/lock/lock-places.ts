// Folders, repositories and addresses as the throw-away project that uv resolves has them. Pure.

import { resolve } from "node:path";

import type { PlacedRequirement } from "../../plan/requirements/gather-places.ts";
import type { Lock } from "../../plan/lock/lock.ts";
import type { LockStep } from "../../plan/step.ts";

/** As requirements. A folder is named beside its own: that is where uv looks for whether it is editable. */
export const placedRequirements = ({ places = [] }: LockStep): readonly string[] =>
  places.map(({ name, extras, marker, origin }) => {
    const named = `${name}${extras.length === 0 ? "" : `[${extras.join(",")}]`}`;
    const end = marker === null ? "" : ` ; ${marker}`;
    if (origin.kind === "folder") return `${named}${end}`;
    if (origin.kind === "archive")
      return `${named} @ file://${origin.path.split("/").map(encodeURIComponent).join("/")}${end}`;
    if (origin.kind === "address") return `${named} @ ${origin.url}${end}`;
    const reference = origin.reference === null ? "" : `@${origin.reference}`;
    const part = origin.subdirectory === null ? "" : `#subdirectory=${origin.subdirectory}`;
    return `${named} @ git+${origin.url}${reference}${part}${end}`;
  });

/** The folders among them. */
export const placedFolders = ({ places = [] }: LockStep) =>
  places.flatMap(({ name, origin }) => (origin.kind === "folder" ? [{ name, ...origin }] : []));

/**
 * The step with folders by their whole paths, and branches and tags that were asked for before at the commits that they
 * were locked at.
 */
export const askedPlaces = (step: LockStep, root: string, kept: Lock | null): LockStep => {
  const { places } = step;
  if (places === undefined) return step;
  return { ...step, places: places.map((place) => inFull(place, root, kept)) };
};

const inFull = (place: PlacedRequirement, root: string, kept: Lock | null): PlacedRequirement => {
  const { name, origin } = place;
  if (origin.kind === "address") return place;
  if (origin.kind === "folder" || origin.kind === "archive")
    return { ...place, origin: { ...origin, path: resolve(root, origin.path) } };
  const known = kept?.packages.find((item) => item.name === name)?.place;
  const isSame =
    known?.kind === "repository" &&
    known.url === withoutPassword(origin.url) &&
    known.reference === origin.reference;
  return isSame ? { ...place, origin: { ...origin, reference: known.commit } } : place;
};

/** What was asked for of a repository: a branch, a tag, a commit, or nothing. */
export const referenceIn = ({ places = [] }: LockStep, name: string): string | null => {
  const origin = places.find((place) => place.name === name)?.origin;
  return origin?.kind === "repository" ? origin.reference : null;
};

/** An address as it may be written down. A user's name alone is part of it: `git@`. */
export const withoutPassword = (url: string): string =>
  url.replace(/^(https?:\/\/)[^/@]*@/, "$1").replace(/^(\w+:\/\/[^/@:]*):[^/@]*@/, "$1@");
