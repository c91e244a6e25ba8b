// Runs Nix as every use of it does: in jig's own folder, flakes allowed, nothing asked, nothing of the user's loader in
// its way; and not for ever: one that says nothing for a minute and builds nothing is given up.

import { isRecord } from "../base/is-record.ts";
import type { Host, Ran } from "../host/host.ts";
import type { StepContext } from "./realize-context.ts";

export interface NixRequest {
  /** The path of Nix. */
  readonly nix: string;
  readonly args: readonly string[];
  /** Where it runs. */
  readonly folder: string;
  /** How long it may say nothing. */
  readonly silenceMs: number;
}

/** How a Nix ended, and whether it was given up. `messages`: what it said to people. */
export interface NixRan {
  readonly ran: Ran;
  readonly wasSilent: boolean;
  readonly messages: readonly string[];
}

const FLAKES = ["--extra-experimental-features", "nix-command flakes"];

/** It never waits for input, and tells its progress through the context. */
export const runNix = async (
  { host, signal, progress, turn }: Pick<StepContext, "host" | "signal" | "progress" | "turn">,
  { nix, args, folder, silenceMs }: NixRequest,
): Promise<NixRan> => {
  const giveUp = new AbortController();
  const reading = readingLog(progress);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      // A compiler may be at work for an hour without a word.
      if (reading.isBuilding()) wait();
      else giveUp.abort();
    }, silenceMs);
  };
  wait();
  try {
    const ran = await host.run({
      argv: [nix, ...FLAKES, "--log-format", "internal-json", "-v", ...args],
      cwd: folder,
      env: nixEnvironment(host),
      signal: AbortSignal.any([signal, giveUp.signal]),
      ...(turn === null ? {} : { sharesLock: turn }),
      onStderrLine: (line) => {
        wait();
        reading.read(line);
      },
    });
    return { ran, wasSilent: giveUp.signal.aborted, messages: reading.messages };
  } finally {
    clearTimeout(timer);
  }
};

/** The user's, less what a loader of another C library would choke on. */
const nixEnvironment = ({ env }: Pick<Host, "env">): Readonly<Record<string, string | undefined>> => ({
  ...env,
  LD_LIBRARY_PATH: undefined,
  LD_PRELOAD: undefined,
  NO_COLOR: "1",
});

/** Of Nix's kinds of activity, the one that may be silent for long. */
const BUILD = 105;

/** Nix's log is JSON, a line a happening, each behind `@nix `; what else comes is for people as it is. */
const readingLog = (progress: (detail: string) => void) => {
  const messages: string[] = [];
  const builds = new Set<unknown>();
  const take = (happening: Readonly<Record<string, unknown>>): void => {
    const { action, id, type } = happening;
    const text = textIn(happening);
    if (action === "start" && type === BUILD) builds.add(id);
    if (action === "stop") builds.delete(id);
    if (action === "start" && text !== "") progress(shorten(text));
    // The levels 0 to 2: errors, warnings, notices.
    if (action === "msg" && Number(happening["level"]) <= 2 && text !== "")
      messages.push(...text.split("\n"));
  };
  return {
    messages,
    isBuilding: () => builds.size > 0,
    read: (line: string): void => {
      if (!line.startsWith("@nix ")) {
        if (line.trim() !== "") messages.push(line);
        return;
      }
      const happening = parse(line.slice("@nix ".length));
      if (happening !== null) take(happening);
    },
  };
};

const textIn = (happening: Readonly<Record<string, unknown>>): string => {
  const text = happening["raw_msg"] ?? happening["msg"] ?? happening["text"];
  // Colours are put into messages whatever one asks for.
  // oxlint-disable-next-line no-control-regex
  return typeof text === "string" ? text.replaceAll(/\u001b\[[\d;]*m/g, "") : "";
};

/** `/nix/store/HASH-git-2.39` is `git-2.39` to a person. */
const shorten = (text: string): string => text.replaceAll(/'?\/nix\/store\/[a-z0-9]{32}-([^\s']+)'?/g, "$1");

const parse = (text: string): Readonly<Record<string, unknown>> | null => {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
};
