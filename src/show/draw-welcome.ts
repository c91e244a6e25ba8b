// What greets a person who enters `jig shell` on a terminal: the name in big letters, what is true, how to start and stop.

import { properName } from "../base/proper-name.ts";
import { drawBanner } from "./text/banner.ts";
import type { Paper } from "./problems/draw-problem.ts";
import { visibleText, widthOf } from "./text/visible-text.ts";
import { wrapWords } from "./text/wrap-words.ts";

export interface Welcome {
  readonly name: string;
  /** What `jig id` prints. */
  readonly id: string;
  /** `x86_64-linux`. */
  readonly system: string;
  /** What was made true, in a line; null when there was nothing to do, or it was told before. */
  readonly summary: string | null;
  /** The modules that were found to import. */
  readonly modules: readonly string[];
  /** What was found to compute on; null: nobody asked. */
  readonly gpu: string | null;
  /** What the local LLM says; null: there is none in this project. */
  readonly ollama: string | null;
  /** The description's own words; null: none. */
  readonly text: string | null;
  readonly hasServices: boolean;
}

/** The whole greeting, with an empty line before and behind. */
export const drawWelcome = async (
  welcome: Welcome,
  { paper, columns }: { readonly paper: Paper; readonly columns: number },
): Promise<string> => {
  const { style } = paper;
  const name = properName(visibleText(welcome.name));
  const banner = await drawBanner(name, columns);
  const facts = [
    ...(welcome.summary === null ? [] : [welcome.summary]),
    ...sayModules(welcome.modules),
    ...(welcome.gpu === null ? [] : [welcome.gpu]),
    ...(welcome.ollama === null ? [] : [welcome.ollama]),
  ].map((fact) => wrapWords(`${style.good("✓")} ${visibleText(fact)}`, paper.columns, "  "));
  const paragraphs = [
    ...(banner === null ? [] : [style.bold(banner)]),
    wrapWords(
      `Welcome to the ${style.bold(name)} development environment on ${welcome.system}!`,
      paper.columns,
    ),
    ...(facts.length === 0 ? [] : [facts.join("\n")]),
    ...(welcome.text === null ? [] : [drawText(welcome.text, columns)]),
    style.dim(`${drawWays(welcome.hasServices, columns)}\nid ${welcome.id}`),
  ];
  return `\n${paragraphs.join("\n\n")}\n\n`;
};

const sayModules = (modules: readonly string[]): readonly string[] =>
  modules.length === 0 ? [] : [`${modules.join(", ")} ${modules.length === 1 ? "imports" : "import"}`];

/** The lines as they were written; only a long one is broken. */
const drawText = (text: string, columns: number): string =>
  text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => visibleText(line))
    .map((line) => (widthOf(line) < columns ? line : wrapWords(line, columns)))
    .join("\n");

const drawWays = (hasServices: boolean, columns: number): string => {
  const services = hasServices ? ["start the services: start", "stop them: stop"] : [];
  const ways = [...services, "leave: exit"];
  const line = ways.join("   ");
  return widthOf(line) < columns ? line : ways.join("\n");
};
