// `jig completions SHELL`: the script that teaches a shell to complete jig. It writes no file of the user's.

import { exitCodes } from "../answer/exit-codes.ts";
import { stopFor } from "../answer/stop.ts";
import type { InDirectory } from "../command-line/flags.ts";
import { completionScript, completionShells } from "../completions/shell-scripts.ts";
import { tellStop, type JigContext } from "../context.ts";

export function completions(context: JigContext, _: InDirectory, name: string): void {
  const shell = completionShells.find((known) => known === name);
  if (shell !== undefined) return context.out.write(completionScript(shell));
  tellStop(
    context,
    stopFor(exitCodes.usage, {
      code: "unknown-shell",
      message: `jig cannot complete in \`${name}\``,
      hint: "there are `bash`, `zsh` and `fish`",
    }),
  );
}
