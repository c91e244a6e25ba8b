// Asks before something is removed; where nobody can be asked, nothing is.

import type { JigContext } from "../context.ts";
import { askYesNo } from "./ask-yes-no.ts";
import { exitCodes } from "./exit-codes.ts";
import { stopFor, toldStop, type Stop } from "./stop.ts";

/** Null: yes. @param command with which `--yes` answers: `jig clean` */
export const askToRemove = async (
  { host, err }: JigContext,
  { command, question }: { readonly command: string; readonly question: string },
): Promise<Stop | null> => {
  const { stdin, stderr } = host.machine.tty;
  if (!stdin || !stderr) {
    return stopFor(exitCodes.failed, {
      code: "not-asked",
      message: "nothing is removed, as nobody can be asked here",
      hint: `\`${command} --yes\` removes it`,
    });
  }
  if (await askYesNo(question)) return null;
  err.write("left as it is\n");
  return toldStop(exitCodes.failed);
};
