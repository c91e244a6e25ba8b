// Whether a browser should open, and with which program. Pure: the same facts give the same answer.

import type { Facts } from "../../plan/facts.ts";

export type Opening =
  | { readonly kind: "open"; readonly argv: readonly [string]; readonly exitCodeLies: boolean }
  /** Nothing is opened; the reason is for people. */
  | { readonly kind: "none"; readonly reason: string };

/**
 * Chooses an opener: WSL `wslview`, `xdg-open`, `explorer.exe`; macOS `open`; Linux `xdg-open`, with a display only.
 * Nothing opens under SSH, in CI or without a terminal: a text browser would take the terminal over, or nobody looks.
 */
export const chooseOpener = (facts: Pick<Facts, "os" | "wsl" | "session">): Opening => {
  const { session } = facts;
  if (session.ci) return { kind: "none", reason: "CI" };
  if (session.ssh) return { kind: "none", reason: "this is an SSH session" };
  if (!session.stdoutTty) return { kind: "none", reason: "the output is not a terminal" };
  const isWsl = facts.wsl !== null;
  if (facts.os === "linux" && !isWsl && !session.display)
    return { kind: "none", reason: "there is no display" };
  const wanted =
    facts.os === "macos" ? ["open"] : isWsl ? ["wslview", "xdg-open", "explorer.exe"] : ["xdg-open"];
  for (const name of wanted) {
    // On WSL `xdg-open` without a display would start a text browser.
    if (name === "xdg-open" && !session.display) continue;
    const opener = session.openers.find((candidate) => candidate.name === name);
    if (opener !== undefined) {
      return { kind: "open", argv: [opener.path], exitCodeLies: name === "explorer.exe" };
    }
  }
  return { kind: "none", reason: `no ${wanted.join(" or ")} on PATH` };
};
