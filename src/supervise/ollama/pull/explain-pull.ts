// What Ollama's messages about a pull mean, and what to do. It is the one place that reads these texts: the server offers
// nothing else. The test beside it holds recorded ones.

import type { RegistryOddity } from "./ask-registry.ts";
import { hideUsers } from "../../../base/secrets.ts";

export interface PullTrouble {
  /** For people: half a sentence, without a period. */
  readonly why: string;
  readonly hint: string;
  /** Trying again can help: a network that comes back, a server that is restarted. */
  readonly isPassing: boolean;
  /** The disk is full: what came of it is in the way. */
  readonly isRoom?: true;
  /** What came is not what was announced. */
  readonly isDifferent?: true;
}

const final = (why: string, hint: string): PullTrouble => ({ why, hint, isPassing: false });

/** @param model as it is described */
export const explainPull = (message: string, model: string): PullTrouble => {
  // What people call models and hosts may read like an answer.
  const said = message.replaceAll(/\bhttps?:\/\/[^\s"]*/g, "");
  const again = `\`jig models pull ${model}\` tries again`;
  if (/digest mismatch/i.test(message))
    return {
      ...final("what the registry sent is not what it announced (its digest differs)", again),
      isDifferent: true,
    };
  if (/no space left|disk quota|not enough (?:disk )?space/i.test(message))
    return { ...final("the disk with the models is full", `make room; ${again}`), isRoom: true };
  if (/permission denied|read-only file system|operation not permitted/i.test(message))
    return final(
      `the server cannot write into its models folder (${pathIn(message) ?? clip(message)})`,
      "make it writable for the server, or name another in `OLLAMA_MODELS`",
    );
  if (/invalid model name|name is invalid|invalid name|model is required/i.test(message))
    return final("Ollama does not take this for the name of a model", "write it as on ollama.com/library");
  if (/requires a newer version|(?:^|\s)412:/i.test(said))
    return final("it needs a newer Ollama than this one", "update Ollama");
  if (/(?:^|\s)40[13]:|unauthorized|access denied/i.test(said))
    return final("the registry does not give it to everybody", "look up its name and licence");
  if (/file does not exist|manifest unknown|not found|(?:^|\s)404:/i.test(said))
    return final("the registry has no model of this name", `look up its name and tag${whereToLook(model)}`);
  if (/manifest: (?:invalid character|unexpected end of JSON|json: )/i.test(message))
    return final(
      "what its registry answers is no description of a model",
      `see that ${sayRegistry(model)} is one; ${again}`,
    );
  if (/manifest: .*\bEOF$/i.test(message))
    return { why: `${sayRegistry(model)} hung up before it had answered`, hint: again, isPassing: true };
  if (/insecure protocol|HTTP response to HTTPS client/i.test(message))
    return final("its registry speaks HTTP alone", `name it with \`http://\`: \`"http://${model}"\``);
  return { why: `the registry cannot be read: ${clip(message)}`, hint: again, isPassing: true };
};

/** What jig itself saw of the registry, before the server was asked. */
export const explainOddity = (oddity: RegistryOddity, model: string): PullTrouble => {
  const again = `\`jig models pull ${model}\` tries again`;
  return oddity === "endless"
    ? final(
        `what ${sayRegistry(model)} says of it does not end: 16 MB of it were read, and a few kB are usual`,
        `see that ${sayRegistry(model)} is a registry of models; ${again}`,
      )
    : final(
        `${sayRegistry(model)} names no part of it: what it has under this name is no model`,
        `look up its name and tag${whereToLook(model)}; ${again}`,
      );
};

interface Stall {
  readonly model: string;
  readonly seconds: number;
  readonly isOwn: boolean;
  /** What has come until then: bytes, the names of its parts alone, or nothing. */
  readonly came: "some" | "names" | "nothing";
}

/** Ollama says nothing of the reason while it tries again by itself; its log does. */
export const sayStalled = ({ model, seconds, isOwn, came }: Stall): PullTrouble => {
  const again = `\`jig models pull ${model}\` tries again`;
  const why = {
    some: `not a byte came for ${seconds} s`,
    names: `${sayRegistry(model)} names its parts and sends none of them: not a byte came for ${seconds} s, it hangs up or is silent`,
    nothing: `${sayRegistry(model)} did not say within ${seconds} s which parts it has`,
  }[came];
  const log = isOwn && came === "names" ? "`jig logs ollama` has Ollama's own words; " : "";
  return { why, hint: `${log}${again}`, isPassing: true };
};

/** A name of three parts begins with its registry. */
const registryIn = (model: string): string | null => {
  const [host, ...rest] = model.replace(/^https?:\/\//, "").split("/");
  return rest.length < 2 ? null : (host ?? null);
};

const sayRegistry = (model: string): string => {
  const host = registryIn(model);
  return host === null ? "the registry" : `\`${host}\``;
};

const whereToLook = (model: string): string => {
  const host = registryIn(model);
  return host === null ? ": ollama.com/library" : ` at \`${host}\``;
};

const pathIn = (message: string): string | null =>
  /(?:open|mkdir|rename|remove) (\/.+?): [a-z]/.exec(message)?.[1] ?? null;

/** Addresses in messages hold signatures of hundreds of characters, and passwords of proxies. */
const clip = (message: string): string => {
  const plain = hideUsers(message)
    .replaceAll(/\?[^\s"]{20,}/g, "?…")
    .replaceAll(/\s+/g, " ")
    .trim();
  return plain.length > 160 ? `${plain.slice(0, 159)}…` : plain;
};
