// The flags and names that many commands share, and how a command's function is handed to the library.

import { readAssumedGpu } from "../../plan/gpu/assumed-gpu.ts";
import type { GpuFact } from "../../plan/gpu/gpu-fact.ts";
import type { JigContext } from "../context.ts";
import { nearest } from "../../base/nearest.ts";
import { MACHINE_NAMES, machineNamed, type NamedMachine } from "../../plan/platforms/facts-on.ts";
import { meantPlatform } from "../../plan/platforms/platforms.ts";
import { readMoment } from "./read-moment.ts";
import { NotThat } from "./usage-text.ts";

export const text = (input: string): string => input;

export const wholeNumber = (input: string): number => {
  if (!/^\d{1,9}$/.test(input)) throw new NotThat("a whole number");
  return Number(input);
};

export const gpu = (input: string): GpuFact => {
  const assumed = readAssumedGpu(input);
  if (assumed === null) throw new NotThat("`none`, `mps`, or `cuda:` and a driver such as cuda:580.65.06");
  return assumed;
};

export const seconds = (input: string): number => {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(input);
  if (match === null) throw new NotThat("a time such as 90, 90s or 2m");
  return Number(match[1]) * { ms: 0.001, s: 1, m: 60 }[match[2] ?? "s"]!;
};

/** Checked at once, and told from the present moment when there is one. */
export const moment = (input: string): ((now: Date) => Date) => {
  if (readMoment(input, new Date(0)) === null)
    throw new NotThat("a time such as 90s, 10m, 2h, 10:30 or 2026-01-31");
  return (now) => readMoment(input, now) ?? now;
};

export const machineOrAll = (input: string): NamedMachine | "all" => {
  const named = input === "all" ? "all" : machineNamed(input);
  if (named !== null) return named;
  const meant = nearest(input, MACHINE_NAMES) ?? meantPlatform(input);
  const names = `${MACHINE_NAMES.join(", ")} or all`;
  throw new NotThat(meant === null ? names : `${names} (\`${meant}\`?)`);
};

/** The library hands the context over as `this`; our commands take it like any other value. */
export const asCommand = <Flags, Args extends readonly (string | undefined)[]>(
  command: (context: JigContext, flags: Flags, ...args: Args) => void | Promise<void>,
) =>
  // oxlint-disable-next-line oxc/no-this-in-exported-function -- the library's calling convention
  function (this: JigContext, flags: Flags, ...args: Args): void | Promise<void> {
    return command(this, flags, ...args);
  };

export const directory = {
  directory: {
    kind: "parsed",
    parse: text,
    optional: true,
    brief: "Work as if started in this folder",
    placeholder: "DIR",
  },
} as const;
export const json = {
  json: { kind: "boolean", default: false, withNegated: false, brief: "Print JSON for scripts" },
} as const;
export const yes = {
  yes: {
    kind: "boolean",
    default: false,
    withNegated: false,
    brief: "Do not ask, even if a notebook is computing",
  },
} as const;
export const locking = {
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
export const offline = {
  offline: {
    kind: "boolean",
    default: false,
    withNegated: false,
    brief: "Use only packages in uv's cache, and ask no index",
  },
} as const;
export const aliases = { C: "directory" } as const;

export const services = {
  kind: "array",
  parameter: { parse: text, brief: "Only these services", placeholder: "SERVICE" },
} as const;
export const oneService = {
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
