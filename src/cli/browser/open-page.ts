// Opens a page in the user's browser, or says why not. The opener is started by argv, never through a shell, and never
// ended by us: on some systems it is the browser itself.

import type { Facts } from "../../plan/facts.ts";
import { chooseOpener } from "./choose-opener.ts";
import { serveSingleUseLink } from "./single-use-link.ts";

export type Opened =
  | { readonly kind: "opened" }
  /** The opener said yes, but no browser came within the time. */
  | { readonly kind: "not-fetched" }
  | { readonly kind: "not-opened"; readonly reason: string };

const linkLifeMs = 30_000;

/**
 * Opens `link` (which may hold a token) through a single-use loopback link. Waits until the browser has fetched it, the
 * opener failed, 30 s passed, or `signal` says so.
 */
export const openPage = async (
  facts: Pick<Facts, "os" | "wsl" | "session">,
  { link, signal }: { link: string; signal: AbortSignal },
): Promise<Opened> => {
  const opening = chooseOpener(facts);
  if (opening.kind === "none") return { kind: "not-opened", reason: opening.reason };
  const single = serveSingleUseLink(link, linkLifeMs);
  signal.addEventListener("abort", single.withdraw, { once: true });
  const failure = startOpener(opening.argv[0], single.url).then((reason) => {
    // explorer.exe ends with 1 when all went well.
    const isFailure = reason !== null && !(opening.exitCodeLies && reason.startsWith("exit code"));
    if (isFailure) single.withdraw();
    return isFailure ? reason : null;
  });
  if (await single.used) return { kind: "opened" };
  // An opener that still runs has not failed: some stay as long as the browser does.
  const reason = await Promise.race([failure, Promise.resolve(null)]);
  return reason === null
    ? { kind: "not-fetched" }
    : { kind: "not-opened", reason: `\`${opening.argv[0]}\`: ${reason}` };
};

/** Starts the opener in a session of its own; resolves with null when it ended well, else with how it failed. */
const startOpener = async (program: string, url: string): Promise<string | null> => {
  try {
    const opener = Bun.spawn([program, url], { stdio: ["ignore", "ignore", "ignore"], detached: true });
    opener.unref();
    await opener.exited;
    if (opener.signalCode !== null) return `ended by ${opener.signalCode}`;
    return opener.exitCode === 0 ? null : `exit code ${opener.exitCode}`;
  } catch (error) {
    return error instanceof Error ? error.message : "could not be started";
  }
};
