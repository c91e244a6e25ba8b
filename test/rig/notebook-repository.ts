// A project in a git repository with notebooks, and a cache of its own for the nb-clean that git's filter calls there.

import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

import { expectOutcome, type Outcome } from "./outcome.ts";
import { openRig, type Rig } from "./rig.ts";

export interface NotebookRepository extends AsyncDisposable {
  readonly rig: Rig;
  /** What the filter calls: a test may take it away. */
  readonly nbClean: string;
  /** Runs git in the project, or in another folder of the rig. */
  readonly git: (...args: string[]) => Outcome;
  readonly gitIn: (folder: string, ...args: string[]) => Outcome;
  /** What git has staged of a file, as bytes. */
  readonly staged: (path: string) => Buffer;
  /** Writes bytes of a file of the project. */
  readonly put: (path: string, bytes: string | Uint8Array) => void;
}

/** Where the pinned nb-clean is in a cache of jig's. */
const IN_CACHE = join("nb-clean", "5.0.0", "nb-clean");

/** Opens one with these keys in `[notebooks]`; the filter is not set yet. */
export const openNotebookRepository = async (keys: string, name?: string): Promise<NotebookRepository> => {
  const rig = await openRig({
    ...(name === undefined ? {} : { folder: name }),
    description: `[notebooks]\n${keys}\n`,
  });
  const shared = rig.env["JIG_CACHE_DIR"] ?? "";
  const cache = join(rig.base, "cache");
  Object.assign(rig.env, { JIG_CACHE_DIR: cache, GIT_CONFIG_NOSYSTEM: "1" });
  writeFileSync(
    join(rig.home, ".gitconfig"),
    '[user]\n\tname = a\n\temail = a@example.org\n[init]\n\tdefaultBranch = main\n[advice]\n\tdetachedHead = false\n[protocol "file"]\n\tallow = always\n',
  );
  const gitIn = (folder: string, ...args: string[]): Outcome => {
    const ran = Bun.spawnSync(["git", ...args], { cwd: folder, env: rig.env });
    return { code: ran.exitCode, stdout: ran.stdout.toString(), stderr: ran.stderr.toString() };
  };
  const git = (...args: string[]) => gitIn(rig.root, ...args);
  let moment = 1_700_000_000;
  git("init", "-q");
  await takeFromShared(rig, { shared, cache });
  return {
    rig,
    nbClean: join(cache, IN_CACHE),
    git,
    gitIn,
    staged: (path) =>
      Bun.spawnSync(["git", "cat-file", "blob", `:${path}`], { cwd: rig.root, env: rig.env }).stdout,
    put: (path, bytes) => {
      mkdirSync(dirname(join(rig.root, path)), { recursive: true });
      writeFileSync(join(rig.root, path), bytes);
      // Git looks again at files as young as its index, each time it writes that: and would say things twice.
      moment += 1;
      utimesSync(join(rig.root, path), moment, moment);
    },
    [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose](),
  };
};

/** The same, with the filter set as a person does. */
export const installedRepository = async (): Promise<NotebookRepository> => {
  const repository = await openNotebookRepository("clean = true");
  expectOutcome(await repository.rig.jig("notebooks", "install"), {
    stdout: "git's filter is set\n",
    stderr: /^git leaves outputs out of notebooks from now on/,
  });
  return repository;
};

/** Downloaded once for all tests. */
const takeFromShared = async (
  rig: Rig,
  { shared, cache }: { shared: string; cache: string },
): Promise<void> => {
  const known = join(shared, IN_CACHE);
  if (!existsSync(known)) {
    const options = { env: { JIG_CACHE_DIR: shared } };
    const { code, stderr } = await rig.jigWith(options, "notebooks", "install");
    if (code !== 0 || !existsSync(known)) throw new Error(`nb-clean could not be had: ${stderr}`);
    await rig.jig("notebooks", "uninstall");
    rmSync(rig.state, { recursive: true });
    mkdirSync(rig.state);
  }
  mkdirSync(dirname(join(cache, IN_CACHE)), { recursive: true });
  copyFileSync(known, join(cache, IN_CACHE));
  chmodSync(join(cache, IN_CACHE), 0o755);
};

type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

interface CellParts {
  readonly source: string;
  /** A line that it printed; none: it has not run. */
  readonly printed?: string;
}

/** A notebook of format 4 with code cells, in nbformat's own layout. */
export const notebookText = (...cells: readonly CellParts[]): string =>
  layOut({
    cells: cells.map(({ source, printed }, at) => ({
      cell_type: "code",
      execution_count: printed === undefined ? null : at + 1,
      id: `cell-${at}`,
      metadata: {},
      outputs: printed === undefined ? [] : [{ name: "stdout", output_type: "stream", text: [printed] }],
      source: [source],
    })),
    metadata: { kernelspec: { display_name: "Python 3", language: "python", name: "python3" } },
    nbformat: 4,
    nbformat_minor: 5,
  });

const layOut = (value: Value): string => `${JSON.stringify(value, null, 1)}\n`;

/** The bytes of a file of a folder. */
export const bytesOf = (folder: string, path: string): Buffer => readFileSync(join(folder, path));
