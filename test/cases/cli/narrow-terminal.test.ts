import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { widthOf } from "../../../src/show/text/visible-text.ts";
import { openIndex } from "../../rig/answering-index.ts";
import { describeService } from "../../rig/describe-service.ts";
import { openRig, type Rig } from "../../rig/rig.ts";

const COLUMNS = 60;

/** Two services: one with all that a row can hold, one that fails. */
const describeBench = (): string =>
  [
    'name = "a bench with a rather long name for one line"\n',
    describeService("tidy", { run: "true", oneshot: true }),
    describeService("web-of-many-words", { run: "sleep 1000", after: ["tidy"] }),
    describeService("broken-from-the-start", {
      run: "echo a rather long last word of a service that ends >&2; exit 3",
      require: false,
    }),
  ].join("\n");

/** What a terminal shows: no colours, no cursor. */
const linesOf = (said: string): readonly string[] =>
  // oxlint-disable-next-line no-control-regex -- the terminal's own
  said.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, "").split(/\r?\n|\r/);

/** What `init` writes is a file, shown as it is. */
const isToml = (line: string): boolean => /^(?:# | {0,2}[a-z-]+ = )/.test(line);

/** A line may only be longer where one word behind a short head is: a link, a path, a command for copying. */
const isExcused = (line: string): boolean => /^.{0,14}?(?:`[^`]*`|\S{40,})[.,;:]?$/.test(line);

const tooLong = async (rig: Rig, words: readonly string[], cwd = rig.root): Promise<readonly string[]> => {
  const { stdout } = await rig.jigWith({ cwd, terminal: true, columns: COLUMNS }, ...words);
  expect(stdout, words.join(" ")).not.toBe("");
  return linesOf(stdout)
    .filter((line) => widthOf(line) > COLUMNS && !isExcused(line) && !isToml(line))
    .map((line) => `jig ${words.join(" ")}: ${line}`);
};

const COMMANDS = ["up", "down", "restart", "status", "logs", "open", "shell", "run", "sync", "lock", "plan"];
const OTHERS = ["init", "doctor", "presets", "clean", "uninstall", "completions", "schema"];

test("on a terminal of sixty columns nothing that jig shows is broken by the terminal", async () => {
  await using index = await openIndex();
  await using rig = await openRig({ folder: "bench", env: index.env, description: describeBench() });
  const fresh = join(rig.base, "fresh");
  mkdirSync(fresh);
  writeFileSync(join(fresh, "analysis.py"), "import numpy, pandas, sklearn, somethingunknown, andanother\n");
  writeFileSync(join(fresh, "dashboard.py"), "import streamlit as st\nst.title('x')\n");
  writeFileSync(
    join(fresh, "environment.yml"),
    "dependencies: [numpy, gdal, jq, r-base, {pip: [-r x.txt]}]\n",
  );
  const found: string[] = [];
  for (const words of [
    ["--help"],
    ...[...COMMANDS, ...OTHERS].map((name) => [name, "--help"]),
    ["presets"],
    ["presets", "command"],
    ["presets", "jupyterlab"],
    ["plan"],
    ["status"],
    ["up"],
    ["status"],
    ["status", "--all"],
    ["doctor"],
    ["restart"],
    ["logs", "--since", "2999-01-01"],
    ["upp"],
    ["up", "--no-opn"],
    ["up", "nothing-of-that-name"],
    ["completions"],
    ["install", "pandas"],
    ["uninstall", "--yes"],
    ["down"],
  ])
    found.push(...(await tooLong(rig, words)));
  found.push(...(await tooLong(rig, ["init", "--yes"], fresh)));
  found.push(...(await tooLong(rig, ["doctor"], fresh)));
  rig.write(
    "jig.toml",
    '[services.web]\nuse = "jupyterlab"\nrnu = "a command that is written with a wrong key"\n',
  );
  for (const words of [["plan"], ["doctor"], ["status"]]) found.push(...(await tooLong(rig, words)));
  expect(found).toEqual([]);
}, 120_000);
