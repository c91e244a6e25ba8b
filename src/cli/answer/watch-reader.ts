// Whether anybody still reads what a command tells that goes on for ever.

import type { Channel } from "./streams.ts";

const READER_MS = 500;

/** A pipe that nobody reads any more is only told to who writes: a quiet service would keep `logs -f | head` for ever. */
export const watchReader = (out: Channel): { readonly gone: AbortSignal; readonly close: () => void } => {
  const gone = new AbortController();
  const timer = setInterval(() => out.isReaderGone() && gone.abort(), READER_MS);
  return { gone: gone.signal, close: () => clearInterval(timer) };
};
