// Why a package could not be had from the address or the repository that a line names: what answered, and what to do. It matches
// uv's and git's own words, over samples that were recorded (`explain-place.test.ts`).

import { normaliseName } from "../../plan/requirements/requirement-text.ts";
import { inOneLine } from "./explain-uv.ts";
import type { Words } from "./failure-words.ts";

type PlaceWords = Words & { readonly about: string; readonly hint: string };

/** Null where the lines are about something else. */
export const explainPlace = (lines: readonly string[]): PlaceWords | null => {
  const text = inOneLine(lines);
  const [, name, from = ""] =
    /Failed to (?:download|build|fetch|prepare|resolve)(?: and build)?:? `([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])? @ ([^`\s]+)`/.exec(
      text,
    ) ?? [];
  if (name === undefined) return null;
  const about = normaliseName(name);
  const words = from.startsWith("git+")
    ? ofRepository(text, about, from.slice(4))
    : ofAddress(text, about, from);
  return words === null ? null : { detail: [], ...words, about };
};

type Told = Pick<PlaceWords, "message" | "hint" | "detail">;

const ofAddress = (text: string, name: string, url: string): Told | null => {
  const answer = /HTTP status (?:client|server) error \((\d{3}[^)]*)\)/.exec(text)?.[1];
  if (answer !== undefined)
    return {
      message: `\`${name}\` comes from an address that answers \`${answer}\``,
      detail: [url],
      hint: /^40[137]/.test(answer)
        ? `it asks for a login: write \`machine ${hostOf(url)} login USER password …\` into \`~/.netrc\``
        : answer.startsWith("4")
          ? "is the address right? the file may have been moved or taken back: its line names another then"
          : "try again later",
    };
  return /error sending request|dns error|tcp connect error|timed out/.test(text)
    ? {
        message: `\`${name}\` comes from \`${hostOf(url)}\`, which cannot be reached`,
        detail: [url],
        hint: "is the address right, and the network there? behind a proxy, set `HTTPS_PROXY`",
      }
    : null;
};

const ofRepository = (text: string, name: string, whole: string): Told | null => {
  const [, host = "", path = ""] = /^(\w+:\/\/[^/]*)([^#]*)/.exec(whole) ?? [];
  const url = host + path.replace(/@[^@]*$/, "");
  const folder = /has no subdirectory `([^`]+)`/.exec(text)?.[1];
  const of = `the repository of \`${name}\``;
  if (folder !== undefined)
    return {
      message: `${of} has no folder \`${folder}\``,
      detail: [url],
      hint: "the line names it: `#subdirectory=…`",
    };
  if (!text.includes("Git operation failed")) return null;
  const [, kind, reference] =
    /failed to (?:fetch|find) (branch or tag|branch|tag|commit|ref|reference) `([^`]+)`/.exec(text) ?? [];
  if (reference !== undefined && /couldn't find remote ref|not our ref|unadvertised object/.test(text))
    return {
      message: `${of} has no ${kind} \`${reference}\``,
      detail: [url],
      hint:
        kind === "commit"
          ? `was it pushed, and to this one? ${LOOK(url)}`
          : `is it spelled right, and pushed? ${LOOK(url)}`,
    };
  const last = lastOfGit(text);
  if (/repository '[^']*' not found|Repository not found|does not appear to be a git repository/.test(text))
    return {
      message: `there is no repository at the address of \`${name}\`, or none for you`,
      detail: [url, ...last],
      hint: `is the address right, and does git get in? ${LOOK(url)}`,
    };
  if (
    /could not read (?:Username|Password)|Authentication failed|Permission denied|terminal prompts disabled|Host key verification/.test(
      text,
    )
  )
    return {
      message: `${of} asks for a login that git does not have`,
      detail: [url, ...last],
      hint: `git asks \`~/.netrc\`, its own helpers and ssh: ${LOOK(url)}`,
    };
  if (
    /Could not resolve host|Failed to connect|Connection (?:refused|timed out|reset)|Couldn't connect/.test(
      text,
    )
  )
    return {
      message: `${of} cannot be reached`,
      detail: [url, ...last],
      hint: "is the address right, and the network there?",
    };
  return { message: `${of} could not be fetched`, detail: [url, ...last], hint: LOOK(url) };
};

const LOOK = (url: string): string => `\`git ls-remote ${url}\` shows what it has`;

/** What git said at its end. */
const lastOfGit = (text: string): readonly string[] => {
  const said = /--- stderr (?:fatal|error|remote): (.+?)(?= (?:fatal|error|hint): |$)/.exec(text)?.[1];
  return said === undefined ? [] : [said];
};

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);
