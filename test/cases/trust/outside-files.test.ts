import { expect, test } from "bun:test";
import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { openRig, type Rig } from "../../rig/rig.ts";

/** No word of it may be seen; no line of it is a requirement. */
const SECRET = "SECRET LINE:*:1\nSECRET=key word\n";

/** What tells what is wrong with files, and changes nothing. */
const LOOKING = [
  ["id"],
  ["id", "--json"],
  ["diff"],
  ["diff", "--json"],
  ["plan"],
  ["plan", "--json"],
  ["plan", "--on", "macos-arm64"],
  ["doctor"],
  ["doctor", "--json"],
  ["status", "--json"],
  ["models"],
  ["flake", "--stdout"],
  ["flake", "--check"],
  ["notebooks"],
  ["notebooks", "check"],
  ["logs"],
  ["down"],
  ["clean", "--dry-run"],
];

/** What would change something, were the files in order. */
const CHANGING = [
  ["lock"],
  ["lock", "--json"],
  ["sync"],
  ["up"],
  ["add", "six"],
  ["remove", "six"],
  ["run", "true"],
  ["init"],
];

const asking = (path: string): string => `[python]\nversion = "3.11"\nrequirements = ["${path}"]\n`;

const SHARED = '[project]\nname = "x"\nversion = "1"\nrequires-python = ">=3.11"\n';

interface Way {
  readonly write: Readonly<Record<string, string>>;
  /** Names that lead to the file outside. */
  readonly links?: readonly string[];
  readonly holds?: string;
  /** How many commands have to speak of it: no test of nothing. */
  readonly atLeast: number;
}

const WAYS: Readonly<Record<string, Way>> = {
  "a path": { write: { "jig.toml": asking("../secret") }, atLeast: 10 },
  "an include": { write: { "jig.toml": asking("r.txt"), "r.txt": "-r ../secret\n" }, atLeast: 10 },
  "a link": { write: { "jig.toml": asking("r.txt") }, links: ["r.txt"], atLeast: 10 },
  "a link to what is not UTF-8": {
    write: { "jig.toml": asking("r.txt") },
    links: ["r.txt"],
    holds: "SECRET \u0000\udcff\n",
    atLeast: 0,
  },
  "a link to the marks of a merge": {
    write: { "jig.toml": asking("r.txt") },
    links: ["r.txt"],
    holds: "<<<<<<< SECRET\na\n=======\nb\n>>>>>>> SECRET\n",
    atLeast: 10,
  },
  "a `pyproject.toml` that is named": {
    write: { "jig.toml": asking("pyproject.toml") },
    links: ["pyproject.toml"],
    atLeast: 10,
  },
  "a `pyproject.toml` that lies beside": {
    write: { "jig.toml": '[python]\nversion = "3.11"\n' },
    links: ["pyproject.toml"],
    holds: `${SHARED}dependencies = ["SECRET"] # SECRET\n`,
    atLeast: 0,
  },
  "a `pyproject.toml` with jig's table": {
    write: {},
    links: ["pyproject.toml"],
    holds: `[tool.jig.python]\n${SECRET}`,
    atLeast: 10,
  },
  "a description": { write: {}, links: ["jig.toml"], atLeast: 10 },
  "a machine's own description": {
    write: { "jig.toml": '[python]\nversion = "3.11"\n' },
    links: ["jig.local.toml"],
    atLeast: 5,
  },
  "a `uv.lock`": {
    write: { "jig.toml": asking("uv.lock"), "pyproject.toml": SHARED },
    links: ["uv.lock"],
    atLeast: 3,
  },
  "a `uv.lock` that is TOML": {
    write: { "jig.toml": asking("uv.lock"), "pyproject.toml": SHARED },
    links: ["uv.lock"],
    holds: 'version = "SECRET"\n',
    atLeast: 3,
  },
  "the `pyproject.toml` of a `uv.lock`": {
    write: { "jig.toml": asking("uv.lock"), "uv.lock": "version = 1\n" },
    links: ["pyproject.toml"],
    atLeast: 3,
  },
  "a member of a workspace": {
    write: {
      "jig.toml": asking("uv.lock"),
      "uv.lock": 'version = 1\nrequires-python = ">=3.11"\n',
      "pyproject.toml": `${SHARED}[tool.uv.workspace]\nmembers = ["m"]\n`,
      "m/x": "",
    },
    links: ["m/pyproject.toml"],
    atLeast: 0,
  },
  "a `pylock.toml`": { write: { "jig.toml": asking("pylock.toml") }, links: ["pylock.toml"], atLeast: 3 },
  "a `jig.lock`": { write: { "jig.toml": '[python]\nversion = "3.11"\n' }, links: ["jig.lock"], atLeast: 0 },
  "what lies beside": {
    write: { "jig.toml": '[python]\nversion = "3.11"\n' },
    links: [".gitignore", "flake.nix", "flake.lock", "n.ipynb", "requirements.lock"],
    atLeast: 0,
  },
};

const BY_A = ["-c", "user.name=a", "-c", "user.email=a@example.org"];

const plant = (rig: Rig, { write, links = [], holds = SECRET }: Way): void => {
  const secret = join(rig.base, "secret");
  writeFileSync(secret, holds.includes("\udcff") ? Buffer.from("SECRET \xff\n", "latin1") : holds);
  for (const [path, text] of Object.entries(write)) rig.write(path, text);
  for (const path of links) {
    rmSync(join(rig.root, path), { force: true });
    symlinkSync(secret, join(rig.root, path));
  }
};

for (const [name, way] of Object.entries(WAYS))
  test(`no command shows a line of a file outside of the project: ${name}`, async () => {
    await using rig = await openRig();
    plant(rig, way);
    for (const words of [
      ["init", "-q"],
      [...BY_A, "commit", "-qm", "x", "--allow-empty"],
    ])
      Bun.spawnSync(["git", ...words], { cwd: rig.root, env: rig.env });
    let speaking = 0;
    const lookAt = async (words: readonly string[]): Promise<void> => {
      const { stdout, stderr } = await rig.jig(...words);
      expect(`${stdout}${stderr}`, words.join(" ")).not.toContain("SECRET");
      if (`${stdout}${stderr}`.includes("leads out of the project")) speaking += 1;
    };
    await Promise.all(LOOKING.map(lookAt));
    for (const words of CHANGING) await lookAt(words);
    expect(speaking).toBeGreaterThanOrEqual(way.atLeast);
  }, 60_000);
