// Measures contenders side by side: A B C A B C …, so that a slow moment of the machine meets all of them alike.

import { figure, type Figure } from "./row.ts";

export interface Contender {
  readonly name: string;
  /** Not measured. */
  readonly prepare?: () => Promise<void> | void;
  /** One round; its time is taken unless it gives milliseconds by itself. */
  readonly run: () => Promise<number | void> | number | void;
  /** A slow one may take part in the first rounds only. */
  readonly rounds?: number;
}

/** One unmeasured round for each contender, then `rounds` measured ones. The figures come in the contenders' order. */
export const interleave = async (
  contenders: readonly Contender[],
  { rounds, warmUp = true }: { rounds: number; warmUp?: boolean },
): Promise<Figure[]> => {
  const samples = new Map(contenders.map(({ name }) => [name, new Array<number>()]));
  for (let round = warmUp ? -1 : 0; round < rounds; round += 1) {
    for (const contender of contenders) {
      if (round >= (contender.rounds ?? rounds)) continue;
      await contender.prepare?.();
      const start = performance.now();
      const own = await contender.run();
      const taken = typeof own === "number" ? own : performance.now() - start;
      if (round >= 0) samples.get(contender.name)?.push(taken);
    }
  }
  return contenders.map(({ name }) => figure(name, samples.get(name) ?? []));
};
