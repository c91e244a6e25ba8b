// Why Nix could not be used, in a few words, by what it said: it has no codes for its errors. The samples are its own.

import type { Ran } from "../../host/host.ts";
import type { NixRan, NixRequest } from "../nix/run-nix.ts";

/** Half a sentence: `Nix cannot be used: …`. */
export const explainNix = (
  { ran, givenUp, messages }: NixRan,
  { silenceMs, thinkingMs }: Pick<NixRequest, "silenceMs" | "thinkingMs">,
): string => {
  if (givenUp === "silent") return `it did nothing for ${inSeconds(silenceMs)}`;
  if (givenUp === "endless") return `it came to no end in ${inSeconds(thinkingMs)}`;
  if (ran.kind === "failed-to-start") return ran.message;
  const known = knownTrouble(messages);
  if (known !== null) return known;
  const error = messages.find((line) => /^\s*error:\s*\S/.test(line)) ?? withoutWarnings(messages).at(-1);
  return error === undefined ? sayEnd(ran) : error.replace(/^\s*error:\s*/, "").trim();
};

/** Of one that said nothing about it. */
const sayEnd = (ran: Exclude<Ran, { readonly kind: "failed-to-start" }>): string => {
  if (ran.kind === "exited")
    return ran.code === 0 ? "its answer is none of Nix's" : `it ended with ${ran.code}`;
  // Who writes more than is kept is ended for it.
  return ran.stdout.length > 1_000_000
    ? "it wrote more than any answer of Nix's"
    : `it was ended by ${ran.signal}`;
};

/** What is wrong with this Nix or the way to nixpkgs, and with no package; null when it may be the packages. */
export const knownTrouble = (messages: readonly string[]): string | null => {
  const said = withoutWarnings(messages).join("\n");
  return refusedFolder(said) ?? samples.find(([pattern]) => pattern.test(said))?.[1] ?? null;
};

/** A Nix that warns of one thing, or does without it, may fail for another. */
const withoutWarnings = (messages: readonly string[]): readonly string[] =>
  messages.filter((line) => !/^\s*(?:warning:|error \(ignored\):)/.test(line));

/** A folder of its own beside the store, most often its cache below the home: making room in the store would not help. */
const refusedFolder = (said: string): string | null => {
  for (const [pattern, words] of refusals) {
    const path = pattern.exec(said)?.[1];
    if (path !== undefined && !path.startsWith("/nix/")) return words(path);
  }
  return null;
};

const noRoom = (path: string): string =>
  `\`${path}\` cannot be written to: there is no room left on its disk`;

const refusals: readonly (readonly [RegExp, (path: string) => string])[] = [
  [/'(\/[^'\n]+)'[^'\n]*: (?:No space left on device|Disk quota exceeded)/i, noRoom],
  [/database or disk is full \(in '(\/[^'\n]+)'/i, noRoom],
  [
    /'(\/[^'\n]+)'[^'\n]*: Read-only file system/i,
    (path) => `\`${path}\` cannot be written to: the file system is read-only`,
  ],
  [
    /'(\/[^'\n]+)'[^'\n]*: (?:Permission denied|Operation not permitted)/i,
    (path) => `permission denied for \`${path}\``,
  ],
];

const inSeconds = (milliseconds: number): string => `${Math.round(milliseconds / 1000)} s`;

const samples: readonly (readonly [RegExp, string])[] = [
  [/cannot connect to (socket|daemon)|daemon-socket/i, "its daemon does not answer"],
  [
    /unrecognised flag '--extra-experimental-features'|unknown experimental feature|is not a recognised command/i,
    "it is too old for flakes",
  ],
  [/experimental (Nix )?feature '.*' is disabled/i, "its settings forbid flakes"],
  [/read-only file system|remounting .* writable/i, "its store cannot be written to"],
  [
    /(permission denied|Operation not permitted).*\/nix\/|\/nix\/.*permission denied/i,
    "its store cannot be written to",
  ],
  [/no space left on device|disk quota exceeded/i, "its disk is full (`nix store gc` makes room)"],
  [
    /resolve host(name| name)|Could not resolve|Couldn't resolve|couldn't connect|timeout was reached|HTTP error|unable to download/i,
    "nixpkgs cannot be fetched (no network?)",
  ],
  [/group 'nixbld'.*does not exist|build users group has no members/i, "it has no users to build with"],
];
