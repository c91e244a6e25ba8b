// What Nix says while it works, read for people: its log is JSON, a line a happening, each behind `@nix `; what else comes is
// for people as it is. It keeps little, however much is said.

import { parseRecord } from "../../base/parse-json.ts";

/** What a line was: words for people, work, or the work that may take long, downloads and builds. */
export type NixWord = "said" | "did" | "brought";

/** Of Nix's kinds of activity, those that may be silent for long: a build, and waiting for somebody else's. */
const BUILD = 105;
const WAITING = 111;
/** And those that bring something: copies, downloads, builds, substitutes. */
const BRINGING: ReadonlySet<unknown> = new Set([100, 101, BUILD, 108, 110, WAITING]);

const MOST_MESSAGES = 200;
const LONGEST_MESSAGE = 2000;

/** @param progress is told what is at hand */
export const readNixLog = (progress: (detail: string) => void) => {
  const said = keepMessages();
  const bringing = new Map<unknown, { readonly isBuild: boolean; readonly name: string }>();
  const take = (happening: Readonly<Record<string, unknown>>): NixWord => {
    const { action, id, type } = happening;
    const text = textIn(happening);
    if (action === "msg") {
      // The levels 0 to 2: errors, warnings, notices.
      if (Number(happening["level"]) <= 2) said.push(text, happening["level"] === 0);
      return "said";
    }
    if (action === "start") {
      const name = shorten(text);
      if (BRINGING.has(type))
        bringing.set(id, { isBuild: type === BUILD || type === WAITING, name: builtName(name) });
      if (name !== "") progress(name);
    }
    const known = bringing.get(id);
    if (action === "stop" && bringing.delete(id) && known?.isBuild === true && known.name !== "")
      progress(`built ${known.name}`);
    return known === undefined ? "did" : "brought";
  };
  return {
    messages: said.all,
    isBuilding: () => [...bringing.values()].some(({ isBuild }) => isBuild),
    read: (line: string): NixWord => {
      if (!line.startsWith("@nix ")) {
        said.push(line, false);
        return "said";
      }
      const happening = parseRecord(line.slice("@nix ".length));
      return happening === null ? "said" : take(happening);
    },
  };
};

const isError = (line: string): boolean => /^\s*error:\s*\S/.test(line);

/** The first error is the cause; what it led to, and all else, is kept as far as it is the end. */
const keepMessages = () => {
  let kept: string[] = [];
  let cause: string | null = null;
  const add = (line: string): void => {
    if (line.trim() === "") return;
    const shown = line.slice(0, LONGEST_MESSAGE);
    if (cause === null && isError(shown)) cause = shown;
    kept.push(shown);
    if (kept.length > 2 * MOST_MESSAGES) kept = kept.slice(-MOST_MESSAGES);
  };
  return {
    push: (text: string, isRaised: boolean): void => {
      if (text.trim() === "" || /^\(.*--show-trace/.test(text)) return;
      // What it raises comes without the word for it.
      const whole = isRaised && !/^\s*error:/.test(text) ? `error: ${text}` : text;
      for (const line of whole.slice(0, LONGEST_MESSAGE * 10).split("\n")) add(line);
    },
    all: (): readonly string[] => (cause === null || kept.includes(cause) ? kept : [cause, ...kept]),
  };
};

const textIn = (happening: Readonly<Record<string, unknown>>): string => {
  const text = happening["raw_msg"] ?? happening["msg"] ?? happening["text"];
  // Colours are put into messages whatever one asks for.
  // oxlint-disable-next-line no-control-regex
  return typeof text === "string" ? text.replaceAll(/\u001b\[[\d;]*m/g, "") : "";
};

/** `/nix/store/HASH-git-2.39.drv` is `git-2.39` to a person. */
const shorten = (text: string): string =>
  text.replaceAll(/'?\/nix\/store\/[a-z0-9]{32}-([^\s']+?)(?:\.drv)?'?(?=[\s:]|$)/g, "$1");

/** `building git-2.39` → `git-2.39`; empty where there is no such name. */
const builtName = (detail: string): string => /^building (\S+)/.exec(detail)?.[1] ?? "";
