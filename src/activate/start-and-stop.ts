// The programs of a `jig shell`: `start` and `stop`, two words for this project's `up` and `down`, and `jig` itself, which
// may be on no PATH.

import { quoteWord } from "../plan/render/render-shell.ts";

export interface SmallProgram {
  readonly name: "start" | "stop" | "jig";
  readonly text: string;
}

/** @param self the words that start this very jig @param root the project's folder, whatever is in its name */
export const startAndStop = (self: readonly string[], root: string): readonly SmallProgram[] => [
  { name: "start", text: programText([...self, "up", "-C", root]) },
  { name: "stop", text: programText([...self, "down", "-C", root]) },
  { name: "jig", text: programText(self) },
];

const programText = (words: readonly string[]): string =>
  `#!/bin/sh\n# Written by jig at each \`jig shell\`.\nexec ${words.map((word) => quoteWord(word)).join(" ")} "$@"\n`;
