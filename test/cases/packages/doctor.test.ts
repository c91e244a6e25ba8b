import { expect, test } from "bun:test";

import { hasNix } from "../../rig/nix.ts";
import { expectOutcome } from "../../rig/outcome.ts";
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
    stdout: ["error: `jig-library`", "one thing stops `jig up`"],
  });
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
