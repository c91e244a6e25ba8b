// What is said of a server that the description names and that cannot be used: where that is written, and what helps. It asks
// nobody.

import type { PlannedOllama } from "../../plan/services/service-spec.ts";
import { addressText, isLoopback, parseAddress, type ServerAddress } from "./address.ts";

type NamedHost = Pick<PlannedOllama, "host" | "hostAt">;

/** @param remark what is wrong with what answers there; null: nothing does */
export const sayNotThere = (named: NamedHost, remark: Remark | null): NotThere => {
  const address = parseAddress(named.host ?? "");
  const isSilent = remark === null && address !== null;
  return {
    why: `${remark?.why ?? `nothing answers at \`${named.host ?? ""}\``}${sayHostAt(named)}`,
    hint: isSilent
      ? adviseFor(address)
      : (remark?.hint ?? "correct `host`, or take it out: then jig starts one itself"),
  };
};

/** What is wrong with a server that answers, for people. */
export interface Remark {
  readonly why: string;
  /** Where there is more to do about it than to use another. */
  readonly hint?: string;
}

interface NotThere {
  readonly why: string;
  readonly hint: string;
}

/** One that was used until now. @param host null: it was found, and another may be */
export const sayGone = (address: ServerAddress, ollama: NamedHost): string => {
  const gone = `the Ollama at ${addressText(address)} answers no more`;
  return ollama.host === null
    ? `${gone}; \`jig up\` looks for another, or starts one`
    : `${gone}${sayHostAt(ollama)}: it is used again once it does`;
};

const sayHostAt = ({ hostAt }: Pick<NamedHost, "hostAt">): string =>
  hostAt === undefined ? "" : ` (\`host\`, ${hostAt.file}:${hostAt.line})`;

const adviseFor = (address: ServerAddress): string =>
  isLoopback(address)
    ? `\`OLLAMA_HOST=${addressText(address).replace(/^https?:\/\//, "")} ollama serve\` starts one there; without \`host\` jig starts one itself`
    : "see that Ollama runs there and listens to other machines (`OLLAMA_HOST=0.0.0.0` there), or correct `host`";
