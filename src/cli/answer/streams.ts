// Standard output and error by descriptor. The runtime's own streams make a pipe non-blocking for everybody who shares
// it, and `jig run` hands these descriptors on to a command that has never heard of EAGAIN.

import fs from "node:fs";

import { isTerminal } from "../../host/libc/is-terminal.ts";
import { isReaderGone } from "../../host/libc/poll.ts";
import type { Paper } from "../../show/problems/draw-problem.ts";
import { styleFor, type Style } from "../../show/text/style.ts";
import type { Columns } from "../../show/text/wrap-words.ts";
import { exitCodeFor, sayTrouble } from "./say-trouble.ts";

export interface Channel {
  /** Writes all of it before it returns. When nobody reads any more, jig ends quietly, as `head` expects. */
  readonly write: (text: string) => void;
  /** Whether nobody can read any more what would be written: the pipe's other end is closed. */
  readonly isReaderGone: () => boolean;
  readonly isTerminal: boolean;
  readonly color: boolean;
  /** Terminal columns now; 80 where nobody knows. */
  readonly columns: () => number;
  /** Where prose is broken: at a terminal's edge, and nowhere else. */
  readonly wrapAt: () => Columns;
  readonly style: Style;
}

/** What is drawn on a channel: its colours, its width. */
export const paperOf = (channel: Channel): Paper => ({ style: channel.style, columns: channel.wrapAt() });

/** A channel over descriptor 1 or 2. Colours follow `NO_COLOR`, `FORCE_COLOR` and `TERM=dumb`. */
export const channelFor = (descriptor: 1 | 2, env: Readonly<Record<string, string | undefined>>): Channel => {
  const asTerminal = once(() => isTerminal(descriptor));
  const forced = env["FORCE_COLOR"] !== undefined && env["FORCE_COLOR"] !== "0";
  const refused = (env["NO_COLOR"] ?? "") !== "" || env["TERM"] === "dumb";
  const color = once(() => !refused && (asTerminal() || forced));
  const style = once(() => styleFor(color()));
  // Found out when somebody asks: a command that writes nothing should not pay for it.
  return {
    write: (text) => writeAll(descriptor, text),
    isReaderGone: () => isReaderGone(descriptor),
    get isTerminal() {
      return asTerminal();
    },
    get color() {
      return color();
    },
    columns: () => (asTerminal() ? Math.max(20, columnsOf(descriptor)) : 80),
    wrapAt: () => (asTerminal() ? Math.max(20, columnsOf(descriptor)) : null),
    get style() {
      return style();
    },
  };
};

const once = <Value>(find: () => Value): (() => Value) => {
  let found: { readonly value: Value } | null = null;
  return () => (found ??= { value: find() }).value;
};

/** Terminals only (some have no size yet, and say 0): asking a terminal's stream for its size leaves the terminal as it is. */
const columnsOf = (descriptor: 1 | 2): number =>
  (descriptor === 1 ? process.stdout.columns : process.stderr.columns) || 80;

const writeAll = (descriptor: number, text: string): void => {
  let bytes = Buffer.from(text);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(fs.writeSync(descriptor, bytes));
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : null;
      // Somebody else made it non-blocking and the reader is slow: wait for it.
      if (code === "EAGAIN") Bun.sleepSync(5);
      else if (code === "EPIPE" || code === "EBADF") process.exit(process.exitCode ?? 0);
      // Nobody is left to tell when standard error itself fails.
      else if (descriptor === 2) return;
      // Thrown, it would reach people as a bug of whatever was printing.
      else {
        writeAll(2, `${sayTrouble(error, "standard output")}\n`);
        process.exit(exitCodeFor(error));
      }
    }
  }
};
