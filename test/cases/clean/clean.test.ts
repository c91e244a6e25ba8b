import { expect, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describeService } from "../../rig/describe-service.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openRig, type Rig } from "../../rig/rig.ts";
import { waitFor } from "../../rig/wait-for.ts";

const PYTHON = '[python]\nversion = "3"\n';

/** A project with an environment and a service that has run. */
const openUsedRig = async (): Promise<Rig> => {
  const rig = await openRig();
  const version = Bun.spawnSync([
    rig.python,
    "-c",
    "import sys; print('%d.%d' % sys.version_info[:2])",
  ]).stdout.toString();
  const description = PYTHON.replace('"3"', JSON.stringify(version.trim()));
  rig.write("jig.toml", description + describeService("web", { run: rig.service("web").words }));
  rig.write("notebook.ipynb", "mine");
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  return rig;
};

const stop = async (rig: Rig): Promise<void> =>
  expectOutcome(await rig.jig("down"), { stdout: anything, stderr: anything });

const statesOf = (rig: Rig): readonly string[] => readdirSync(join(rig.state, "projects"));

test("`clean` removes the environment and what jig kept, and nothing of the project", async () => {
  await using rig = await openUsedRig();
  await stop(rig);
  rig.write("jig.lock", "# committed\n");
  expectOutcome(await rig.jig("clean", "--yes"), {
    stdout: [
      /^jig made for this project:\n {2}\.venv\n {4}the packages\n/,
      "these stay:\n  jig.lock\n    it belongs to the project\n",
      "\nremoved; `jig up` makes it again\n",
    ],
  });
  expect(readdirSync(rig.root).toSorted()).toEqual(["jig.lock", "jig.toml", "notebook.ipynb"]);
  expect(statesOf(rig)).toEqual([]);
  expectOutcome(await rig.jig("clean", "--yes", "--json"), {
    stdout: /^\{"version":1,"removed":\[\],"kept":\[\{"path":".*jig\.lock","why":".*"\}\]\}\n$/,
  });
});

test("`clean` refuses while services run, and says how to stop them", async () => {
  await using rig = await openUsedRig();
  expectOutcome(await rig.jig("clean", "--yes"), {
    code: 1,
    stderr: "error: something of this project still runs: web\nhint: `jig down` stops it\n",
  });
  expect(existsSync(join(rig.root, ".venv", "bin", "python"))).toBe(true);
  expect((await rig.serviceStatus("web")).state).toBe("ready");
});

test("without a terminal `clean` needs --yes; on one it asks, and no is no", async () => {
  await using rig = await openUsedRig();
  await stop(rig);
  expectOutcome(await rig.jig("clean"), {
    code: 1,
    stdout: anything,
    stderr: "error: nothing is removed, as nobody can be asked here\nhint: `jig clean --yes` removes it\n",
  });
  const asking = rig.start({ terminal: true }, "clean");
  await waitFor("the question", () => asking.stdout().includes("remove it? [y/N]"), {
    explain: asking.stdout,
  });
  asking.type("n\r");
  expect((await asking.ended).code).toBe(1);
  expect(existsSync(join(rig.root, ".venv"))).toBe(true);
  const again = rig.start({ terminal: true }, "clean");
  await waitFor("the question", () => again.stdout().includes("remove it? [y/N]"));
  again.type("y\r");
  expect((await again.ended).code).toBe(0);
  expect(existsSync(join(rig.root, ".venv"))).toBe(false);
});

test("a `.venv` that jig did not make stays, and is named", async () => {
  await using rig = await openRig({ description: PYTHON });
  mkdirSync(join(rig.root, ".venv", "bin"), { recursive: true });
  writeFileSync(join(rig.root, ".venv", "precious"), "mine");
  expectOutcome(await rig.jig("clean", "--yes"), {
    stdout: "there is nothing here that jig made\nthese stay:\n  .venv\n    jig did not make it\n",
  });
  expect(rig.read(".venv/precious")).toBe("mine");
});

test("a `.venv` that is a link stays with what it points to", async () => {
  await using rig = await openUsedRig();
  await stop(rig);
  const elsewhere = join(rig.base, "elsewhere");
  Bun.spawnSync(["mv", join(rig.root, ".venv"), elsewhere]);
  symlinkSync(elsewhere, join(rig.root, ".venv"));
  expectOutcome(await rig.jig("clean", "--yes"), { stdout: ["it is a link, and jig makes none"] });
  expect(existsSync(join(rig.root, ".venv", "bin", "python"))).toBe(true);
});

test("`clean` works with a description that has mistakes, and has nothing to do where there is none", async () => {
  await using rig = await openUsedRig();
  await stop(rig);
  rig.write("jig.toml", "nmae = 1\n");
  expectOutcome(await rig.jig("clean", "--yes"), { stdout: ["removed"] });
  expect(existsSync(join(rig.root, ".venv"))).toBe(false);
  const nowhere = await rig.jigWith({ cwd: rig.home }, "clean", "--yes");
  expectOutcome(nowhere, { code: 2, stderr: ["there is no `jig.toml`"] });
});

test("where no state folder is, `clean` makes none", async () => {
  await using rig = await openUsedRig();
  await stop(rig);
  rmSync(join(rig.state, "projects"), { recursive: true });
  for (const _ of ["with an environment or not", "without one"]) {
    expectOutcome(await rig.jig("clean", "--yes"), { stdout: anything });
    expect(readdirSync(rig.state)).toEqual([]);
  }
});

test("`clean` does not go through a state folder that is a link", async () => {
  await using rig = await openUsedRig();
  await stop(rig);
  const [name = ""] = statesOf(rig);
  const state = join(rig.state, "projects", name);
  const away = join(rig.base, "away");
  mkdirSync(away);
  writeFileSync(join(away, "precious"), "mine");
  renameSync(state, join(rig.base, "former"));
  symlinkSync(away, state);
  expectOutcome(await rig.jig("clean", "--yes"), {
    code: 1,
    stderr: `error: \`${state}\` is a link, and jig makes none: nothing is removed\nhint: \`ls -l ${state}\` shows where it leads; remove the link, then try again\n`,
  });
  expect(readdirSync(away)).toEqual(["precious"]);
  expect(readFileSync(join(away, "precious"), "utf8")).toBe("mine");
});

const setFixed = (path: string, isFixed: boolean): boolean =>
  Bun.spawnSync(["chattr", isFixed ? "+i" : "-i", path]).exitCode === 0;

const canFix = (): boolean => {
  const folder = mkdtempSync(join(tmpdir(), "jig-fixed-"));
  const probe = join(folder, "probe");
  writeFileSync(probe, "");
  try {
    return Bun.which("chattr") !== null && setFixed(probe, true) && setFixed(probe, false);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

test.skipIf(!canFix())(
  "a file that the machine does not let go is named, and so is where it is now",
  async () => {
    await using rig = await openUsedRig();
    await stop(rig);
    writeFileSync(join(rig.root, ".venv", "fixed"), "x");
    setFixed(join(rig.root, ".venv", "fixed"), true);
    const fixed = join(rig.root, ".venv.jig-new.old", "fixed");
    try {
      expectOutcome(await rig.jig("clean", "--yes"), {
        code: 1,
        stdout: anything,
        stderr: [
          `error: \`${fixed}\` cannot be removed: permission denied\n`,
          "what is left of `.venv` is beside its place now\n",
          `hint: see whose it is with \`ls -ld '${fixed}'\`, remove it, then \`jig clean\` again\n`,
        ],
      });
      expect(readdirSync(join(rig.root, ".venv.jig-new.old"))).toEqual(["fixed"]);
    } finally {
      setFixed(fixed, false);
    }
    expectOutcome(await rig.jig("clean", "--yes"), { stdout: ["removed"] });
    expect(readdirSync(rig.root).toSorted()).toEqual(["jig.lock", "jig.toml", "notebook.ipynb"]);
  },
);
