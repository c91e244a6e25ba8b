import { expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { installedRepository, notebookText } from "../../rig/notebook-repository.ts";
import { expectOutcome } from "../../rig/outcome.ts";
import { offline } from "../../rig/offline.ts";
import { executable } from "../../rig/paths.ts";

const RUN = notebookText({ source: "print(1)", printed: "1\n" });
const CLEAN = notebookText({ source: "print(1)" });
const NAN = RUN.replace('"1\\n"', '"1\\n"').replace('"metadata": {}', '"metadata": {"x": NaN}');

const script = (text: string): string => `#!/bin/sh\n${text}\n`;

test("whatever becomes of nb-clean and jig, git stages notebooks with exit 0, and one line names the file", async () => {
  await using repository = await installedRepository();
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
  await using repository = await installedRepository();
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
