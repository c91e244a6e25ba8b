// The keys of a service and of the tables in it, for editors and for the reference. It reads no description.

import { presetNames } from "../../presets/preset-by-name.ts";
import {
  attributePaths,
  duration,
  DURATION,
  flag,
  folder,
  path,
  tableOf,
  text,
  variables,
  YES_NO,
  type DescribedTable,
  type JsonSchema,
} from "./described-key.ts";

export const readyKeys: DescribedTable<"ready"> = {
  http: {
    takes: 'a path such as `"/health"`',
    about: "Ready when the service's own port answers here with a success or a redirection.",
    schema: path,
  },
  tcp: {
    takes: "`true`",
    about: "Ready when its own port takes connections. Not together with `http`.",
    schema: { const: true },
  },
  timeout: {
    takes: DURATION,
    about:
      "How long it may take before it counts as failed and is stopped. A minute, unless a preset says otherwise.",
    schema: duration,
  },
};

export const afterKeys: DescribedTable<"after"> = {
  service: { takes: "the name of a service", about: "Which one comes first; needed.", schema: text },
  until: {
    takes: '`"started"`, `"ready"` or `"done"`',
    about: "How far it must be. `done` is for one with `oneshot`.",
    schema: { type: "string", enum: ["started", "ready", "done"], default: "ready" },
  },
};

const SIGNALS = ["TERM", "INT", "QUIT", "HUP", "USR1", "USR2"];
// Expressions in a schema have no flags.
const anyCase = (word: string): string =>
  word.replaceAll(/[A-Z]/g, (letter) => `[${letter}${letter.toLowerCase()}]`);

export const stopKeys: DescribedTable<"stop"> = {
  signal: {
    takes: SIGNALS.map((name) => `\`"${name}"\``).join(", "),
    about: "The signal that asks it to end. `TERM`, unless a preset says otherwise.",
    schema: {
      anyOf: [
        { type: "string", enum: SIGNALS },
        { type: "string", pattern: `^\\s*(${anyCase("SIG")})?(${SIGNALS.map(anyCase).join("|")})\\s*$` },
      ],
    },
  },
  timeout: {
    takes: DURATION,
    about: "How long it may take to end before it is killed. Ten seconds, unless a preset says otherwise.",
    schema: duration,
  },
};

const dependency: JsonSchema = { anyOf: [text, tableOf(afterKeys, { required: ["service"] })] };

export const serviceKeys: DescribedTable<"service"> = {
  use: {
    takes: "the name of a preset",
    about:
      "What jig knows of a tool: its command, port, readiness. Every other key beats what the preset says.",
    schema: { type: "string", enum: presetNames },
  },
  run: {
    takes: "a text for `sh`, or a list of words",
    about:
      "What to run. In a text `$NAME` is the shell's; `${port}`, `${env:NAME}`, `${service.NAME.url}` and `${service.NAME.port}` are jig's, `$$` is a dollar.",
    schema: {
      anyOf: [
        text,
        {
          type: "array",
          items: [{ type: "string", minLength: 1 }],
          additionalItems: { type: "string" },
          minItems: 1,
        },
      ],
    },
  },
  cwd: {
    takes: "a folder in the project",
    about: "Where it runs, relative to this file. The project's folder, if nothing is said.",
    schema: folder,
  },
  env: {
    takes: 'a table: `{ NAME = "value" }`',
    about:
      "Variables of this service alone. `${…}` is jig's, as in `run`; a `$NAME` of the shell is a mistake here. `.venv/bin` stays first on a `PATH`.",
    schema: variables,
  },
  port: {
    takes: "a number from 1 to 65535",
    about: "Its port, told to it as `PORT`. It stays as written; a preset's own moves when it is taken.",
    schema: { type: "integer", minimum: 1, maximum: 65_535 },
  },
  ready: {
    takes: "a path, or a table",
    about: 'How it shows that it can be used: `"/"`, or a table with the keys below.',
    schema: { anyOf: [path, tableOf(readyKeys, { minProperties: 1, not: { required: ["http", "tcp"] } })] },
  },
  open: {
    takes: YES_NO,
    about: "Open its page in the browser when `jig up` has started it.",
    schema: flag,
  },
  after: {
    takes: "a name, a table, or a list of them",
    about: "Services that come first. `jig up NAME` starts them too.",
    schema: { anyOf: [...(dependency.anyOf ?? []), { type: "array", items: dependency }] },
  },
  require: {
    takes: YES_NO,
    about: "With `false` its failure neither fails `jig up` nor holds up what comes after it.",
    schema: { ...flag, default: true },
  },
  oneshot: {
    takes: YES_NO,
    about: "It is meant to end by itself, with 0.",
    schema: { ...flag, default: false },
  },
  stop: {
    takes: "a table",
    about: "How it is asked to end.",
    schema: tableOf(stopKeys),
  },
  packages: {
    takes: "a list of packages",
    about:
      "What it cannot run without, by nixpkgs' names, as in `[packages]`. Where one is missing, this service is not started.",
    schema: attributePaths,
  },
};
