// The command line: which commands there are. Each command's file is loaded when it is called.

import {
  buildApplication,
  buildRouteMap,
  ExitCode,
  run,
  type Application,
  type StricliProcess,
} from "@stricli/core";

import { JIG_VERSION } from "../base/version.ts";
import { exitCodes } from "./answer/exit-codes.ts";
import { exitCodeFor } from "./answer/say-trouble.ts";
import { commandShapes, type CommandShape } from "./completions/command-shape.ts";
import {
  diff,
  add,
  flake,
  id,
  init,
  lock,
  notebooks,
  plan,
  remove,
  runOther,
  shell,
  sync,
} from "./command-line/environment-commands.ts";
import {
  clean,
  completions,
  doctor,
  models,
  presets,
  schema,
  uninstall,
} from "./command-line/other-commands.ts";
import { down, logs, open, restart, status, up } from "./command-line/service-commands.ts";
import { usageTextFor } from "./command-line/usage-text.ts";
import type { JigContext } from "./context.ts";
import { fitHelp } from "../show/text/fit-help.ts";
import { wrapWords } from "../show/text/wrap-words.ts";

/**
 * Every command. It is built when it is asked for: that takes time.
 * @param typed the first word of the command line
 */
export const app = (typed?: string) => {
  const root = routes();
  const command = (): CommandShape | undefined =>
    commandShapes({ root }).find(({ name, aliases }) => [name, ...aliases].includes(typed ?? ""));
  return buildApplication<JigContext>(root, {
    name: "jig",
    versionInfo: { currentVersion: `jig ${JIG_VERSION}` },
    scanner: {
      caseStyle: "allow-kebab-for-camel",
      allowArgumentEscapeSequence: true,
      // The library's own limit takes `bogus` for `logs`.
      distanceOptions: {
        threshold: 4,
        weights: { insertion: 1, deletion: 3, substitution: 2, transposition: 0 },
      },
    },
    documentation: { caseStyle: "convert-camel-to-kebab", disableAnsiColor: true },
    localization: { text: usageTextFor({ name: typed ?? null, flags: () => flagsOf(command()) }) },
    determineExitCode: (error) => exitCodeFor(error),
  });
};

const flagsOf = (command: CommandShape | undefined): readonly string[] =>
  (command?.flags ?? []).flatMap(({ names }) => names.filter((name) => name.startsWith("--")));

const routes = () =>
  buildRouteMap({
    routes: {
      init,
      up,
      down,
      restart,
      status,
      logs,
      open,
      run: runOther,
      shell,
      add,
      remove,
      sync,
      lock,
      plan,
      id,
      diff,
      flake,
      notebooks,
      models,
      doctor,
      presets,
      schema,
      completions,
      clean,
      uninstall,
    },
    aliases: { ps: "status" },
    docs: { brief: "The same data-science workbench on every machine, from one jig.toml" },
  });

/** What `jig` says of itself: its commands, a line each. */
const helpText = ({ root }: Application<JigContext>): string => {
  if (!("getAllEntries" in root)) return "";
  const entries = root.getAllEntries().map(({ name, target }) => [name.original, target.brief] as const);
  const width = Math.max(...entries.map(([name]) => name.length));
  return [
    "jig: the same data-science workbench on every machine, from one jig.toml",
    "",
    ...entries.map(([name, brief]) => `  jig ${name.padEnd(width)}  ${brief}`),
    "",
    "`jig COMMAND --help` says more. Every command takes `-C DIR`: work as if started in that folder.",
    "`jig --version` tells the version.",
    "",
  ].join("\n");
};

/** `error: …` and its hint, in the library's plain text. */
const drawComplaint = (text: string, { err }: JigContext): string =>
  text
    .split("\n")
    .map((line) => wrapWords(line, err.wrapAt(), "  "))
    .join("\n")
    .replace(/^error(?=:)/, err.style.bad("error"));

/** Parses the words, runs the command they name, and maps the library's own exit codes to jig's. */
export const runApp = async (context: JigContext, words: readonly string[]): Promise<void> => {
  // The library writes its codes here; a command sets the process's by itself.
  const { out, err } = context;
  const own: StricliProcess = {
    stdout: { write: (text) => out.write(fitHelp(text, out.wrapAt())) },
    stderr: { write: (text) => err.write(drawComplaint(text, context)) },
    env: {},
  };
  const [first] = words;
  const jig = app(first);
  if (first === undefined || first === "--help" || first === "-h")
    return out.write(fitHelp(helpText(jig), out.wrapAt()));
  await run(jig, words, { ...context, process: own });
  const code = Number(own.exitCode ?? ExitCode.Success);
  if (code === ExitCode.UnknownCommand || code === ExitCode.InvalidArgument)
    context.setExitCode(exitCodes.usage);
  else if (code === exitCodes.failed) context.setExitCode(exitCodes.failed);
  else if (code !== ExitCode.Success) context.setExitCode(exitCodes.bug);
};
