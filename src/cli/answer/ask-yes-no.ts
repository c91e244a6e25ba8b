// A question with yes or no, on the terminal.

import { createInterface } from "node:readline/promises";

/** Asks on standard error and reads a line of standard input; anything but `y` or `yes`, and an end of input, is a no. */
export const askYesNo = async (question: string): Promise<boolean> => {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
  const answer = await Promise.race([terminal.question(`${question} [y/N] `), closed]);
  terminal.close();
  return /^y(?:es)?$/i.test(answer.trim());
};
