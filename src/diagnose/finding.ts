// What a diagnosis consists of: findings, each with the one thing to do about it. How they look is decided in `show`.

/** `stops`: `jig up` fails because of it, as a whole or in the services that are named. `hinders`: something is slower, or fails later. `note`: good to know. */
export type Harm = "stops" | "hinders" | "note";

export interface Finding {
  /** Stable, kebab-case, listed in the troubleshooting guide: `port-held`. */
  readonly id: string;
  readonly harm: Harm;
  /** Lower case, no final period, values in backticks. */
  readonly message: string;
  /** Where in a file: of the project (relative to its root) or of this person's home. */
  readonly place: { readonly file: string; readonly line: number } | null;
  /** Lines that help: further places, what a program said. */
  readonly detail: readonly string[];
  /** The one thing to do, as one sentence without a period. */
  readonly fix: string;
  /** It stops these services and nothing else; absent: it stops everything, or nothing. */
  readonly services?: readonly string[];
}

/** What a finding says beyond its id and harm; place and detail are left out where there are none. */
export type Words = Pick<Finding, "message" | "fix"> & Partial<Pick<Finding, "place" | "detail">>;

export const finding = (id: string, harm: Harm, words: Words): Finding => ({
  id,
  harm,
  message: words.message,
  place: words.place ?? null,
  detail: words.detail ?? [],
  fix: words.fix,
});

const RANK: Readonly<Record<Harm, number>> = { stops: 0, hinders: 1, note: 2 };

/** The worst first; equals stay in their order. */
export const byHarm = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted((left, right) => RANK[left.harm] - RANK[right.harm]);
