// The commands about jig itself and what it can do, with their flags. Each command's file is loaded when it is called.

import { buildCommand } from "@stricli/core";

import type { JigContext } from "../context.ts";
import type * as flags from "./flags.ts";
import { aliases, asCommand, directory, json, text, yes } from "./parameters.ts";

export const clean = buildCommand<flags.CleanFlags, [], JigContext>({
  loader: async () => asCommand((await import("../commands/clean.ts")).clean),
  parameters: { flags: { ...directory, ...json, yes: { ...yes.yes, brief: "Do not ask" } }, aliases },
  docs: {
    customUsage: ["[-C DIR] [--yes] [--json]"],
    brief: "Remove what jig made for this project: .venv, logs, ports",
  },
});

export const uninstall = buildCommand<flags.UninstallFlags, [], JigContext>({
  loader: async () => asCommand((await import("../commands/uninstall.ts")).uninstall),
  parameters: { flags: { ...directory, ...json, yes: { ...yes.yes, brief: "Do not ask" } }, aliases },
  docs: {
    customUsage: ["[--yes] [--json]"],
    brief: "Remove what jig keeps outside of projects: cache, state, sockets",
  },
});
