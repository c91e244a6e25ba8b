import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { hasNix } from "../../rig/nix.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { jigNixEnv, recordingNix } from "../../rig/recording-nix.ts";
import { openIndex } from "../../rig/answering-index.ts";
import { processesOf } from "../../rig/processes.ts";
import { openRig } from "../../rig/rig.ts";
import { waitFor } from "../../rig/wait-for.ts";

const missing = '[packages]\ncommon = ["jig-library"]\n[services.a]\nrun = "sleep 1000"\n';

test("`doctor` names what is missing, and what it stops", async () => {
  await using index = await openIndex();
  const both = missing.replace('["', '["miller", "');
  await using rig = await openRig({ description: both, env: index.env });
  rig.program("apt-get", "#!/bin/sh\nexit 1\n");
  expectOutcome(await rig.jig("doctor"), {
    stdout: [
      /warning: `miller` is not on this machine, nor `jig-library` by that name\n --> jig\.toml:2\nhint: `(sudo )?apt-get install miller` brings it; jig does not know `jig-library`: where it is here under another name all is well, else `apt-cache search jig-library` looks for what it is called in apt/,
      "nothing stops `jig up`",
    ],
  });
  rig.write("jig.toml", `${both}packages = ["miller"]\n`);
  expectOutcome(await rig.jig("doctor"), {
    code: 1,
    stdout: [
      "error: `miller`",
      "service `a` needs `miller`, and is not started",
      "`jig up` does not start `a`; nothing stops the rest",
    ],
  });
  rig.write("jig.toml", `${both}packages = ["miller"]\nrequire = false\n`);
  expectOutcome(await rig.jig("doctor"), {
    stdout: ["warning: `miller`", "service `a` needs `miller`", "nothing stops `jig up`"],
  });
});

test("`plan` says what is missing, as `up` does, before and after one", async () => {
  await using rig = await openRig({ description: missing });
  const planned = {
    stdout: /→ +look for 1 package on this machine \(missing: jig-library\) +to do/,
    stderr: /^warning: `jig-library` is not on this machine by that name\n --> jig\.toml:2/,
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
  const description = missing.replace("common", "require = true\ncommon").replace("jig-library", "miller");
  await using rig = await openRig({ description, env: { ...index.env, ...jigNixEnv } });
  const nix = recordingNix(
    rig,
    'case "$*" in *nixVersion*) exit 0 ;; esac; echo "error: no such thing" >&2; exit 1',
  );
  expectOutcome(await rig.jig("plan"), { stdout: /→ +have 1 package from Nix +to do/ });
  expectOutcome(await rig.jig("up"), { code: 1, stderr: ["`miller` is not on this machine"] });
  const why = "no such thing";
  expectOutcome(await rig.jig("plan"), {
    stdout: /→ +look for 1 package on this machine \(missing: miller\) +to do/,
    stderr: ["error: `miller` is not on this machine", why],
  });
  expectOutcome(await rig.jig("doctor"), {
    code: 1,
    stdout: [
      "error: `miller` is not on this machine",
      why,
      "that is from when `jig up` asked it last; the next one asks again",
      "one thing stops `jig up`",
    ],
  });
  // Whoever asks for a diagnosis may have mended something.
  const asked = nix.calls().length;
  expectOutcome(await rig.jig("up"), { code: 1, stderr: ["`miller` is not on this machine"] });
  expect(nix.calls().length).toBeGreaterThan(asked + 1);
});

test.skipIf(!hasNix)("a Nix that was mended is of use to `doctor`, and to the `up` after it", async () => {
  await using index = await openIndex();
  const description = '[packages]\ncommon = ["git"]\n';
  await using rig = await openRig({ description, env: { ...index.env, ...jigNixEnv } });
  const daemon = join(rig.base, "daemon");
  recordingNix(
    rig,
    `[ -e '${daemon}' ] || { echo "error: cannot connect to socket at '/nix/s': refused" >&2; exit 1; }; exec ${Bun.which("nix") ?? ""} "$@"`,
  );
  const silent = "its daemon does not answer";
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: [`Nix is not used: ${silent}`] });
  expectOutcome(await rig.jig("doctor"), { stdout: [`cannot be used: ${silent}`] });
  // It is mended, and the program is what it was.
  writeFileSync(daemon, "");
  const { stdout } = await rig.jig("doctor");
  expect(stdout).not.toContain("cannot be used");
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: /1 system package from Nix/ });
});

test("`doctor` names the Nix that a killed jig has left behind", async () => {
  await using index = await openIndex();
  await using rig = await openRig({ description: missing, env: { ...index.env, ...jigNixEnv } });
  const script = 'case "$*" in *nixVersion*) echo 2.8 ;; *) while :; do sleep 0.1; done ;; esac';
  const nix = recordingNix(rig, script);
  const sync = rig.start({}, "sync");
  await waitFor("Nix to be asked for the packages", () => nix.calls().length === 2);
  sync.kill("SIGKILL");
  await sync.ended;
  const diagnosis = await rig.jig("doctor");
  expectOutcome(diagnosis, {
    stdout: [
      /warning: `nix` \(pid \d+\), left behind by `jig sync` \(pid \d+\), is still at work here\n/,
      /hint: `jig up` waits for it, and ends it after a minute; `kill \d+` ends it now/,
    ],
  });
  const [, pid] = /`kill (\d+)` ends it now/.exec(diagnosis.stdout) ?? [];
  process.kill(Number(pid));
  await waitFor("Nix to end", () => processesOf(rig.base).length === 0);
  expect((await rig.jig("doctor")).stdout).not.toContain("left behind");
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
