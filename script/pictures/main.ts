// Makes the pictures of README and guides from real runs: a copy of examples/workbench, the built `jig`, a terminal.
// It changes nothing but docs/pictures/. What is different each time (times, pids, tokens) stays as it was seen; only the
// folder above the project gets a name that reads well.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Terminal } from "@xterm/headless";

import { executable } from "../../test/rig/paths.ts";
import { isFree } from "../../test/rig/ports.ts";
import { openRig, type Rig } from "../../test/rig/rig.ts";
import { waitFor } from "../../test/rig/wait-for.ts";
import { drawScreen } from "./draw-screen.ts";

const root = join(import.meta.dir, "..", "..");
const pictures = join(root, "docs", "pictures");

interface Scene {
  readonly name: string;
  readonly title: string;
  readonly columns: number;
  readonly commands: readonly (readonly string[])[];
  /** Typed when the command has become quiet. */
  readonly typed?: string;
  /** Done before the commands; what it started it ends. */
  readonly before?: (rig: Rig) => Disposable | void;
}

const edit = (rig: Rig, from: string, to: string): void => {
  rig.write("jig.toml", rig.read("jig.toml").replace(from, to));
};

/** Somebody else's server on the port that the example wants, and a line of conda's where it usually stands. */
const trouble = (rig: Rig): Disposable => {
  writeFileSync(join(rig.home, ".bashrc"), '# >>> conda initialize >>>\neval "$(conda shell.bash hook)"\n');
  const server = Bun.spawn([rig.python, "-m", "http.server", "--bind", "127.0.0.1", "5001"], {
    cwd: rig.home,
    stdout: "ignore",
    stderr: "ignore",
  });
  return { [Symbol.dispose]: () => server.kill() };
};

const scenes: readonly Scene[] = [
  {
    name: "doctor",
    title: "jig doctor: this machine, what would stop jig up, and the one thing to do about it",
    columns: 84,
    commands: [["doctor"]],
    before: trouble,
  },
  {
    name: "up",
    title: "jig up: the packages are installed, JupyterLab and the web page answer",
    columns: 96,
    commands: [["up"]],
  },
  {
    name: "status",
    title: "jig status: each service with its state and address",
    columns: 72,
    commands: [["status"]],
  },
  {
    name: "shell",
    title: "jig shell: a welcome, and the person's own shell with the project's Python",
    columns: 84,
    commands: [["shell"]],
    before: (rig) => writeFileSync(join(rig.home, ".bashrc"), "PS1='$ '\n"),
    typed: "python --version\rexit\r",
  },
  {
    name: "error",
    title: "A wrong word in jig.toml: the line, the place, and what was meant",
    columns: 72,
    before: (rig) => edit(rig, "requirements", "requirments"),
    commands: [["up"]],
  },
];

const run = async (
  rig: Rig,
  args: readonly string[],
  { terminal, typed }: { terminal: Terminal; typed: string | undefined },
): Promise<void> => {
  const write = (text: string | Uint8Array): Promise<void> =>
    new Promise((resolve) => terminal.write(text, resolve));
  await write(`\u001B[2m$\u001B[0m \u001B[1mjig ${args.join(" ")}\u001B[0m\r\n`);
  const chunks: Uint8Array[] = [];
  const child = Bun.spawn([executable, ...args], {
    cwd: rig.root,
    env: { ...rig.env, TERM: "xterm-256color", SHELL: "/bin/bash", DISPLAY: ":0" },
    terminal: {
      cols: terminal.cols,
      rows: terminal.rows,
      data: (_: unknown, bytes: Uint8Array) => void chunks.push(Uint8Array.from(bytes)),
    },
  });
  if (typed !== undefined) {
    await waitFor("a prompt", () => Buffer.concat(chunks).includes("$ "));
    child.terminal?.write(typed);
  }
  await child.exited;
  child.terminal?.close();
  // The temporary folder's name says nothing to a reader.
  await write(Buffer.concat(chunks).toString("utf8").replaceAll(rig.base, "/home/ada"));
};

mkdirSync(pictures, { recursive: true });
await using rig = await openRig({ folder: "workbench" });
// A desktop, as most readers have one: the pages are "opened" by a program that only asks for them.
rig.program(
  "xdg-open",
  '#!/bin/sh\nexec python3 -c "import sys, urllib.request; urllib.request.urlopen(sys.argv[1])" "$1"\n',
);
for (const file of ["jig.toml", "jig.lock", "requirements.txt", "server.py", "notebooks"])
  cpSync(join(root, "examples", "workbench", file), join(rig.root, file), { recursive: true });
const description = readFileSync(join(rig.root, "jig.toml"), "utf8");
for (const { name, title, columns, commands, typed, before } of scenes) {
  const terminal = new Terminal({ cols: columns, rows: 60, allowProposedApi: true });
  using _ = before?.(rig) ?? null;
  if (before === trouble) await waitFor("the stranger listens", async () => !(await isFree(5001)));
  for (const args of commands) await run(rig, args, { terminal, typed });
  writeFileSync(join(pictures, `${name}.svg`), drawScreen(terminal, columns, title));
  rig.write("jig.toml", description);
  console.log(`docs/pictures/${name}.svg`);
}
await rig.jig("down", "--yes");
