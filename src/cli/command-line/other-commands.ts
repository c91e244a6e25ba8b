// The commands about jig itself and what it can do, with their flags. Each command's file is loaded when it is called.

import { buildCommand } from "@stricli/core";

import type { JigContext } from "../context.ts";
import type * as flags from "./flags.ts";
import { aliases, asCommand, directory, json, text, yes } from "./parameters.ts";

export const doctor = buildCommand<flags.ReadFlags, [], JigContext>({
  loader: async () => asCommand((await import("../commands/doctor.ts")).doctor),
  parameters: { flags: { ...directory, ...json }, aliases },
  docs: {
    customUsage: ["[-C DIR] [--json]"],
    brief: "Check what would stop `jig up` here, and say how to solve it",
  },
});

export const presets = buildCommand<flags.ReadFlags, [string?], JigContext>({
  loader: async () => asCommand((await import("../commands/presets.ts")).presets),
  parameters: {
    flags: { ...directory, ...json },
    aliases,
    positional: {
      kind: "tuple",
      parameters: [
        { parse: text, brief: "Everything about this one", placeholder: "PRESET", optional: true },
      ],
    },
  },
  docs: {
    customUsage: ["[-C DIR] [--json] [PRESET]"],
    brief: "List the presets that `use = …` can name in jig.toml, and what each brings",
  },
});

export const models = buildCommand<flags.ReadFlags, string[], JigContext>({
  loader: async () => asCommand((await import("../commands/models.ts")).models),
  parameters: {
    flags: { ...directory, ...json },
    aliases,
    positional: {
      kind: "array",
      parameter: { parse: text, brief: "pull or remove, and the names of models", placeholder: "WORD" },
    },
  },
  docs: {
    customUsage: [
      "[-C DIR] [--json]",
      "[-C DIR] [--json] pull [MODEL]...",
      "[-C DIR] [--json] remove MODEL...",
    ],
    brief: "Show, download or remove the language models of [ollama]",
  },
});

export const schema = buildCommand<flags.InDirectory, [], JigContext>({
  loader: async () => asCommand((await import("../commands/schema.ts")).schema),
  parameters: { flags: directory, aliases },
  docs: { customUsage: ["[-C DIR]"], brief: "Print the JSON Schema of jig.toml, for editors" },
});

export const completions = buildCommand<flags.InDirectory, [string], JigContext>({
  loader: async () => asCommand((await import("../commands/completions.ts")).completions),
  parameters: {
    flags: directory,
    aliases,
    positional: {
      kind: "tuple",
      parameters: [{ parse: text, brief: "bash, zsh or fish", placeholder: "SHELL" }],
    },
  },
  docs: {
    customUsage: ["[-C DIR] bash | zsh | fish"],
    brief: "Print the script that lets your shell complete jig with the tab key",
  },
});

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
    customUsage: ["[-C DIR] [--yes] [--json]"],
    brief: "Remove what jig keeps outside of projects: cache, state, sockets",
  },
});
