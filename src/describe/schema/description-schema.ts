// The JSON Schema of `jig.toml`, with which an editor completes keys and marks what is wrong. It knows shapes alone: what
// things mean together (names, ports, order) is told by `describe`.

import { PLATFORMS } from "../../plan/platforms/platforms.ts";
import type { shapes } from "../keys.ts";
import { REQUIRES_JIG } from "../tables/requires-jig.ts";
import { tableOf, text, variables, type DescribedTable, type JsonSchema } from "./described-key.ts";
import { gpuKeys } from "./gpu-keys.ts";
import { cleanKeys, notebooksKeys } from "./notebooks-keys.ts";
import { ollamaKeys } from "./ollama-keys.ts";
import { packagesKeys } from "./packages-keys.ts";
import { pythonKeys } from "./python-keys.ts";
import { afterKeys, readyKeys, serviceKeys, stopKeys } from "./service-keys.ts";

const NAMES = "^[a-z0-9][a-z0-9_-]{0,39}$";

const welcomeKeys: DescribedTable<"welcome"> = {
  text: {
    takes: "a text, of one line or many",
    about: "What `jig shell` shows a person who enters, below what jig says itself.",
    schema: text,
  },
};

const topKeys: DescribedTable<"top"> = {
  "requires-jig": {
    takes: "a version behind `>=`, `>`, `<=`, `<` or `==`; several with commas",
    about: "The versions of jig that this file is for. It is looked at first: another jig says so and stops.",
    schema: { type: "string", pattern: REQUIRES_JIG.source, examples: [">=0.1"] },
  },
  name: {
    takes: "a text of up to 80 characters",
    about: "The project's name, for people. The folder's, if nothing is said.",
    schema: { ...text, maxLength: 80 },
  },
  platforms: {
    takes: 'a list of platforms: `["linux-x64", "macos-arm64"]`',
    about:
      "What the workbench is for: `linux-arm64`, `linux-x64`, `macos-arm64`, `macos-x64`. All but the last, and the machine it is used on, if nothing is said. WSL is Linux.",
    schema: { type: "array", minItems: 1, items: { enum: [...PLATFORMS] } },
  },
  python: {
    takes: "a table",
    about: "The Python environment. Without it no environment is made.",
    schema: tableOf(pythonKeys, { required: ["version"] }),
  },
  packages: {
    takes: "a table",
    about: "Programs and libraries besides Python: from Nix where it is, else looked for on this machine.",
    schema: tableOf(packagesKeys),
  },
  gpu: {
    takes: "a table",
    about: "What to do about a GPU. Without it jig leaves it to the packages.",
    schema: tableOf(gpuKeys),
  },
  notebooks: {
    takes: "a table",
    about: "Notebooks: what of them goes into git, and which are copied for everybody.",
    schema: tableOf(notebooksKeys),
  },
  ollama: {
    takes: "a table",
    about: "The local LLM: a running Ollama is used, else one is started, and its models are pulled.",
    schema: tableOf(ollamaKeys),
  },
  env: {
    takes: 'a table: `{ NAME = "value" }`',
    about:
      "Variables for every service, `jig run` and `jig shell`. `${env:NAME}` is the caller's; `.venv/bin` stays first on a `PATH`.",
    schema: variables,
  },
  welcome: {
    takes: "a table",
    about: "What greets a person in `jig shell`.",
    schema: tableOf(welcomeKeys),
  },
  services: {
    takes: "a table of services",
    about: "`[services.NAME]` for each: lower-case letters, digits, `-` and `_`.",
    schema: {
      type: "object",
      patternProperties: {
        [NAMES]: tableOf(serviceKeys, { anyOf: [{ required: ["run"] }, { required: ["use"] }] }),
      },
      additionalProperties: false,
    },
  },
};

/** What every key of every table takes and is for. */
export const describedKeys = {
  top: topKeys,
  python: pythonKeys,
  packages: packagesKeys,
  gpu: gpuKeys,
  notebooks: notebooksKeys,
  clean: cleanKeys,
  ollama: ollamaKeys,
  welcome: welcomeKeys,
  service: serviceKeys,
  ready: readyKeys,
  after: afterKeys,
  stop: stopKeys,
} satisfies { readonly [Of in keyof typeof shapes]: DescribedTable<Of> };

/** The schema, ready to be printed as JSON. */
export const descriptionSchema: JsonSchema & { readonly $schema: string } = {
  $schema: "http://json-schema.org/draft-07/schema#",
  description: "jig.toml: a workbench that is the same on every machine",
  ...tableOf(topKeys),
};
