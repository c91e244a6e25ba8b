// The answer to a shell that completes: `jig __complete SHELL WORD…`, a line each, the first of which says what the shell
// adds by itself. It reads the description, runs nothing of the project, and complains about nothing.

import { join } from "node:path";

import { presetByName, presetNames } from "../../presets/preset-by-name.ts";
import { listRecordedServices } from "../../supervise/records/records.ts";
import { app } from "../app.ts";
import type { JigContext } from "../context.ts";
import { describeProject } from "../project/description/describe-project.ts";
import { lookForProject } from "../project/project.ts";
import { commandShapes } from "./command-shape.ts";
import { directoryAmong, proposeWords, type ProposedWord } from "./propose-words.ts";
import { readShellWord } from "./read-shell-words.ts";
import { completionShells } from "./shell-scripts.ts";

/** @param words the shell's name, then what stands behind `jig`, the last word being written now */
export const answerShell = (context: JigContext, [shell, ...typed]: readonly string[]): void => {
  const words = typed.map((word) => expandHome(context, shell === "bash" ? readShellWord(word) : word));
  const proposal = proposeWords(
    {
      commands: commandShapes(app()),
      namesFor: (placeholder) => namesFor(context, placeholder, directoryAmong(words)),
    },
    words,
  );
  const lines = [`:${proposal.shell}`, ...proposal.words.map(({ word, about }) => `${word}\t${about}`)];
  context.out.write(`${lines.join("\n")}\n`);
};

const namesFor = (
  context: JigContext,
  placeholder: string,
  directory: string | null,
): readonly ProposedWord[] => {
  switch (placeholder) {
    case "SERVICE":
      return servicesIn(context, directory).map((word) => ({ word, about: "A service of this project" }));
    case "PRESET":
      return presetNames.map((word) => ({ word, about: presetByName(word)?.about ?? "" }));
    case "SHELL":
      return completionShells.map((word) => ({ word, about: "" }));
    default:
      return [];
  }
};

/** Of a description with mistakes, those that were started before. */
const servicesIn = (context: JigContext, directory: string | null): readonly string[] => {
  const project = lookForProject(context, directory ?? undefined);
  if (!project.ok) return [];
  const described = describeProject(project.value.found);
  const names = described.ok
    ? described.value.description.services.map(({ name }) => name)
    : listRecordedServices(project.value.layout.state);
  return names.filter((name) => /^[a-z0-9][a-z0-9_-]*$/.test(name));
};

const expandHome = ({ host }: JigContext, word: string): string =>
  word.startsWith("~/") ? join(host.machine.home, word.slice(2)) : word;
