// Whether git, as it is set here, refuses what a filter gives it for its line ends. It asks git, and changes nothing.

import type { Host } from "../../host/host.ts";
import { runGit } from "./run-git.ts";

/**
 * With both settings git wants every text to come back from it as it was, with CRLF. A notebook whose outputs were taken out
 * has plain line ends, whatever it had, and git ends with 128. False when git does not tell.
 */
export const refusesPlainLineEnds = async (host: Host, root: string): Promise<boolean> => {
  const isTrue = await Promise.all(
    ["core.safecrlf", "core.autocrlf"].map(async (name) => {
      const ran = await runGit({ host, root }, ["config", "--bool-or-str", name]);
      return ran.kind === "exited" && ran.code === 0 && ran.stdout.trim() === "true";
    }),
  );
  return isTrue.every(Boolean);
};
