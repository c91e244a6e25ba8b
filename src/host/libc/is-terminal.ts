// Whether a descriptor is a terminal.

import { loadCalls } from "./load-calls.ts";

/** `node:tty` knows too, and takes eight milliseconds to load. */
export const isTerminal = (descriptor: number): boolean => {
  const isatty = { args: ["i32"], returns: "i32" } as const;
  const library = loadCalls({ isatty });
  const answer = library.symbols.isatty(descriptor) === 1;
  library.close();
  return answer;
};
