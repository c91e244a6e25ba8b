// Writing for a reader who may be slow, asleep or gone, without ever waiting for one: whoever writes this way can still be
// told to stop. What does not fit into the queue is counted and left out.

import fs from "node:fs";

import { errorCode } from "../../host/files/file-error.ts";
import { openPoll } from "../../host/libc/poll.ts";

export interface PatientWriter {
  /** Takes whole lines. */
  readonly write: (text: string) => void;
  /** Nobody reads any more: the pipe is closed, the terminal gone. */
  readonly gone: AbortSignal;
  /** Writes what is left, for as long as somebody reads, and no longer than this; then nothing more is written. */
  readonly close: (patienceMs: number) => Promise<void>;
}

export interface PatientOptions {
  readonly descriptor: 1 | 2;
  /** How much waits at most, beside what is being written. */
  readonly limit?: number;
  /** What is written in place of lines that were left out. */
  readonly sayLeftOut: (lines: number) => string;
}

/** A pipe takes this much at once or says that it does not. */
const PIECE = 4096;
const AGAIN_MS = 20;
/** A reader who leaves is only told to who writes. */
const READER_MS = 500;
const LIMIT = 4 * 1024 * 1024;

export const createPatientWriter = (options: PatientOptions): PatientWriter => {
  const { descriptor } = options;
  const poll = openPoll();
  const gone = new AbortController();
  const queue = createQueue(options);
  let again: ReturnType<typeof setTimeout> | undefined;
  const leave = (): void => {
    queue.forget();
    gone.abort();
  };
  const pump = (): void => {
    clearTimeout(again);
    again = undefined;
    for (let piece = queue.piece(); piece.length > 0; piece = queue.piece()) {
      const written = poll.isWritable(descriptor) ? writeSome(descriptor, piece) : 0;
      if (written === "gone") return leave();
      queue.drop(written);
      if (written === 0) {
        again = setTimeout(pump, AGAIN_MS);
        return;
      }
    }
  };
  const reader = setInterval(() => poll.isReaderGone(descriptor) && leave(), READER_MS);
  return {
    gone: gone.signal,
    write: (text) => {
      if (gone.signal.aborted) return;
      queue.add(text);
      if (again === undefined) pump();
    },
    close: async (patienceMs) => {
      const start = performance.now();
      while (queue.piece().length > 0 && performance.now() - start < patienceMs) {
        pump();
        await Bun.sleep(AGAIN_MS);
      }
      clearTimeout(again);
      clearInterval(reader);
      leave();
      poll.close();
    },
  };
};

interface Queue {
  readonly add: (text: string) => void;
  /** What is to be written next; empty when nothing is left. */
  readonly piece: () => Uint8Array;
  /** So many bytes of the piece are written. */
  readonly drop: (bytes: number) => void;
  readonly forget: () => void;
}

const createQueue = ({ limit = LIMIT, sayLeftOut }: PatientOptions): Queue => {
  // What is being written, and what comes behind it.
  let bytes = Buffer.alloc(0);
  let texts: string[] = [];
  let waiting = 0;
  let leftOut = 0;
  const refill = (): void => {
    if (leftOut > 0) texts.push(sayLeftOut(leftOut));
    bytes = Buffer.from(texts.join(""));
    texts = [];
    waiting = 0;
    leftOut = 0;
  };
  return {
    add: (text) => {
      if (leftOut > 0 || waiting > limit) leftOut += text.split("\n").length - 1;
      else {
        texts.push(text);
        waiting += text.length;
      }
    },
    piece: () => {
      if (bytes.length === 0) refill();
      return bytes.subarray(0, PIECE);
    },
    drop: (written) => {
      bytes = bytes.subarray(written);
    },
    forget: () => {
      bytes = Buffer.alloc(0);
      texts = [];
      leftOut = 0;
    },
  };
};

const writeSome = (descriptor: number, bytes: Uint8Array): number | "gone" => {
  try {
    return fs.writeSync(descriptor, bytes);
  } catch (error) {
    // Somebody else who writes there was quicker, or has it set not to wait. Anything else will not get better.
    return errorCode(error) === "EAGAIN" || errorCode(error) === "EINTR" ? 0 : "gone";
  }
};
