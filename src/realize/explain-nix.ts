// Why Nix could not be used, in a few words, by what it said: it has no codes for its errors. The samples are its own.

import type { NixRan } from "./run-nix.ts";

/** Half a sentence: `Nix cannot be used: …`. */
export const explainNix = ({ ran, wasSilent, messages }: NixRan, silenceMs: number): string => {
  if (wasSilent) return `it said nothing for ${Math.round(silenceMs / 1000)} s`;
  if (ran.kind === "failed-to-start") return ran.message;
  const said = messages.join("\n");
  const known = samples.find(([pattern]) => pattern.test(said));
  if (known !== undefined) return known[1];
  const error = messages.findLast((line) => /^\s*error:\s*\S/.test(line)) ?? messages.at(-1);
  const end = ran.kind === "killed" ? `it was ended by ${ran.signal}` : `it ended with ${ran.code}`;
  if (error === undefined) return end;
  return error.replace(/^\s*error:\s*/, "").trim();
};

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
  [/no space left on device/i, "the disk of its store is full"],
  [
    /resolve host(name| name)|Could not resolve|Couldn't resolve|couldn't connect|timeout was reached|HTTP error|unable to download/i,
    "nixpkgs cannot be fetched (no network?)",
  ],
  [/group 'nixbld'.*does not exist|build users group has no members/i, "it has no users to build with"],
];
