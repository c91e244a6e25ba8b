import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";

import { offline } from "../../rig/offline.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openRig } from "../../rig/rig.ts";

const base = '[python]\nversion = "3.11"\npackages = ["six==1.16.0"]\n';
const local = '[python]\npackages = ["iniconfig==2.0.0"]\nimport-check = ["iniconfig"]\n';

test("packages of jig.local.toml are installed and locked here, and jig.lock knows nothing of them", async () => {
  await using rig = await openRig({ description: base });
  expectOutcome(await rig.jig("sync"), { stdout: /\b2 packages\b/, stderr: anything });
  const lock = rig.read("jig.lock");

  rig.write("jig.local.toml", local);
  expectOutcome(await rig.jig("plan"), {
    stdout: [
      "+local: jig.local.toml changes `python.packages`, `python.import-check`",
      /lock what jig\.local\.toml adds \(\+local\) +to do +jig\.local\.toml:2/,
    ],
  });
  expectOutcome(await rig.jig("sync"), {
    stdout: /3 packages \(1 \+local\)/,
    // Nobody asks it to be for other platforms.
    stderr: [/\+local: 3 packages, \+ iniconfig 2\.0\.0(?! *,)/, "1 package installed"],
  });
  expect(rig.read("jig.lock")).toBe(lock);
  expect(readdirSync(rig.root).toSorted()).toEqual([".venv", "jig.local.toml", "jig.lock", "jig.toml"]);
  const code = "import iniconfig, six; print(six.__version__)";
  expectOutcome(await rig.jig("run", "--", "python", "-c", code), { stdout: "1.16.0\n" });

  // True already: neither a network nor a uv is needed, and what is committed counts for `--locked` alone.
  expectOutcome(await rig.jigWith({ env: offline }, "sync", "--locked"), { stdout: /\+local/ });
  expectOutcome(await rig.jigWith({ env: offline }, "sync", "--frozen"), {
    stdout: /\+local/,
    stderr: anything,
  });
  expectOutcome(await rig.jig("lock"), {
    stdout: "✓ jig.lock is up to date\n",
    stderr: /jig\.lock: 2 packages/,
  });
  expect(rig.read("jig.lock")).toBe(lock);
});

test("another jig.lock below brings the local one up to date, and its versions stay", async () => {
  await using rig = await openRig({ description: base });
  rig.write("jig.local.toml", local);
  expectOutcome(await rig.jig("sync"), {
    stdout: /3 packages \(1 \+local\)/,
    stderr: ["jig.lock: 2", "+local: 3"],
  });
  rig.write("jig.toml", base.replace("1.16.0", "1.17.0"));
  expectOutcome(await rig.jig("sync"), {
    stdout: /\+local/,
    stderr: ["six 1.16.0 → 1.17.0", "+local: 3 packages, + iniconfig 2.0.0"],
  });
  expect(rig.read("jig.lock")).toContain("1.17.0");
  expect(rig.read("jig.lock")).not.toContain("iniconfig");
});

test("a stale jig.lock fails `--locked` in its own file, and a wrong local file does not keep `lock` from working", async () => {
  await using rig = await openRig({ description: base });
  rig.write("jig.local.toml", "nmae = 1\n");
  expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig("sync"), { code: 2, stderr: ["jig.local.toml:1:1", "did you mean `name`?"] });
  rig.write("jig.local.toml", local);
  rig.write("jig.toml", base.replace("1.16.0", "1.17.0"));
  expectOutcome(await rig.jig("sync", "--locked"), { code: 1, stderr: ["jig.toml:3", "jig.lock"] });
  expect(readdirSync(rig.root)).not.toContain(".venv");
});
