// Whether a browser should open, and with which programs. Pure: the same facts give the same answer.

import type { Facts } from "../../plan/facts.ts";

export type Opening =
  /** The first that works is enough; never empty. */
  | { readonly kind: "open"; readonly openers: readonly Opener[] }
  /** Nothing is opened; the reason is for people. */
  | { readonly kind: "none"; readonly reason: string };

export interface Opener {
  /** Absolute. It gets the link as its one argument, and no shell sees it. */
  readonly path: string;
  /** It ends with a failure when all went well. */
  readonly exitCodeLies: boolean;
}

/**
 * Chooses the openers to try, in order: WSL `wslview`, `xdg-open`, `explorer.exe`; macOS `open`; Linux `xdg-open`, with a display only.
 * Nothing opens under SSH, in CI or without a terminal: a text browser would take the terminal over, or nobody looks.
 */
export const chooseOpener = (facts: Pick<Facts, "os" | "wsl" | "session">): Opening => {
  const { session } = facts;
  if (session.ci) return { kind: "none", reason: "this runs in CI" };
  if (session.ssh) return { kind: "none", reason: "this is an SSH session" };
  if (!session.stdoutTty) return { kind: "none", reason: "the output is not a terminal" };
  const isWsl = facts.wsl !== null;
  if (facts.os === "linux" && !isWsl && !session.display)
    return { kind: "none", reason: "there is no display" };
  const wanted =
    facts.os === "macos" ? ["open"] : isWsl ? ["wslview", "xdg-open", "explorer.exe"] : ["xdg-open"];
  // On WSL `xdg-open` without a display would start a text browser.
  const openers = wanted
    .filter((name) => name !== "xdg-open" || session.display)
    .flatMap((name) => session.openers.find((candidate) => candidate.name === name) ?? [])
    .map(({ name, path }) => ({ path, exitCodeLies: name === "explorer.exe" }));
  return openers.length === 0
    ? { kind: "none", reason: `no ${wanted.join(" or ")} on PATH` }
    : { kind: "open", openers };
};
