// A corpus of notebooks as real ones are: 136, with a median of about 110 kB, nine of ten below 600 kB, and one of 2.5 MB.
// The same on every machine.

import { writeFileSync } from "node:fs";
import { join } from "node:path";

const COUNT = 136;
const MEDIAN = 110_000;
const NINTH_TENTH = 600_000;
const LARGEST = 2_500_000;

/** Writes them into a folder; gives their sizes, rising. */
export const writeNotebooks = (folder: string): readonly number[] => {
  const random = generator(7);
  return Array.from({ length: COUNT }, (_, at) => {
    const text = notebookOf(sizeAt(at), random);
    writeFileSync(join(folder, `notebook-${String(at).padStart(3, "0")}.ipynb`), text);
    return text.length;
  });
};

/** A log-normal distribution through the median and the ninth tenth, cut off at the largest. */
const sizeAt = (at: number): number => {
  if (at === COUNT - 1) return LARGEST;
  const share = (at + 0.5) / COUNT;
  const spread = Math.log(NINTH_TENTH / MEDIAN) / quantile(0.9);
  return Math.min(LARGEST, MEDIAN * Math.exp(spread * quantile(share)));
};

/** Of the normal distribution, to three digits (Tukey's lambda). */
const quantile = (share: number): number => (share ** 0.135 - (1 - share) ** 0.135) / 0.1975;

/** Numbers from 0 to 1 that look random and are the same each time (mulberry32). */
const generator = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const notebookOf = (size: number, random: () => number): string => {
  const cells: object[] = [];
  for (let length = 0, at = 1; length < size; at += 1) {
    const cell = {
      cell_type: "code",
      execution_count: at,
      id: `cell-${at}`,
      metadata: {},
      outputs: [outputOf(Math.min(60_000, size / 3), random, at)],
      source: Array.from(
        { length: 8 },
        (_, line) => `value_${at}_${line} = frame["${line}"].rolling(${at}).mean()\n`,
      ),
    };
    cells.push(cell);
    length += JSON.stringify(cell, null, 1).length;
  }
  const metadata = { language_info: { name: "python", version: "3.11.7" } };
  return `${JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
};

/** A picture, a table, or lines of text. */
const outputOf = (most: number, random: () => number, count: number): object => {
  const kind = random();
  if (kind < 0.4) {
    const bytes = Uint8Array.from({ length: 4_000 + random() * most }, () => random() * 256);
    const picture = Buffer.from(bytes).toString("base64");
    return { data: { "image/png": picture }, metadata: {}, output_type: "display_data" };
  }
  const lines = Array.from({ length: 40 }, () => `<td>${random()}</td>\n`);
  if (kind < 0.7)
    return {
      data: { "text/html": lines },
      execution_count: count,
      metadata: {},
      output_type: "execute_result",
    };
  return { name: "stdout", output_type: "stream", text: lines };
};
