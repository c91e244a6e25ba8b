import { expect, test } from "bun:test";
import { join } from "node:path";

import { foreignEnv, FOREIGN_MARK } from "../../rig/foreign-env.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openRig } from "../../rig/rig.ts";

const carried = (env: Readonly<Record<string, string>>): readonly string[] =>
  Object.keys(env).filter((name) => env[name]?.includes(FOREIGN_MARK));

test("a shell of conda, pyenv, another environment or Jupyter keeps nothing from being made", async () => {
  await using rig = await openRig({
    description: '[python]\nversion = "3.11"\npackages = ["six"]\nimport-check = ["six"]\n',
    env: foreignEnv,
  });
  // An empty cache: uv is brought by the host's own pip.
  const cache = join(rig.base, "cache");
  expectOutcome(await rig.jigWith({ env: { JIG_CACHE_DIR: cache } }, "sync"), {
    stdout: /\b2 packages\b/,
    stderr: anything,
  });
  const code = `import os, six, sys; print(sys.prefix, [name for name, value in os.environ.items() if "${FOREIGN_MARK}" in value])`;
  expectOutcome(await rig.jig("run", "--", "python", "-c", code), {
    stdout: `${join(rig.root, ".venv")} []\n`,
  });
  // The same by the short way, when all is known to be true.
  expectOutcome(await rig.jig("run", "--", "env"), { stdout: /^(?![^]*foreign-environment)/ });
});

test("none of it reaches a service, also not when it is started again", async () => {
  await using rig = await openRig({ env: foreignEnv });
  const web = rig.service("web");
  rig.write("jig.toml", `[services.web]\nrun = ${JSON.stringify(web.words)}\n[env]\nPYTHONPATH = "mine"\n`);
  const up = rig.start({}, "up");
  const first = await web.nextRun();
  expect(carried(first.env)).toEqual([]);
  expect(first.env["PYTHONPATH"]).toBe("mine");
  expect(first.env["PYTHONUNBUFFERED"]).toBe("1");
  expectOutcome(await up.ended, { stdout: anything, stderr: anything });
  first.exit(1);
  const second = await web.nextRun();
  expect(carried(second.env)).toEqual([]);
  const restart = rig.start({}, "restart", "web");
  const third = await web.nextRun();
  expect(carried(third.env)).toEqual([]);
  expectOutcome(await restart.ended, { stdout: anything, stderr: anything });
});
