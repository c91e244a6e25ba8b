// Writes the reference pages, `docs/reference/`, from what jig itself knows; with `--check` it writes nothing and fails when
// one of them is not what it would write.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { generateHelpTextForAllCommands, type Application, type CommandContext } from "@stricli/core";

import { app } from "../src/cli/app.ts";
import { exitCodes } from "../src/cli/answer/exit-codes.ts";
import { commandShapes } from "../src/cli/completions/command-shape.ts";
import { shapes } from "../src/describe/keys.ts";
import type { DescribedKey } from "../src/describe/schema/described-key.ts";
import { describedKeys, descriptionSchema } from "../src/describe/schema/description-schema.ts";
import { presetByName, presetNames } from "../src/presets/preset-by-name.ts";
import { presetExample, presetFacts } from "../src/show/draw-presets.ts";

const folder = join(import.meta.dir, "..", "docs", "reference");
const note = "<!-- Made by `npm run reference` from the source: change it there. -->";

const fence = (text: string, language = ""): string => `\`\`\`${language}\n${text}\n\`\`\``;

/** A table of Markdown. A bar in a cell would end it. */
const table = (heading: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heading, heading.map(() => "---"), ...rows]
    .map((row) => `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");

const exitCodeMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  ok: "it is as was asked",
  failed: "something of yours failed: a package, a service, a check",
  usage: "the command line or the description is wrong",
  bug: "a mistake of jig's own",
  interrupted: "ended by Ctrl-C",
};

const commandsPage = (): string => {
  const jig = app();
  // The texts need nothing of the context that commands run in, whatever the library's types say.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const documented = jig as unknown as Application<CommandContext>;
  const help = new Map(
    generateHelpTextForAllCommands(documented).map(([name, text]) => [
      name.replace(/^jig /, ""),
      text.trimEnd(),
    ]),
  );
  const commands = commandShapes(jig);
  return [
    note,
    "# Commands",
    "Every command takes `-C DIR`: work as if started in that folder. What is for scripts is on standard output, everything else on standard error; with `--json` standard output is JSON.",
    table(
      ["command", "what it does"],
      commands.map(({ name, about }) => [`[\`jig ${name}\`](#jig-${name})`, about]),
    ),
    ...commands.flatMap(({ name }) => [`## jig ${name}`, fence(help.get(name) ?? "")]),
    "## Exit codes",
    table(
      ["code", "meaning"],
      Object.entries(exitCodeMeanings).map(([key, meaning]) => {
        const code = Object.entries(exitCodes).find(([name]) => name === key)?.[1];
        return [String(code), meaning];
      }),
    ),
    "`jig run` passes the command's own code on. `jig status` ends with 0 whenever it can tell how the services are.",
    "## Variables",
    table(
      ["variable", "what it is for"],
      [
        ["`JIG_CACHE_DIR`", "where what was downloaded is kept"],
        ["`JIG_STATE_DIR`", "where jig keeps what it knows of each project: logs, ports, tokens"],
        ["`JIG_RUNTIME_DIR`", "where the sockets are"],
        ["`JIG_UV`", "the uv to use"],
        ["`JIG_NIX`", "the Nix to use, a path or a name on `PATH`; `none`: as if there were none"],
        ["`JIG_NIXPKGS`", "a flake reference in the place of nixpkgs on GitHub: a mirror, a copy"],
        ["`NO_COLOR`", "no colours"],
        ["`CI`", "no page is opened in a browser"],
      ],
    ),
    "",
  ].join("\n\n");
};

const keysOf: Readonly<Record<string, Readonly<Record<string, DescribedKey>>>> = describedKeys;

const descriptionPage = (): string =>
  [
    note,
    "# The description",
    "`jig.toml`, or the table `[tool.jig]` of a `pyproject.toml`. A key that is not here is an error. An editor that knows TOML completes the keys and marks mistakes when the first line names the schema: write it with `jig schema > jig.schema.json`, and put `#:schema ./jig.schema.json` on top.",
    ...Object.entries(shapes).flatMap(([name, { title }]) => {
      const keys: Readonly<Record<string, DescribedKey>> = keysOf[name] ?? {};
      return [
        `## ${title[0]?.toUpperCase() ?? ""}${title.slice(1)}`,
        table(
          ["key", "takes", "what it is for"],
          Object.entries(keys).map(([key, { takes, about }]) => [`\`${key}\``, takes, about]),
        ),
      ];
    }),
    "",
  ].join("\n\n");

const presetsPage = (): string =>
  [
    note,
    "# Presets",
    "What jig knows of a tool, for `use` in a service. Every key of the service beats what the preset says. `jig presets` shows the same.",
    ...presetNames.flatMap((name) => {
      const preset = presetByName(name);
      if (preset === null) return [];
      return [
        `## ${name}`,
        `${preset.about[0]?.toUpperCase() ?? ""}${preset.about.slice(1)}.`,
        fence(presetExample(preset), "toml"),
        table(
          ["", ""],
          presetFacts(preset).map(([title, said]) => [title, title === "runs" ? `\`${said}\`` : said]),
        ),
      ];
    }),
    "",
  ].join("\n\n");

const pages: Readonly<Record<string, string>> = {
  "commands.md": commandsPage(),
  "description.md": descriptionPage(),
  "presets.md": presetsPage(),
  "jig.schema.json": `${JSON.stringify(descriptionSchema, null, 2)}\n`,
};

const readPage = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};

const isCheck = process.argv.includes("--check");
mkdirSync(folder, { recursive: true });
const stale = Object.entries(pages).filter(([name, text]) => readPage(join(folder, name)) !== text);
for (const [name, text] of stale) {
  if (isCheck) console.error(`docs/reference/${name} is not what the source says: npm run reference`);
  else writeFileSync(join(folder, name), text);
}
process.exit(isCheck && stale.length > 0 ? 1 : 0);
