// Opens a page in the user's browser, or says why not. The opener is started by argv, never through a shell, and never
// ended by us: on some systems it is the browser itself.

import type { Facts } from "../../plan/facts.ts";
import { chooseOpener, type Opener } from "./choose-opener.ts";
import { serveSingleUseLink } from "./single-use-link.ts";

export type Opened =
  | { readonly kind: "opened" }
  /** The opener said yes, but no browser came within the time. */
  | { readonly kind: "not-fetched" }
  /** `isTried`: an opener was started, and failed. */
  | { readonly kind: "not-opened"; readonly reason: string; readonly isTried: boolean };

const linkLifeMs = 30_000;

/**
 * Opens `link` (which may hold a token) through a single-use loopback link, with the first opener that does not fail. Waits
 * until the browser has fetched it, all openers failed, 30 s passed, or `signal` says so.
 */
export const openPage = async (
  facts: Pick<Facts, "os" | "wsl" | "session">,
  { link, signal }: { link: string; signal: AbortSignal },
): Promise<Opened> => {
  const opening = chooseOpener(facts);
  if (opening.kind === "none") return { kind: "not-opened", reason: opening.reason, isTried: false };
  const single = serveSingleUseLink(link, linkLifeMs);
  signal.addEventListener("abort", single.withdraw, { once: true });
  let wasUsed = false;
  const used = single.used.then((outcome) => (wasUsed = outcome));
  const failures: string[] = [];
  const tried = (async () => {
    for (const opener of opening.openers) {
      const failure = await tryOpener(opener, single.url);
      // One that failed after the browser had come has done its work.
      if (failure === null || wasUsed || signal.aborted) return;
      failures.push(failure);
    }
    single.withdraw();
  })();
  if (await used) return { kind: "opened" };
  // An opener that still runs has not failed: some stay as long as the browser does.
  await Promise.race([tried, Promise.resolve()]);
  return failures.length === opening.openers.length
    ? { kind: "not-opened", reason: failures.join("; "), isTried: true }
    : { kind: "not-fetched" };
};

/** Null when it did not fail, as far as can be known. */
const tryOpener = async ({ path, exitCodeLies }: Opener, url: string): Promise<string | null> => {
  const reason = await startOpener(path, url);
  if (reason === null || (exitCodeLies && reason.startsWith("exit code"))) return null;
  return `\`${path}\`: ${reason}`;
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
    // Windows' programs on a WSL that does not run them, for one.
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return code === "" ? "it cannot be started" : `it cannot be started (${code})`;
  }
};
