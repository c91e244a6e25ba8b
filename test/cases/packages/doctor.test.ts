import { expect, test } from "bun:test";

import { hasNix } from "../../rig/nix.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { jigNixEnv, recordingNix } from "../../rig/recording-nix.ts";
import { openIndex } from "../../rig/answering-index.ts";
import { openRig } from "../../rig/rig.ts";

const missing = '[packages]\ncommon = ["jig-library"]\n[services.a]\nrun = "sleep 1000"\n';

test("`doctor` names what is missing, and what it stops", async () => {
  await using index = await openIndex();
  await using rig = await openRig({ description: missing, env: index.env });
  rig.program("apt-get", "#!/bin/sh\nexit 1\n");
  expectOutcome(await rig.jig("doctor"), {
    stdout: [
      /warning: `jig-library` is not on this machine\n --> jig\.toml:2\nhint: `jig-library` may have another name in apt: try `(sudo )?apt-get install jig-library`/,
      "nothing stops `jig up`",
    ],
  });
  rig.write("jig.toml", `${missing}packages = ["jig-library"]\n`);
  expectOutcome(await rig.jig("doctor"), {
    code: 1,
    stdout: [
      "error: `jig-library`",
      "service `a` needs `jig-library`, and is not started",
      "`jig up` does not start `a`; nothing stops the rest",
    ],
  });
  rig.write("jig.toml", `${missing}packages = ["jig-library"]\nrequire = false\n`);
  expectOutcome(await rig.jig("doctor"), {
    stdout: ["warning: `jig-library`", "service `a` needs `jig-library`", "nothing stops `jig up`"],
  });
});

test("`plan` says what is missing, as `up` does, before and after one", async () => {
  await using rig = await openRig({ description: missing });
  const planned = {
    stdout: /→ +look for 1 package on this machine \(missing: jig-library\) +to do/,
    stderr: /^warning: `jig-library` is not on this machine\n --> jig\.toml:2/,
  };
  expectOutcome(await rig.jig("plan"), planned);
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig("plan"), planned);
  const steps = JSON.parse((await rig.jig("plan", "--json")).stdout).steps;
  expect(steps[0]).toMatchObject({ standing: "to-do", look: { way: "machine", missing: ["jig-library"] } });
  rig.program("jig-library", "#!/bin/sh\n");
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig("plan"), { stdout: /✓ +look for 1 package on this machine +true already/ });
});

test("a Nix that starts and cannot bring the packages is told by `plan` and `doctor` once `up` has found out", async () => {
  await using index = await openIndex();
  const description = missing.replace("common", "require = true\ncommon");
  await using rig = await openRig({ description, env: { ...index.env, ...jigNixEnv } });
  const nix = recordingNix(
    rig,
    'case "$*" in *nixVersion*) exit 0 ;; esac; echo "error: no such thing" >&2; exit 1',
  );
  expectOutcome(await rig.jig("plan"), { stdout: /→ +have 1 package from Nix +to do/ });
  expectOutcome(await rig.jig("up"), { code: 1, stderr: ["`jig-library` is not on this machine"] });
  const asked = nix.calls().length;
  const why = "no such thing";
  expectOutcome(await rig.jig("plan"), {
    stdout: /→ +look for 1 package on this machine \(missing: jig-library\) +to do/,
    stderr: ["error: `jig-library` is not on this machine", why],
  });
  expectOutcome(await rig.jig("doctor"), {
    code: 1,
    stdout: ["error: `jig-library` is not on this machine", why, "one thing stops `jig up`"],
  });
  expect(nix.calls().length).toBe(asked);
});

test.skipIf(!hasNix)(
  "`doctor` finds Nix under a bare PATH, and asks it nothing but whether it works",
  async () => {
    await using index = await openIndex();
    await using rig = await openRig({ description: missing, env: { ...index.env, ...jigNixEnv } });
    const nix = recordingNix(rig);
    const { code, stdout } = await rig.jig("doctor", "--json");
    expect([code, JSON.parse(stdout).machine.nix, JSON.parse(stdout).findings]).toEqual([
      0,
      nix.path,
      expect.anything(),
    ]);
    expect(stdout).not.toContain("packages-missing");
    expect(nix.calls().length).toBe(1);
    expectOutcome(await rig.jigWith({ env: { PATH: "/usr/bin:/bin" } }, "doctor"), {
      stdout: /Nix +\/\S+\/nix\n/,
    });
  },
);

test("`doctor` says why a Nix is of no use", async () => {
  await using index = await openIndex();
  await using rig = await openRig({ description: missing, env: { ...index.env, ...jigNixEnv } });
  const nix = recordingNix(rig, "exit 7");
  expectOutcome(await rig.jig("doctor"), {
    stdout: [
      "`jig-library` is not on this machine",
      `warning: Nix (\`${nix.path}\`) cannot be used: it ended with 7`,
    ],
  });
});
