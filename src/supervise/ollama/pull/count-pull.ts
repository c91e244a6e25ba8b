// Counts what comes of a model, layer by layer, from the lines that its server says. It asks nobody and removes nothing.

import type { PullLine } from "./pull-line.ts";
import type { PullProgress } from "./pull-model.ts";

/** How fast it goes is told by the last of these. */
const RATE_MS = 5000;

/** A large model has a few dozen; who names more has something else in mind. */
const MOST_LAYERS = 1000;

interface Layer {
  readonly total: number;
  readonly first: number;
  readonly bytes: number;
}

export const createCounter = () => {
  const layers = new Map<string, Layer>();
  const marks: { at: number; bytes: number }[] = [];
  let cameAt = performance.now();
  let detail: string | null = null;
  const sum = (of: (layer: Layer) => number): number =>
    [...layers.values()].reduce((all, layer) => all + of(layer), 0);
  return {
    layers: (): readonly string[] => [...layers.keys()],
    open: (): readonly string[] =>
      [...layers].flatMap(([digest, { bytes, total }]) => (bytes < total ? [digest] : [])),
    take: (said: PullLine): void => {
      const now = performance.now();
      detail = detailOf(said);
      // Comparing and writing take their time on a slow disk, and no bytes come.
      if (detail !== null && detail !== "pulling manifest") cameAt = now;
      const { digest, total, completed } = said;
      if (digest === null || total === null) return;
      if (layers.size >= MOST_LAYERS && !layers.has(digest)) return;
      const bytes = Math.min(total, completed);
      const layer = layers.get(digest) ?? { first: bytes, bytes: -1 };
      if (bytes > layer.bytes) cameAt = now;
      layers.set(digest, { total, first: layer.first, bytes: Math.max(bytes, layer.bytes) });
      marks.push({ at: now, bytes: sum((each) => each.bytes - each.first) });
      while (marks.length > 2 && (marks[1]?.at ?? now) < now - RATE_MS) marks.shift();
    },
    look: (): PullProgress & { readonly idleMs: number; readonly hasComeOn: boolean } => {
      const now = performance.now();
      const [first] = marks;
      const last = marks.at(-1);
      const ms = first === undefined ? 0 : now - first.at;
      const rate =
        first === undefined || last === undefined || ms < 200
          ? null
          : ((last.bytes - first.bytes) / ms) * 1000;
      const bytes = sum((layer) => layer.bytes);
      return {
        bytes,
        total: sum((layer) => layer.total),
        rate,
        detail,
        idleMs: now - cameAt,
        hasComeOn: sum((layer) => layer.bytes - layer.first) > 0,
      };
    },
  };
};

/** What the server says that it does, unless that is fetching bytes. */
const detailOf = ({ status }: PullLine): string | null =>
  status !== null && !/^pulling [0-9a-f]/.test(status) ? status.slice(0, LONGEST_DETAIL) : null;

const LONGEST_DETAIL = 160;
