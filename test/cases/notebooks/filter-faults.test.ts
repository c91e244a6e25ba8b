import { expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import {
  notebookText,
  openNotebookRepository,
  type NotebookRepository,
} from "../../rig/notebook-repository.ts";
import { expectOutcome } from "../../rig/outcome.ts";
import { offline } from "../../rig/offline.ts";
import { executable } from "../../rig/paths.ts";

const RUN = notebookText({ source: "print(1)", printed: "1\n" });
const CLEAN = notebookText({ source: "print(1)" });
const NAN = RUN.replace('"1\\n"', '"1\\n"').replace('"metadata": {}', '"metadata": {"x": NaN}');

const installed = async (): Promise<NotebookRepository> => {
  const repository = await openNotebookRepository("clean = true");
  const { rig } = repository;
  expectOutcome(await rig.jig("notebooks", "install"), {
    stdout: "git's filter is set\n",
    stderr: /^git leaves outputs out of notebooks from now on/,
  });
  return repository;
};

const FORMAT_3 = JSON.stringify({
  metadata: { name: "", signature: "x" },
  nbformat: 3,
  nbformat_minor: 0,
  worksheets: [
    {
      cells: [
        {
          cell_type: "code",
          collapsed: false,
          input: ["1"],
          language: "python",
          metadata: {},
          outputs: [1],
          prompt_number: 1,
        },
      ],
      metadata: {},
    },
  ],
});

const littleEndian = (text: string): Buffer => Buffer.from(text, "utf16le");

/** Git's own attribute for UTF-16 wants the mark back. */
const wide: ReadonlyMap<string, (text: string) => Buffer> = new Map([
  ["UTF-16", (text) => littleEndian(`\uFEFF${text}`)],
  ["UTF-16, the other order", (text) => littleEndian(`\uFEFF${text}`).swap16()],
  ["UTF-16 without a mark", (text) => littleEndian(text)],
]);

/** CLEAN with an output, in another layout, so many bytes longer than CLEAN. */
const compactly = (more: number): string => {
  const text = (printed: string) => JSON.stringify(JSON.parse(notebookText({ source: "print(1)", printed })));
  return text("x".repeat(CLEAN.length + more - text("").length));
};

/** What goes in, what git stages (`same`: what went in), and what is said. */
const CONTENTS: readonly {
  readonly title: string;
  readonly bytes: string | Uint8Array;
  readonly staged: "same" | Buffer | ((text: string) => void);
  readonly said: RegExp | "";
}[] = [
  { title: "a notebook", bytes: RUN, staged: (text) => expect(text).toBe(CLEAN), said: "" },
  { title: "a clean notebook", bytes: CLEAN, staged: "same", said: "" },
  ...["", "\n\n", "\r\n", "\n\n\n\n", " \n"].map((end) => ({
    title: `a clean notebook that ends with ${JSON.stringify(end)}`,
    bytes: `${CLEAN.trimEnd()}${end}`,
    staged: "same" as const,
    said: "" as const,
  })),
  ...[-1, 0, 1, 2, 50, 98, 99, 100, 101, 500].map((more) => ({
    title: `outputs, ${more} bytes longer than without`,
    bytes: compactly(more),
    staged: (text: string) => expect(text).toBe(CLEAN),
    said: "" as const,
  })),
  ...[
    RUN.replace("{\n", '{\n "cells": [],\n').replace(/\n "metadata"/, (found) => `\n "cells": [],${found}`),
    RUN.replace(/"outputs": \[[^]*?\n {3}\]/, (found) => `${found},\n   "outputs": []`).replace(
      '"execution_count": 1',
      '"execution_count": null',
    ),
  ].map((bytes, at) => ({
    title: `${at === 0 ? "cells" : "outputs"} twice, the last ones empty`,
    bytes,
    staged: (text: string) => {
      expect(text).not.toContain("stdout");
      expect(JSON.parse(text).nbformat).toBe(4);
    },
    said: "" as const,
  })),
  {
    title: "NaN in it",
    bytes: NAN,
    staged: (text) => expect(text).toBe(CLEAN),
    said: "",
  },
  {
    title: "Infinity where it stays",
    bytes: RUN.replace('"kernelspec"', '"limit": -Infinity, "kernelspec"'),
    staged: (text) => {
      expect(text).toContain('"limit": -Infinity');
      expect(text).not.toContain("stdout");
    },
    said: "",
  },
  {
    title: "half of a character",
    bytes: RUN.replace('"1\\n"', String.raw`"\ud83d"`).replace("print(1)", String.raw`'\udc00'`),
    staged: (text) => {
      expect(text).toContain(String.raw`'\udc00'`);
      expect(text).not.toContain("stdout");
    },
    said: "",
  },
  {
    title: "a byte order mark",
    bytes: `\uFEFF${RUN}`,
    staged: (text) => expect(text).toBe(CLEAN),
    said: "",
  },
  {
    title: "a byte of Latin-1",
    bytes: Buffer.from(RUN.replace("print(1)", "'\u00e4'").replace('"1\\n"', '"\u00f6"'), "latin1"),
    staged: (text) => expect(text).toBe(CLEAN.replace("print(1)", "'\uFFFD'")),
    said: "",
  },
  ...[...wide].map(([title, inWide]) => ({
    title,
    bytes: inWide(RUN.replace("print(1)", "'\u00e4\\\\n'")),
    staged: inWide(CLEAN.replace("print(1)", "'\u00e4\\\\n'")),
    said: "" as const,
  })),
  ...[...wide].map(([title, inWide]) => ({
    title: `${title}, clean`,
    bytes: inWide(CLEAN),
    staged: "same" as const,
    said: "" as const,
  })),
  {
    title: "a zero where it is clean",
    bytes: CLEAN.replace("print(1)", "'\0'"),
    staged: "same",
    said: "",
  },
  {
    title: "a zero",
    bytes: RUN.replace("print(1)", "'\0'"),
    staged: (text) => expect(text).toBe(CLEAN.replace("print(1)", String.raw`'\u0000'`)),
    said: "",
  },
  {
    title: "format 3",
    bytes: FORMAT_3,
    staged: (text) => {
      expect(text).toContain('"prompt_number": null');
      expect(text).toContain('"outputs": []');
      expect(text).not.toContain("signature");
    },
    said: "",
  },
  {
    title: "an empty file",
    bytes: "",
    staged: "same",
    said: /it is empty; save it in Jupyter, or remove it\n$/,
  },
  {
    title: "a half-written file",
    bytes: RUN.slice(0, 90),
    staged: "same",
    said: /it ends in the middle.*save it/,
  },
  {
    title: "a foreign file",
    bytes: "hello\n",
    staged: "same",
    said: /it is no notebook; give it another name/,
  },
  { title: "bytes", bytes: new Uint8Array([0, 255, 1, 254]), staged: "same", said: /it is no notebook/ },
  {
    title: "another JSON",
    bytes: '{"a": 1}\n',
    staged: "same",
    said: /it is no notebook/,
  },
  {
    title: "a pointer of Git LFS",
    bytes: "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n",
    staged: "same",
    said: /it is a pointer of Git LFS; `git lfs pull` fetches the notebook\n$/,
  },
  {
    title: "a merge conflict",
    bytes: RUN.replace('   "source"', '<<<<<<< ours\n   "source"\n=======\n>>>>>>> theirs'),
    staged: "same",
    said: /a merge conflict is in it; resolve it/,
  },
];

test("whatever a notebook holds, git stages it with exit 0, and cleaned where it is one", async () => {
  await using repository = await installed();
  const { put, git, staged } = repository;
  for (const [at, content] of CONTENTS.entries()) {
    // Quoted by git for the shell: a blank, a quote, a dollar, a percent sign.
    const path = `no te's/$a%s ${at}.ipynb`;
    put(path, content.bytes);
    const { code, stderr } = git("add", "--", path);
    expect(code, content.title).toBe(0);
    const whole = content.staged === "same" ? Buffer.from(content.bytes) : content.staged;
    if (typeof whole !== "function")
      expect(staged(path).toString("hex"), content.title).toBe(whole.toString("hex"));
    else whole(staged(path).toString());
    if (content.said === "") expect(stderr, content.title).toBe("");
    else {
      expect(stderr, content.title).toMatch(content.said);
      expect(stderr, content.title).toStartWith(`jig: ${path} goes into git as it is: `);
      expect(stderr.match(/\n/g)?.length, stderr).toBe(1);
    }
  }
});

const script = (text: string): string => `#!/bin/sh\n${text}\n`;

test("whatever becomes of nb-clean and jig, git stages notebooks with exit 0, and one line names the file", async () => {
  await using repository = await installed();
  const { rig, nbClean, git, staged, put } = repository;
  const config = join(rig.root, ".git", "config");
  const [program, setting] = [readFileSync(nbClean), readFileSync(config, "utf8")];
  const withoutJig = (): void => writeFileSync(config, setting.replace(executable, "/nowhere/jig"));
  const replaced = (text: string) => (): void => {
    writeFileSync(nbClean, text);
    chmodSync(nbClean, 0o755);
  };
  const gone = (): void => rmSync(nbClean);
  const killed = replaced(script("head -c 100; kill -KILL $$"));
  const other = join(rig.base, "jig");
  const brokenJig = (text: string) => (): void => {
    writeFileSync(other, text);
    chmodSync(other, 0o755);
    writeFileSync(config, setting.replace(executable, other));
  };
  const cases: readonly {
    readonly title: string;
    readonly faults: readonly (() => void)[];
    readonly bytes?: string;
    readonly staged: string;
    readonly said: RegExp;
  }[] = [
    {
      title: "gone",
      faults: [gone],
      staged: CLEAN,
      said: /was cleaned by jig itself: nb-clean is gone; `jig notebooks install`/,
    },
    {
      title: "moved",
      faults: [() => renameSync(nbClean, `${nbClean}-1`)],
      staged: CLEAN,
      said: /nb-clean is gone/,
    },
    { title: "empty", faults: [replaced("")], staged: CLEAN, said: /nb-clean is gone/ },
    {
      title: "not executable",
      faults: [() => chmodSync(nbClean, 0o644)],
      staged: CLEAN,
      said: /nb-clean is gone/,
    },
    {
      title: "a folder",
      faults: [gone, () => mkdirSync(nbClean)],
      staged: CLEAN,
      said: /was cleaned by jig itself/,
    },
    {
      title: "no program",
      faults: [replaced("\u007fELF\u0000\u0001")],
      staged: CLEAN,
      said: /cleaned by jig itself: nb-clean ended with \d+/,
    },
    {
      title: "refusing",
      faults: [replaced(script("cat >/dev/null; echo no >&2; exit 1"))],
      staged: CLEAN,
      said: /nb-clean ended with 1/,
    },
    { title: "refusing unread", faults: [replaced(script("exit 65"))], staged: CLEAN, said: /^$/ },
    {
      title: "crashing",
      faults: [replaced(script("cat >/dev/null; kill -SEGV $$"))],
      staged: CLEAN,
      said: /nb-clean ended with 139/,
    },
    {
      title: "killed in the middle",
      faults: [killed],
      staged: CLEAN,
      said: /cleaned by jig itself: nb-clean ended with 137/,
    },
    {
      title: "ended in the middle",
      faults: [replaced(script("head -c 100; kill -TERM $$"))],
      staged: CLEAN,
      said: /cleaned by jig itself: nb-clean ended with 143/,
    },
    {
      title: "printing nothing",
      faults: [replaced(script("cat >/dev/null"))],
      staged: CLEAN,
      said: /cleaned by jig itself: nb-clean printed nothing/,
    },
    {
      title: "printing half of it",
      faults: [replaced(script("head -c 150; cat >/dev/null"))],
      staged: CLEAN,
      said: /cleaned by jig itself: nb-clean printed no whole notebook; `jig notebooks install`/,
    },
    {
      title: "printing up to a brace",
      faults: [replaced(script("sed '/^  }/q'; cat >/dev/null"))],
      staged: CLEAN,
      said: /nb-clean printed no whole notebook/,
    },
    {
      title: "printing half of it, jig gone",
      faults: [replaced(script("head -c 150; cat >/dev/null")), withoutJig],
      staged: RUN,
      said: /as it is, outputs and all: nb-clean printed no whole notebook, and jig is gone; install jig, then/,
    },
    {
      title: "printing nothing, foreign",
      faults: [replaced(script("cat >/dev/null"))],
      bytes: "hello",
      staged: "hello",
      said: /it is no notebook/,
    },
    {
      title: "printing nothing, jig gone",
      faults: [replaced(script("cat >/dev/null")), withoutJig],
      staged: RUN,
      said: /nb-clean printed nothing, and jig is gone; install jig, then/,
    },
    {
      title: "killed in the middle, jig gone",
      faults: [killed, withoutJig],
      staged: RUN,
      said: /as it is, outputs and all: nb-clean ended with 137, and jig is gone; install jig, then/,
    },
    {
      title: "gone, jig half written",
      faults: [gone, brokenJig("\u007fELF\u0000\u0001")],
      staged: RUN,
      said: /nb-clean is gone, and jig is broken \(\d+\); install jig, then/,
    },
    {
      title: "jig half written, NaN",
      faults: [brokenJig("\u007fELF\u0000\u0001")],
      bytes: NAN,
      staged: NAN,
      said: /nb-clean refuses it \(expected value at line \d+ column \d+\), and jig is broken \(\d+\); install jig/,
    },
    {
      title: "gone, jig killed in the middle",
      faults: [gone, brokenJig(script("echo; head -c 100; kill -KILL $$"))],
      staged: RUN,
      said: /nb-clean is gone, and jig is broken \(137\)/,
    },
    { title: "jig gone", faults: [withoutJig], staged: CLEAN, said: /^$/ },
    {
      title: "jig gone, NaN",
      faults: [withoutJig],
      bytes: NAN,
      staged: NAN,
      said: /as it is, outputs and all: nb-clean refuses it \(expected value at line \d+ column \d+\), and jig is gone/,
    },
    {
      title: "both gone",
      faults: [gone, withoutJig],
      staged: RUN,
      said: /nb-clean is gone, and jig is gone; install jig, then `jig notebooks install`/,
    },
    {
      title: "both gone, foreign",
      faults: [gone, withoutJig],
      bytes: "x",
      staged: "x",
      said: /is gone, and jig is gone/,
    },
  ];
  for (const { title, faults, bytes = RUN, staged: expected, said } of cases) {
    rmSync(nbClean, { recursive: true, force: true });
    writeFileSync(nbClean, program);
    chmodSync(nbClean, 0o755);
    writeFileSync(config, setting);
    for (const fault of faults) fault();
    const path = `${title}.ipynb`;
    put(path, bytes);
    const { code, stderr } = git("add", "--", path);
    expect(code, title).toBe(0);
    expect(staged(path).toString(), title).toBe(expected);
    expect(stderr, title).toMatch(said);
    if (stderr !== "") {
      expect(stderr, title).toStartWith(`jig: ${path} `);
      expect(stderr.match(/\n/g)?.length, stderr).toBe(1);
    }
  }
});

test("an nb-clean that does not clean is brought anew by install, and where it cannot be had jig cleans", async () => {
  await using repository = await installed();
  const { rig, nbClean, git, staged, put } = repository;
  writeFileSync(nbClean, script("cat >/dev/null"));
  Object.assign(rig.env, offline, { PIP_RETRIES: "0" });
  expectOutcome(await rig.jig("notebooks", "install"), {
    stdout: "git's filter is set already\n",
    stderr: /^nb-clean could not be had, so jig itself cleans notebooks \(.*\)\n$/s,
  });
  expect(existsSync(nbClean)).toBe(false);
  put("a.ipynb", RUN);
  expect(git("add", "a.ipynb").stderr).toMatch(/cleaned by jig itself: nb-clean is gone/);
  expect(staged("a.ipynb").toString()).toBe(CLEAN);
});
