// Runs Nix as every use of it does: in jig's own folder, flakes allowed, nothing asked, nothing of the user's loader in
// its way; and not for ever: one that neither downloads nor builds is given up after a while, whatever it says.

import type { Host, Ran } from "../../host/host.ts";
import { readNixLog } from "./read-nix-log.ts";
import type { StepContext } from "../realize-context.ts";

export interface NixRequest {
  /** The path of Nix. */
  readonly nix: string;
  readonly args: readonly string[];
  /** Where it runs. */
  readonly folder: string;
  /** How long it may do nothing that it tells of. What it only says to people is no work. */
  readonly silenceMs: number;
  /** How long it may take, not counting downloads and builds. */
  readonly thinkingMs: number;
}

/** How a Nix ended. */
export interface NixRan {
  readonly ran: Ran;
  /** Why it was ended before its time; null when it was not. */
  readonly givenUp: "silent" | "endless" | null;
  /** What it said to people: its first error, and the last of the rest. */
  readonly messages: readonly string[];
}

/** To put its store and its builders in order. */
const GRACE_MS = 2000;

const FLAKES = ["--extra-experimental-features", "nix-command flakes"];

/** It never waits for input, and tells its progress through the context. */
export const runNix = async (
  { host, signal, progress, turn }: Pick<StepContext, "host" | "signal" | "progress" | "turn">,
  { nix, args, folder, silenceMs, thinkingMs }: NixRequest,
): Promise<NixRan> => {
  const giveUp = new AbortController();
  const reading = readNixLog(progress);
  let givenUp: NixRan["givenUp"] = null;
  const patience = (why: "silent" | "endless", ms: number) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const begin = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        // A compiler may be at work for an hour without a word.
        if (reading.isBuilding()) return begin();
        givenUp ??= why;
        giveUp.abort();
      }, ms);
    };
    begin();
    return { begin, end: () => clearTimeout(timer) };
  };
  const silence = patience("silent", silenceMs);
  const thinking = patience("endless", thinkingMs);
  try {
    const ran = await host.run({
      argv: [nix, ...FLAKES, "--log-format", "internal-json", "-v", ...args],
      cwd: folder,
      env: nixEnvironment(host),
      signal: AbortSignal.any([signal, giveUp.signal]),
      graceMs: GRACE_MS,
      ...(turn === null ? {} : { sharesLock: turn }),
      onStderrLine: (line) => {
        const word = reading.read(line);
        if (word !== "said") silence.begin();
        if (word === "brought") thinking.begin();
      },
    });
    return { ran, givenUp, messages: reading.messages() };
  } finally {
    silence.end();
    thinking.end();
  }
};

/** The user's, less what a loader of another C library would choke on. */
const nixEnvironment = ({ env }: Pick<Host, "env">): Readonly<Record<string, string | undefined>> => ({
  ...env,
  LD_LIBRARY_PATH: undefined,
  LD_PRELOAD: undefined,
  NO_COLOR: "1",
});
