// What a row of the bench is and what it gives: plain data, for the table and for the JSON.

import { describeSamples, pairRatios, type Spread } from "./statistics.ts";

/** What a row needs from outside. */
interface BenchSettings {
  /** Fewer rounds: a look, not a measurement. */
  readonly quick: boolean;
  /** Says what is going on. */
  readonly note: (text: string) => void;
}

export interface Row {
  /** For `--only`. */
  readonly name: string;
  measure(settings: BenchSettings): Promise<RowResult>;
}

export interface RowResult {
  readonly title: string;
  readonly unit: "ms" | "MB" | "%";
  readonly figures: readonly Figure[];
  readonly verdicts: readonly Verdict[];
  /** What was not measured, and why. */
  readonly remarks: readonly string[];
}

export interface Figure extends Spread {
  readonly name: string;
  readonly samples: readonly number[];
}

/** A budget and what was measured against it. */
export interface Verdict {
  /** `jig / uv`. */
  readonly what: string;
  readonly measured: number;
  readonly budget: number;
}

export const figure = (name: string, samples: readonly number[]): Figure => ({
  name,
  samples,
  ...describeSamples(samples),
});

/** The median ratio of two figures whose samples were taken in pairs. */
export const ratio = (ours: Figure, theirs: Figure, budget: number): Verdict => ({
  what: `${ours.name} / ${theirs.name}`,
  measured: describeSamples(pairRatios(ours.samples, theirs.samples)).median,
  budget,
});
