// The commands about services, with their flags. Each command's file is loaded when it is called.

import { buildCommand, type FlagParametersForType } from "@stricli/core";

import type { JigContext } from "../context.ts";
import type * as flags from "./flags.ts";
import {
  aliases,
  asCommand,
  directory,
  json,
  locking,
  moment,
  oneService,
  seconds,
  services,
  wholeNumber,
  yes,
  offline,
} from "./parameters.ts";

export const up = buildCommand<flags.UpFlags, string[], JigContext>({
  loader: async () => asCommand((await import("../commands/up.ts")).up),
  parameters: {
    flags: {
      ...directory,
      ...json,
      ...locking,
      offline: {
        ...offline.offline,
        brief: "Use only packages in uv's cache, ask no index, and download no models",
      },
      open: {
        kind: "boolean",
        default: true,
        brief: "Open the pages of what was started; --no-open does not",
      },
      foreground: {
        kind: "boolean",
        default: false,
        withNegated: false,
        brief: "Stay and show the logs; Ctrl-C and SIGTERM stop the services",
      },
      timeout: {
        kind: "parsed",
        parse: seconds,
        optional: true,
        brief: "Wait at most this long for the services: 90, 90s or 2m",
        placeholder: "TIME",
      },
    } satisfies FlagParametersForType<flags.UpFlags, JigContext>,
    aliases,
    positional: services,
  },
  docs: {
    customUsage: [
      "[-C DIR] [--foreground] [--no-open] [--timeout TIME] [--locked | --frozen] [--offline] [--json] [SERVICE]...",
    ],
    brief: "Install what jig.toml asks for, start the services, wait until they are ready",
  },
});

export const down = buildCommand<flags.DownFlags, string[], JigContext>({
  loader: async () => asCommand((await import("../commands/down.ts")).down),
  parameters: { flags: { ...directory, ...json, ...yes }, aliases, positional: services },
  docs: {
    customUsage: ["[-C DIR] [--yes] [--json] [SERVICE]..."],
    brief: "Stop the services of this project, and nothing else",
  },
});

export const restart = buildCommand<flags.RestartFlags, string[], JigContext>({
  loader: async () => asCommand((await import("../commands/restart.ts")).restart),
  parameters: { flags: { ...directory, ...json, ...yes }, aliases, positional: services },
  docs: {
    customUsage: ["[-C DIR] [--yes] [--json] [SERVICE]..."],
    brief: "Stop and start services; without a name, those that jig.toml has changed for",
  },
});

export const status = buildCommand<flags.StatusFlags, [], JigContext>({
  loader: async () => asCommand((await import("../commands/status.ts")).status),
  parameters: {
    flags: {
      ...directory,
      ...json,
      watch: {
        kind: "boolean",
        default: false,
        withNegated: false,
        brief: "Keep showing them as they change; q or Ctrl-C ends it",
      },
      all: {
        kind: "boolean",
        default: false,
        withNegated: false,
        brief: "Everything that runs in any project of yours, by folder",
      },
    },
    aliases: { C: "directory", w: "watch" },
  },
  docs: {
    customUsage: ["[-C DIR] [--watch] [--json]", "--all [--json]"],
    brief: "Show the services and how they are",
  },
});

export const logs = buildCommand<flags.LogsFlags, string[], JigContext>({
  loader: async () => asCommand((await import("../commands/logs.ts")).logs),
  parameters: {
    flags: {
      ...directory,
      ...json,
      follow: {
        kind: "boolean",
        default: false,
        withNegated: false,
        brief: "Keep showing new lines, across restarts",
      },
      lines: {
        kind: "parsed",
        parse: wholeNumber,
        optional: true,
        brief: "Show this many of the last lines; without it 50, or the whole runs asked for",
        placeholder: "N",
      },
      since: {
        kind: "parsed",
        parse: moment,
        optional: true,
        brief: "Only runs that wrote something since then, each of them whole: 10m, 2h, 10:30, 2026-01-31",
        placeholder: "TIME",
      },
      lastRun: {
        kind: "boolean",
        default: false,
        withNegated: false,
        brief: "Only the latest run of each service, whole",
      },
    },
    aliases: { C: "directory", f: "follow", n: "lines" },
    positional: services,
  },
  docs: {
    customUsage: ["[-C DIR] [-f] [-n N] [--since TIME] [--last-run] [--json] [SERVICE]..."],
    brief: "Show what the services wrote",
    fullDescription:
      "Show what the services wrote, run by run: the line at the start of a run tells when it began. jig adds no time to the lines themselves, so --since picks whole runs.",
  },
});

export const open = buildCommand<flags.OpenFlags, [string?], JigContext>({
  loader: async () => asCommand((await import("../commands/open.ts")).open),
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
