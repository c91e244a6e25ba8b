// The commands about the environment, with their flags. Each command's file is loaded when it is called.

import { buildCommand } from "@stricli/core";

import type { JigContext } from "../context.ts";
import type * as flags from "./flags.ts";
import {
  aliases,
  asCommand,
  directory,
  gpu,
  json,
  locking,
  machineOrAll,
  text,
  yes,
  offline,
} from "./parameters.ts";

const choice = { kind: "boolean", default: false, withNegated: false } as const;

export const init = buildCommand<flags.InitFlags, [], JigContext>({
  loader: async () => asCommand((await import("../commands/init.ts")).init),
  parameters: {
    flags: {
      ...directory,
      yes: { ...yes.yes, brief: "Write the proposal without asking" },
      stdout: {
        kind: "boolean",
        default: false,
        withNegated: false,
        brief: "Print the proposal, and write nothing",
      },
    },
    aliases,
  },
  docs: {
    customUsage: ["[-C DIR] [--yes | --stdout]"],
    brief: "Look at this folder and propose a jig.toml for it",
  },
});

export const sync = buildCommand<flags.SyncFlags, [], JigContext>({
  loader: async () => asCommand((await import("../commands/sync.ts")).sync),
  parameters: {
    flags: {
      ...directory,
      ...json,
      ...locking,
      ...offline,
      check: { ...choice, brief: "Change nothing; fail if anything would have to be changed" },
    },
    aliases,
  },
  docs: {
    customUsage: ["[-C DIR] [--locked | --frozen] [--offline] [--check] [--json]"],
    brief: "Install what jig.toml asks for, start nothing",
  },
});

const packages = {
  kind: "array",
  parameter: {
    parse: text,
    brief: "pandas, 'numpy<2' or another requirement as pip takes it",
    placeholder: "PACKAGE",
  },
} as const;

const editable = {
  editable: {
    kind: "parsed",
    parse: text,
    variadic: true,
    optional: true,
    placeholder: "FOLDER",
    brief: "A folder with a package in it, used in place: its changes count at once",
  },
} as const;

export const add = buildCommand<flags.AddFlags, string[], JigContext>({
  loader: async () => asCommand((await import("../commands/add.ts")).add),
  parameters: {
    flags: { ...directory, ...json, ...offline, ...editable },
    aliases: { ...aliases, e: "editable" },
    positional: packages,
  },
  docs: {
    customUsage: ["[-C DIR] [--offline] [--json] [-e FOLDER] PACKAGE..."],
    brief: "Add packages to the project's list, lock and install them",
  },
});

export const remove = buildCommand<flags.EditFlags, string[], JigContext>({
  loader: async () => asCommand((await import("../commands/remove.ts")).remove),
  parameters: { flags: { ...directory, ...json, ...offline }, aliases, positional: packages },
  docs: {
    customUsage: ["[-C DIR] [--offline] [--json] PACKAGE..."],
    brief: "Take packages out of the project's list and uninstall them",
  },
});

export const lock = buildCommand<flags.LockFlags, string[], JigContext>({
  loader: async () => asCommand((await import("../commands/lock.ts")).lock),
  parameters: {
    flags: {
      ...directory,
      ...json,
      ...offline,
      upgrade: {
        kind: "boolean",
        default: false,
        withNegated: false,
        brief: "Take the newest versions that fit: of these packages, or of all",
      },
    },
    aliases,
    positional: packages,
  },
  docs: {
    customUsage: ["[-C DIR] [--offline] [--json] [--upgrade [PACKAGE]...]"],
    brief: "Choose exact versions of all packages, for all platforms; write jig.lock",
  },
});

export const plan = buildCommand<flags.PlanFlags, [], JigContext>({
  loader: async () => asCommand((await import("../commands/plan.ts")).plan),
  parameters: {
    flags: {
      ...directory,
      ...json,
      on: {
        kind: "parsed",
        parse: machineOrAll,
        optional: true,
        brief: "What another machine would get, file by file, by jig.lock: macos-arm64, wsl, all …",
        placeholder: "PLATFORM",
      },
      gpu: {
        kind: "parsed",
        parse: gpu,
        optional: true,
        brief: "Plan for another GPU: none, mps, cuda:DRIVER or cuda:DRIVER:CAPABILITY",
        placeholder: "GPU",
      },
    },
    aliases,
  },
  docs: {
    customUsage: ["[-C DIR] [--on PLATFORM | --on all] [--gpu GPU] [--json]"],
    brief: "Show what `up` would do, and change nothing",
  },
});

export const id = buildCommand<flags.ReadFlags, [], JigContext>({
  loader: async () => asCommand((await import("../commands/id.ts")).id),
  parameters: { flags: { ...directory, ...json }, aliases },
  docs: {
    customUsage: ["[-C DIR] [--json]"],
    brief: "Print a short id of what is committed: the same id means the same workbench",
  },
});

export const diff = buildCommand<flags.ReadFlags, [string?], JigContext>({
  loader: async () => asCommand((await import("../commands/diff.ts")).diff),
  parameters: {
    flags: { ...directory, ...json },
    aliases,
    positional: {
      kind: "tuple",
      parameters: [
        {
          parse: text,
          brief: "A branch, a tag or a commit; `HEAD` without one",
          placeholder: "REVISION",
          optional: true,
        },
      ],
    },
  },
  docs: {
    customUsage: ["[-C DIR] [--json] [REVISION]"],
    brief: "Show what changed in the workbench since a revision of git",
  },
});

export const flake = buildCommand<flags.FlakeFlags, [], JigContext>({
  loader: async () => asCommand((await import("../commands/flake.ts")).flake),
  parameters: {
    flags: {
      ...directory,
      stdout: { ...choice, brief: "Print flake.nix, and write nothing" },
      check: { ...choice, brief: "Write nothing; fail if flake.nix is not what would be written" },
      force: { ...choice, brief: "Overwrite what somebody else wrote or changed" },
    },
    aliases,
  },
  docs: {
    customUsage: ["[-C DIR] [--stdout | --check | --force]"],
    brief: "Write flake.nix, for colleagues with Nix and without jig",
  },
});

export const notebooks = buildCommand<flags.NotebooksFlags, string[], JigContext>({
  loader: async () => asCommand((await import("../commands/notebooks.ts")).notebooks),
  parameters: {
    flags: {
      ...directory,
      ...json,
      shared: { ...choice, brief: "install, uninstall: the line in .gitattributes, for everybody" },
      back: { ...choice, brief: "keep: put back what was set aside" },
    },
    aliases,
    positional: {
      kind: "array",
      parameter: { parse: text, brief: "What to do, and with which files", placeholder: "WORD" },
    },
  },
  docs: {
    customUsage: [
      "[-C DIR] [--json] [status]",
      "[-C DIR] clean FILE... | -",
      "[-C DIR] [--json] check [FILE]...",
      "[-C DIR] keep [--back | -- COMMAND]",
      "[-C DIR] install [--shared]",
      "[-C DIR] uninstall [--shared]",
    ],
    brief: "Keep the outputs of notebooks out of git",
  },
});

// `run` is read by hand in `run-jig.ts`; here it is only named, for the help.
export const runOther = buildCommand<flags.RunFlags, string[], JigContext>({
  loader: async () => asCommand((await import("../commands/run.ts")).runFromApp),
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
    brief: "Run one command with the project's Python and packages",
  },
});

export const shell = buildCommand<flags.ShellFlags, [], JigContext>({
  loader: async () => asCommand((await import("../commands/shell.ts")).shell),
  parameters: { flags: { ...directory, ...locking }, aliases },
  docs: {
    customUsage: ["[-C DIR] [--locked | --frozen]"],
    brief: "Start your own shell with the project's Python and packages; `exit` leaves it",
  },
});
