// How long the workbench's environment takes from nothing: `jig sync`, beside bare uv on the same lock and beside the
// venv and pip of a README. Downloads are not measured: every contender's cache holds the packages already.

import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { parseLock } from "../../src/plan/lock/parse-lock.ts";
import type { Lock } from "../../src/plan/lock/lock.ts";
import { executable, repository } from "../../test/rig/paths.ts";
import { openRig } from "../../test/rig/rig.ts";
import { execute } from "../harness/execute.ts";
import { interleave } from "../harness/interleave.ts";
import { installUv } from "../harness/peers.ts";
import { ratio, type Row } from "../harness/row.ts";

/** The lock as pip and uv read it: every file's hash, nothing resolved. */
const requirementsOf = (lock: Lock): string =>
  lock.packages
    .map(({ name, version, marker, files }) => {
      const hashes = files.map(({ sha256 }) => ` --hash=sha256:${sha256}`).join("");
      return `${name}==${version}${marker === null ? "" : ` ; ${marker}`}${hashes}\n`;
    })
    .join("");

const readLock = (text: string): Lock => {
  const lock = parseLock(text);
  if (!lock.ok) throw new Error("the workbench's jig.lock cannot be read");
  return lock.value;
};

export const coldSync: Row = {
  name: "cold-sync",
  measure: async ({ quick, note }) => {
    await using rig = await openRig();
    cpSync(join(repository, "examples", "workbench"), rig.root, {
      recursive: true,
      filter: (path) => !path.includes(".venv"),
    });
    const uv = installUv();
    const locked = rig.write("locked.txt", requirementsOf(readLock(rig.read("jig.lock"))));
    const environment = join(rig.root, ".venv");
    const pipCache = join(rig.env["UV_CACHE_DIR"] ?? rig.base, "..", "pip");
    mkdirSync(pipCache, { recursive: true });
    const env = { ...rig.env, JIG_UV: uv, PIP_CACHE_DIR: pipCache };
    const options = { env, cwd: rig.root };
    const forget = (): void => {
      rmSync(environment, { recursive: true, force: true });
      rmSync(rig.state, { recursive: true, force: true });
      mkdirSync(rig.state, { mode: 0o700 });
    };
    note("cold-sync: the first round fills the caches");
    const figures = await interleave(
      [
        {
          name: "jig sync",
          prepare: forget,
          run: () => void execute([executable, "sync", "--locked"], options),
        },
        {
          name: "uv venv + uv pip install",
          prepare: forget,
          run: () => {
            execute([uv, "venv", "--no-project", "--python", rig.python, environment], options);
            const python = join(environment, "bin", "python");
            execute(
              [uv, "pip", "install", "--python", python, "--require-hashes", "--no-deps", "-r", locked],
              options,
            );
          },
        },
        {
          name: "python -m venv + pip install",
          rounds: quick ? 1 : 2,
          prepare: forget,
          run: () => {
            execute([rig.python, "-m", "venv", environment], options);
            const pip = [join(environment, "bin", "python"), "-m", "pip", "install", "--quiet"];
            execute([...pip, "--upgrade", "pip"], options);
            execute([...pip, "-r", join(rig.root, "requirements.txt")], options);
          },
        },
      ],
      { rounds: quick ? 3 : 7 },
    );
    const [jig, bare, pip] = figures;
    return {
      title: "the workbench's environment from nothing, downloads cached",
      unit: "ms",
      figures,
      verdicts:
        jig === undefined || bare === undefined || pip === undefined
          ? []
          : [ratio(jig, bare, 1.05), ratio(jig, pip, 0.2)],
      remarks: ["jig also checks that numpy imports; the others do not"],
    };
  },
};
