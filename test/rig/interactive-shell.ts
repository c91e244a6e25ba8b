// A real shell on a terminal, to which a test types. What a line prints is read from a file: the screen is for people.

import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Outcome } from "./outcome.ts";
import type { Running } from "./start-program.ts";
import { waitFor } from "./wait-for.ts";

export interface InteractiveShell {
  /** Types a line and gives what it printed on standard output. */
  ask(line: string): Promise<string>;
  /** The environment of a program that is started from it now. */
  variables(): Promise<ReadonlyMap<string, string>>;
  type(line: string): void;
  /** Types `exit CODE` and waits for the end. */
  leave(code?: number): Promise<Outcome>;
  readonly screen: () => string;
}

/** @param folder for the files of answers; its path needs no quotes in any shell */
export const talkTo = (running: Running, folder: string): InteractiveShell => {
  mkdirSync(folder, { recursive: true });
  let asked = 0;
  const ask = async (line: string): Promise<string> => {
    asked += 1;
    const path = join(folder, String(asked));
    // Renamed when it is whole.
    running.type(`${line} >${path}.part; command mv ${path}.part ${path}\r`);
    await waitFor(`the answer to ${line}`, () => existsSync(path), { explain: running.stdout });
    return readFileSync(path, "utf8");
  };
  return {
    ask,
    variables: async () => {
      const text = await ask("command env -0");
      return new Map(
        text
          .split("\0")
          .filter((entry) => entry !== "")
          .map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
      );
    },
    type: (line) => running.type(`${line}\r`),
    leave: (code = 0) => {
      running.type(`exit ${code}\r`);
      return running.ended;
    },
    screen: running.stdout,
  };
};
