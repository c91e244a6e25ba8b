// `jig uninstall`: lists what jig keeps outside of projects, asks, and removes it. It stops nothing that runs, touches no
// project's file, and leaves jig itself to whoever installed it.

import { quoteWord } from "../../plan/render/render-shell.ts";
import { drawLeftovers, type Leftover } from "../../show/draw-leftovers.ts";
import { askToRemove } from "../answer/ask-to-remove.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { stopFor, type Stop } from "../answer/stop.ts";
import type { UninstallFlags } from "../command-line/flags.ts";
import { tellStop, type JigContext } from "../context.ts";
import { findOwnHookLines } from "../installation/hook-files.ts";
import { findUses, type Use } from "../installation/in-use.ts";
import { listProjects, type KnownProject } from "../installation/known-projects.ts";
import { findLeftovers, removeLeftover } from "../installation/leftovers.ts";
import { ownOrigin, sayPathLine, sayRemoval } from "../installation/origin.ts";

export async function uninstall(context: JigContext, { yes, json }: UninstallFlags): Promise<void> {
  const { host } = context;
  const form = json ? "object" : "words";
  const projects = listProjects(host);
  const uses = await findUses(projects);
  if (uses.length > 0) return tellStop(context, stopInUse(uses), form);
  const leftovers = findLeftovers(host);
  const environments = environmentsOf(context, projects);
  if (leftovers.length > 0 && !json) {
    context.out.write(
      `jig keeps outside of your projects:\n${drawLeftovers(leftovers, context.out.style)}\n`,
    );
  }
  if (leftovers.length > 0 && !yes) {
    const refusal = await askToRemove(context, { command: "jig uninstall", question: "remove all of it?" });
    if (refusal !== null) return tellStop(context, refusal, form);
  }
  const problems = leftovers.flatMap((leftover) => removeLeftover(host, leftover) ?? []);
  if (problems.length > 0) return tellStop(context, stopLeft(problems), form);
  const left = { environments, lines: findOwnHookLines(host) };
  const origin = ownOrigin();
  const executable = context.self.at(-1) ?? context.self[0];
  const removal = sayRemoval(origin, executable);
  if (json) context.out.write(`${JSON.stringify({ version: 1, removed: leftovers, left, removal })}\n`);
  else {
    const path = sayPathLine(origin, executable);
    context.out.write(sayEnd(leftovers, left, path === null ? removal : `${path}\n${removal}`));
  }
}

interface Left {
  /** The `.venv`s in projects. */
  readonly environments: readonly string[];
  /** The user's own lines that call jig: `FILE:LINE`. */
  readonly lines: readonly string[];
}

const environmentsOf = ({ host }: JigContext, projects: readonly KnownProject[]): readonly string[] =>
  projects
    .filter(({ root, layout }) => root !== null && host.files.lstat(layout.venv) !== null)
    .map(({ layout }) => layout.venv);

const stopInUse = (uses: readonly Use[]): Stop => {
  const [first] = uses;
  const running = uses.find(({ isServices }) => isServices);
  return stopFor(exitCodes.failed, {
    code: "in-use",
    message:
      uses.length === 1
        ? `something of \`${first?.root}\` still runs, and needs what would be removed`
        : `something of ${uses.length} projects still runs, and needs what would be removed`,
    detail: uses.map(({ root, what }) => `${root}: ${what}`),
    hint:
      running === undefined
        ? "wait until it has ended, then try again"
        : uses.length === 1
          ? `\`jig down -C ${quoteWord(running.root)}\` stops it`
          : "`jig down -C FOLDER` stops what runs there",
  });
};

const stopLeft = (problems: readonly string[]): Stop => {
  const [message = "", ...detail] = problems;
  return stopFor(exitCodes.failed, {
    code: "not-removed",
    message,
    detail,
    hint: "whose is it? `ls -ld` tells",
  });
};

const sayEnd = (removed: readonly Leftover[], { environments, lines }: Left, removal: string): string =>
  [
    removed.length === 0 ? "jig keeps nothing outside of your projects" : "removed",
    ...(environments.length === 0
      ? []
      : ["these stay, and are yours to remove:", ...environments.map((path) => `  ${path}`)]),
    ...lines.map((place) => `\`${place}\` calls jig: remove that line`),
    removal,
    "",
  ].join("\n");
