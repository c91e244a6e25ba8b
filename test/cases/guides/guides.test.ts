// The pages for users say what is true: their command lines are run, what they print is compared, their descriptions are
// read, and the commands and flags that they name exist.

import { expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { joinSources } from "../../../src/base/place.ts";
import { commandShapes } from "../../../src/cli/completions/command-shape.ts";
import { app } from "../../../src/cli/app.ts";
import { describe as describeText } from "../../../src/describe/describe.ts";
import { presetNames } from "../../../src/presets/preset-by-name.ts";
import type { Outcome } from "../../rig/outcome.ts";
import { executable, repository } from "../../rig/paths.ts";
import { openRig, type Rig } from "../../rig/rig.ts";
import { waitFor } from "../../rig/wait-for.ts";
import { startProgram } from "../../rig/start-program.ts";
import { blocksOf, commandsOf, namedCommandsOf, scriptLinesOf, type Block } from "./read-guide.ts";
import { gitIdentity, scenarioOf } from "./scenarios.ts";

const guides = readdirSync(join(repository, "docs", "guides"))
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/guides/${name}`);
const pages = [...guides, "README.md", "examples/workbench/README.md"];

const read = (file: string): string => readFileSync(join(repository, file), "utf8");

for (const file of pages) {
  const page = read(file);
  const blocks = blocksOf(page);
  const { prepare, folder, env, notRun = {}, notCompared = {}, typed = {}, ...rest } = scenarioOf(file);
  const { before = {}, codes = {} } = rest;
  const isRun = (command: string): boolean => notRun[command] === undefined;
  const runnable = blocks.flatMap((block) => commandsOf(block)).filter(({ text }) => isRun(text));

  if (runnable.length > 0)
    test(`the command lines of ${file} do what it says`, async () => {
      await using rig = await openRig(folder === undefined ? {} : { folder });
      rig.program("jig", `#!/bin/sh\nexec '${executable}' "$@"\n`);
      await prepare(rig, page);
      const counts = new Map<string, number>();
      for (const block of blocks) {
        const shell = openShell(rig, env?.(rig) ?? {});
        for (const { text, output } of commandsOf(block).filter((command) => isRun(command.text))) {
          const count = (counts.get(text) ?? 0) + 1;
          counts.set(text, count);
          const name = count === 1 ? text : `${text} #${count}`;
          before[name]?.(rig);
          const outcome = await shell(text, typed[name] ?? answerIn(output));
          const said = `${file}:${block.line}: ${name}\n${outcome.stdout}${outcome.stderr}`;
          expect(outcome.code, said).toBe(codes[name] ?? 0);
          if (notCompared[text] === undefined) comparePrinted(output, outcome, said);
        }
      }
    }, 180_000);

  test(`what ${file} describes and names is there`, () => {
    for (const block of blocks) {
      expect(isPlain(block), `${file}:${block.line}: say \`sh\` behind the fence`).toBe(true);
      if (block.language === "toml") expect(problemsOf(block.text), `${file}:${block.line}`).toEqual([]);
      const known = new Set([...runnable.map(({ text }) => text), ...Object.keys(notRun)]);
      for (const line of [...scriptLinesOf(block), ...windowsLinesOf(block)])
        expect(known, `${file}:${block.line}: is not tried in this page`).toContain(line);
    }
    for (const words of namedCommandsOf(page))
      expect(unknownIn(words), `${file}: jig ${words.join(" ")}`).toBeNull();
  });
}

/** A block without a language shows text, or commands behind a `$`. */
const isPlain = ({ language, text }: Block): boolean =>
  language !== "" || /^\$ /m.test(text) || !/^(?:jig|cd|mkdir|script\/|npm|git|export) ?/m.test(text);

const windowsLinesOf = ({ language, text }: Block): readonly string[] =>
  language === "powershell" ? text.split("\n") : [];

/** A block that begins with `# jig.local.toml` is one of those, over the least that it can stand on. */
const problemsOf = (text: string): readonly string[] => {
  const isLocal = text.startsWith("# jig.local.toml");
  const source = { file: "jig.toml", text: isLocal ? '[python]\nversion = "3.11"\n' : text };
  const described = describeText(isLocal ? joinSources(source, { file: "jig.local.toml", text }) : source, {
    presets: presetNames,
  });
  return described.ok ? [] : described.failure.map(({ message }) => message);
};

/** The first word that is no command or flag of jig's; null when all are. What is in capitals stands for something. */
const unknownIn = (words: readonly string[]): string | null => {
  const own = words.slice(0, words.includes("--") ? words.indexOf("--") : words.length);
  const [name = "", ...rest] = own;
  if (["--version", "--help", "COMMAND", "…"].includes(name)) return null;
  const command = commandShapes(app()).find((shape) => [shape.name, ...shape.aliases].includes(name));
  if (command === undefined) return name;
  const flags = new Set([...command.flags.flatMap(({ names }) => names), "--help"]);
  return rest.find((word) => word.startsWith("-") && !flags.has(word)) ?? null;
};

/** What the page shows to be typed behind a question; null when nothing is asked. */
const answerIn = (output: readonly string[]): string | null => {
  const answer = /\[y\/N\] (\S+)$/.exec(output.find((line) => line.includes("[y/N]")) ?? "")?.[1];
  return answer === undefined ? null : `${answer}\r`;
};

/** Runs one line after the other as a person would: folder and variables stay from one to the next. */
const openShell = (
  rig: Rig,
  more: Readonly<Record<string, string>>,
): ((line: string, answer: string | null) => Promise<Outcome>) => {
  const notes = join(rig.base, "shell");
  mkdirSync(notes, { recursive: true });
  writeFileSync(join(notes, "env"), "");
  writeFileSync(join(notes, "cwd"), rig.root);
  return async (line, answer) => {
    const script = `cd "$(cat "$NOTES/cwd")" && . "$NOTES/env"
${line}
code=$?
pwd > "$NOTES/cwd"; export -p > "$NOTES/env"
exit $code`;
    const running = startProgram(["/bin/bash", "-c", script], {
      cwd: rig.root,
      env: { ...rig.env, ...gitIdentity, ...more, NOTES: notes },
      terminal: answer !== null,
      columns: 80,
    });
    if (answer !== null) {
      await waitFor("a question", () => running.stdout().includes("[y/N]"), { explain: running.stdout });
      running.type(answer);
    }
    return running.ended;
  };
};

/** Every line that the page shows was printed, but for numbers, times and where Python and the repository are. */
const comparePrinted = (expected: readonly string[], { stdout, stderr }: Outcome, said: string): void => {
  const printed = new Set(`${stdout}\n${stderr}`.split("\n").map(normal));
  for (const line of expected)
    expect(printed.has(normal(line)), `not printed: ${line}\n--- ${said}`).toBe(true);
};

const normal = (line: string): string =>
  Bun.stripANSI(line)
    .replaceAll(/\/\S*\/python[\d.]*/g, "PYTHON")
    .replaceAll(/`\/[^`]*\/\.git\//g, "`GIT/")
    .replaceAll(/\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b/g, "MONTH")
    .replaceAll(/\d+(?:[.,:]\d+)*/g, "0")
    .replaceAll(/\b0 (?:ms|s|min|h)(?: 0 (?:s|min))?\b/g, "TIME")
    // What took no time worth telling is told without it.
    .replace(/ \(TIME\)$/, "")
    .replaceAll(/\s+/g, " ")
    .trim();
