// One command line, from words to exit code. What goes wrong here and nowhere else is a bug of ours: it is caught, told
// with what a report needs, and ends with 70.

import { relativeFolderVariable } from "../host/layout.ts";
import { realHost } from "../host/real-host.ts";
import {
  isDirectoryFlag,
  joinDirectories,
  NO_FOLDER,
  readRunArguments,
  takeLeadingDirectory,
} from "./command-line/arguments.ts";
import { tellStop, type JigContext } from "./context.ts";
import { exitCodes } from "./answer/exit-codes.ts";
import { exitCodeFor, sayTrouble } from "./answer/say-trouble.ts";
import { stopFor } from "./answer/stop.ts";
import { channelFor } from "./answer/streams.ts";
import { sayNote } from "../show/say-note.ts";
import { selfArgv } from "./self-argv.ts";

/** Runs jig with the words of its command line and sets the process's exit code. */
export const runJig = async (words: readonly string[], isSupervisorOnItsWay: boolean): Promise<void> => {
  try {
    const context = makeContext(isSupervisorOnItsWay);
    const { directory, rest } = takeLeadingDirectory(words);
    const [command, ...others] = rest;
    if (isRefusedForFolders(context, command)) return;
    const again = directory === null ? [] : ["-C", directory];
    if (await answerProgram(context, command, others)) return;
    if (isDirectoryFlag(command))
      return tellStop(context, stopFor(exitCodes.usage, { code: "usage", ...NO_FOLDER }));
    const asked = command === "run" ? readRunArguments([...again, ...others]) : null;
    if (asked !== null && asked.kind !== "help") {
      // Without the command-line library: `jig run` is on the path of every keystroke of a shell script.
      const { runCommand } = await import("./commands/run.ts");
      await runCommand(context, asked);
      return;
    }
    if (command !== undefined && PACKAGE_WORDS.test(command)) {
      const { explainPackageWords } = await import("./command-line/package-words.ts");
      const explained = explainPackageWords(command, [...again, ...others]);
      if (explained !== null) return tellStop(context, explained);
    }
    const { runApp } = await import("./app.ts");
    if (command === "help") return await runApp(context, others.length === 0 ? [] : [...others, "--help"]);
    await runApp(context, command === undefined ? [] : joinDirectories([command, ...again, ...others]));
  } catch (error) {
    process.exitCode = exitCodeFor(error);
    channelFor(2, process.env).write(`${sayTrouble(error)}\n`);
  }
};

/** Words that are not for people: whether it was one of them, and has been answered. */
const answerProgram = async (
  context: JigContext,
  command: string | undefined,
  others: readonly string[],
): Promise<boolean> => {
  if (command === "__complete") {
    // A shell asks it at a press of the tab key.
    const { answerShell } = await import("./completions/answer-shell.ts");
    answerShell(context, others);
    return true;
  }
  if (command !== "notebooks" || others[0] !== "filter") return false;
  // Git's filter asks it for what nb-clean cannot clean.
  const { filterStream } = await import("./notebooks/filter-stream.ts");
  filterStream(others.slice(1));
  return true;
};

/** What other tools call their work on packages. */
const PACKAGE_WORDS = /^(?:install|require|sync|rm|uninstall|update|upgrade)$/;

/** Whether a relative folder in jig's own variables ends it here, and says so. Help needs none of the folders. */
const isRefusedForFolders = (context: JigContext, command = "help"): boolean => {
  const name = relativeFolderVariable(context.host);
  if (name === null || ["help", "--help", "-h"].includes(command)) return false;
  const message = `\`${name}\` must begin with \`/\``;
  const hint = "relative to the current folder, it would be another one for every command";
  // A press of the tab key gets no answer, and no complaint.
  if (command !== "__complete")
    tellStop(context, stopFor(exitCodes.usage, { code: "relative-folder", message, hint }));
  return true;
};

const makeContext = (isSupervisorOnItsWay: boolean): JigContext => {
  const host = realHost();
  const out = channelFor(1, host.env);
  const err = channelFor(2, host.env);
  let controller: AbortController | null = null;
  return {
    process: { stdout: out, stderr: err },
    host,
    cwd: process.cwd(),
    self: selfArgv(),
    isSupervisorOnItsWay,
    out,
    err,
    interruption: () => {
      if (controller === null) {
        const made = new AbortController();
        controller = made;
        process.on("SIGINT", () => {
          // A second Ctrl-C means it.
          if (made.signal.aborted) process.exit(exitCodes.interrupted);
          made.abort();
        });
        process.on("SIGTERM", () => made.abort());
        process.on("SIGHUP", () => made.abort());
      }
      return controller.signal;
    },
    note: (line) => err.write(sayNote(line, err.wrapAt())),
    setExitCode: (code) => {
      process.exitCode = code;
    },
  };
};
