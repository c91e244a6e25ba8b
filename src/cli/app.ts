// The command line: which commands there are, with their flags. Each command's file is loaded when it is called.

import {
  buildApplication,
  buildCommand,
  buildRouteMap,
  ExitCode,
  run,
  type Application,
  type FlagParametersForType,
  type StricliProcess,
} from "@stricli/core";

import { JIG_VERSION } from "../base/version.ts";
import type { JigContext } from "./context.ts";
import { exitCodes } from "./answer/exit-codes.ts";
import { exitCodeFor } from "./answer/say-trouble.ts";
import type * as flags from "./command-line/flags.ts";
import { NotThat, usageText } from "./command-line/usage-text.ts";

const text = (input: string): string => input;

const wholeNumber = (input: string): number => {
  if (!/^\d{1,9}$/.test(input)) throw new NotThat("a whole number");
  return Number(input);
};

const seconds = (input: string): number => {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(input);
  if (match === null) throw new NotThat("a time such as 90, 90s or 2m");
  return Number(match[1]) * { ms: 0.001, s: 1, m: 60 }[match[2] ?? "s"]!;
};

/** The library hands the context over as `this`; our commands take it like any other value. */
const asCommand = <Flags, Args extends readonly (string | undefined)[]>(
  command: (context: JigContext, flags: Flags, ...args: Args) => void | Promise<void>,
) =>
  // oxlint-disable-next-line oxc/no-this-in-exported-function -- the library's calling convention
  function (this: JigContext, flags: Flags, ...args: Args): void | Promise<void> {
    return command(this, flags, ...args);
  };

const directory = {
  directory: {
    kind: "parsed",
    parse: text,
    optional: true,
    brief: "Work as if started in this folder",
    placeholder: "DIR",
  },
} as const;
const json = {
  json: { kind: "boolean", default: false, withNegated: false, brief: "Print JSON for scripts" },
} as const;
const yes = {
  yes: {
    kind: "boolean",
    default: false,
    withNegated: false,
    brief: "Do not ask, even when a kernel is busy",
  },
} as const;
const locking = {
  locked: {
    kind: "boolean",
    default: false,
    withNegated: false,
    brief: "Fail when jig.lock is not up to date",
  },
  frozen: {
    kind: "boolean",
    default: false,
    withNegated: false,
    brief: "Use jig.lock as it is, without looking at the requirements",
  },
} as const;
const aliases = { C: "directory" } as const;

const services = {
  kind: "array",
  parameter: { parse: text, brief: "Only these services", placeholder: "SERVICE" },
} as const;
const oneService = {
  kind: "tuple",
  parameters: [
    {
      parse: text,
      brief: "Which one; else the first that is ready and has a page",
      placeholder: "SERVICE",
      optional: true,
    },
  ],
} as const;

const up = buildCommand<flags.UpFlags, string[], JigContext>({
  loader: async () => asCommand((await import("./commands/up.ts")).up),
  parameters: {
    flags: {
      ...directory,
      ...json,
      ...locking,
      open: {
        kind: "boolean",
        default: true,
        brief: "Open the pages of what was started; --no-open does not",
      },
      timeout: {
        kind: "parsed",
        parse: seconds,
        optional: true,
        brief: "Wait this long for the services at most: 90, 90s or 2m",
        placeholder: "TIME",
      },
    } satisfies FlagParametersForType<flags.UpFlags, JigContext>,
    aliases,
    positional: services,
  },
  docs: {
    customUsage: ["[-C DIR] [--no-open] [--timeout TIME] [--locked | --frozen] [--json] [SERVICE]..."],
    brief: "Make the environment true, start the services, wait until they are ready",
  },
});

const down = buildCommand<flags.DownFlags, string[], JigContext>({
  loader: async () => asCommand((await import("./commands/down.ts")).down),
  parameters: { flags: { ...directory, ...json, ...yes }, aliases, positional: services },
  docs: {
    customUsage: ["[-C DIR] [--yes] [--json] [SERVICE]..."],
    brief: "Stop the services of this project, and nothing else",
  },
});

const restart = buildCommand<flags.RestartFlags, string[], JigContext>({
  loader: async () => asCommand((await import("./commands/restart.ts")).restart),
  parameters: { flags: { ...directory, ...json, ...yes }, aliases, positional: services },
  docs: {
    customUsage: ["[-C DIR] [--yes] [--json] [SERVICE]..."],
    brief: "Stop and start services; without a name, those that jig.toml has changed for",
  },
});

const status = buildCommand<flags.ReadFlags, [], JigContext>({
  loader: async () => asCommand((await import("./commands/status.ts")).status),
  parameters: { flags: { ...directory, ...json }, aliases },
  docs: { customUsage: ["[-C DIR] [--json]"], brief: "Show the services and how they are" },
});

const logs = buildCommand<flags.LogsFlags, string[], JigContext>({
  loader: async () => asCommand((await import("./commands/logs.ts")).logs),
  parameters: {
    flags: {
      ...directory,
      ...json,
      follow: {
        kind: "boolean",
        default: false,
        withNegated: false,
        brief: "Go on with what comes, across restarts",
      },
      lines: {
        kind: "parsed",
        parse: wholeNumber,
        default: "50",
        brief: "How many of the last lines",
        placeholder: "N",
      },
    },
    aliases: { C: "directory", f: "follow", n: "lines" },
    positional: services,
  },
  docs: {
    customUsage: ["[-C DIR] [-f] [-n N] [--json] [SERVICE]..."],
    brief: "Show what the services wrote",
  },
});

const open = buildCommand<flags.OpenFlags, [string?], JigContext>({
  loader: async () => asCommand((await import("./commands/open.ts")).open),
  parameters: {
    flags: {
      ...directory,
      print: {
        kind: "boolean",
        default: false,
        withNegated: false,
        brief: "Print the link that works, with its token, and open nothing",
      },
    },
    aliases,
    positional: oneService,
  },
  docs: { customUsage: ["[-C DIR] [--print] [SERVICE]"], brief: "Open a service's page in the browser" },
});

const sync = buildCommand<flags.SyncFlags, [], JigContext>({
  loader: async () => asCommand((await import("./commands/sync.ts")).sync),
  parameters: { flags: { ...directory, ...json, ...locking }, aliases },
  docs: {
    customUsage: ["[-C DIR] [--locked | --frozen] [--json]"],
    brief: "Make the environment true, start nothing",
  },
});

const lock = buildCommand<flags.ReadFlags, [], JigContext>({
  loader: async () => asCommand((await import("./commands/lock.ts")).lock),
  parameters: { flags: { ...directory, ...json }, aliases },
  docs: {
    customUsage: ["[-C DIR] [--json]"],
    brief: "Resolve the requirements for all platforms and write jig.lock",
  },
});

const plan = buildCommand<flags.ReadFlags, [], JigContext>({
  loader: async () => asCommand((await import("./commands/plan.ts")).plan),
  parameters: { flags: { ...directory, ...json }, aliases },
  docs: { customUsage: ["[-C DIR] [--json]"], brief: "Show what `up` would do, and change nothing" },
});

// `run` is read by hand in `run-jig.ts`; here it is only named, for the help.
const runOther = buildCommand<flags.RunFlags, string[], JigContext>({
  loader: async () => asCommand((await import("./commands/run.ts")).runFromApp),
  parameters: {
    flags: directory,
    aliases,
    positional: {
      kind: "array",
      parameter: { parse: text, brief: "The command and its arguments", placeholder: "-- COMMAND" },
    },
  },
  docs: {
    customUsage: ["[-C DIR] -- COMMAND [ARGUMENT]..."],
    brief: "Run a command in the environment, in place of jig",
  },
});

const app = () =>
  buildApplication<JigContext>(
    buildRouteMap({
      routes: { up, down, restart, status, logs, open, run: runOther, sync, lock, plan },
      aliases: { ps: "status" },
      docs: { brief: "The same data-science workbench on every machine, from one jig.toml" },
    }),
    {
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
      localization: { text: usageText },
      determineExitCode: (error) => exitCodeFor(error),
    },
  );

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

/** Parses the words, runs the command they name, and maps the library's own exit codes to jig's. */
export const runApp = async (context: JigContext, words: readonly string[]): Promise<void> => {
  // The library writes its codes here; a command sets the process's by itself.
  const own: StricliProcess = { stdout: context.process.stdout, stderr: context.process.stderr, env: {} };
  const jig = app();
  const [first] = words;
  if (first === undefined || first === "--help" || first === "-h") return context.out.write(helpText(jig));
  await run(jig, words, { ...context, process: own });
  const code = Number(own.exitCode ?? ExitCode.Success);
  if (code === ExitCode.UnknownCommand || code === ExitCode.InvalidArgument)
    context.setExitCode(exitCodes.usage);
  else if (code === exitCodes.failed) context.setExitCode(exitCodes.failed);
  else if (code !== ExitCode.Success) context.setExitCode(exitCodes.bug);
};
