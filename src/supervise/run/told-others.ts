// The variables in which other services told a run where they are, when it was started, and which of them are no longer
// true. It asks nobody and restarts nothing: which services read such a variable is not known.

import type { ServiceSpec } from "../../plan/services/service-spec.ts";

export type Variables = Readonly<Record<string, string>>;

export interface NewVariable {
  readonly variable: string;
  /** Null: it was told nothing. */
  readonly told: string | null;
  readonly now: string;
}

/** What a run is held against. */
interface StartedWith {
  readonly spec: Pick<ServiceSpec, "env" | "oneshot">;
  /** Null where that is not known. */
  readonly variables?: Variables | null | undefined;
}

/**
 * The first variable that says something else by now; null while all that was told is true. What is unset at the moment
 * says nothing, what a service sets for itself is its own matter, and what is done once is not done twice.
 */
export const findNewVariable = ({ spec, variables }: StartedWith, now: Variables): NewVariable | null => {
  if (variables === null || variables === undefined || spec.oneshot) return null;
  for (const [variable, value] of Object.entries(now)) {
    const told = variables[variable] ?? null;
    if (told !== value && !(variable in spec.env)) return { variable, told, now: value };
  }
  return null;
};

/** For the service's line in `status`. */
export const sayNewVariable = (name: string, { variable, told, now }: NewVariable): string =>
  `\`${variable}\` is ${now} now, and this was started ${told === null ? "without it" : `with ${told}`}: \`jig restart ${name}\``;
