import { execFileSync } from "node:child_process";

import { expect, test } from "bun:test";

import { describeService } from "../../rig/describe-service.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { freePort } from "../../rig/ports.ts";
import { openRig } from "../../rig/rig.ts";

test("jig.local.toml moves a port and adds a service, and `up`, `status` and `plan` say so", async () => {
  await using rig = await openRig();
  const [shared, own] = [await freePort(), await freePort()];
  const web = rig.service("web");
  const extra = rig.service("extra");
  rig.write("jig.toml", describeService("web", { run: web.words, port: shared, ready: "/" }));
  rig.write(
    "jig.local.toml",
    `[services.web]\nport = ${own}\n[services.web.env]\nMINE = "1"\n${describeService("extra", { run: extra.words })}`,
  );
  const up = rig.start({}, "up");
  const run = await web.nextRun();
  expect(run.env["PORT"]).toBe(String(own));
  expect(run.env["MINE"]).toBe("1");
  await run.listen(own);
  await extra.nextRun();
  const note =
    "+local: jig.local.toml changes `services.web.port`, `services.web.env.MINE`, `services.extra.run`";
  expectOutcome(await up.ended, { stdout: [`http://127.0.0.1:${own}/`, note], stderr: anything });
  expectOutcome(await rig.jig("status"), { stdout: [note] });
  expectOutcome(await rig.jig("plan"), { stdout: [note] });
  expect(await rig.status()).toMatchObject({
    local: ["services.web.port", "services.web.env.MINE", "services.extra.run"],
  });

  // Without it the bench is everybody's again.
  rig.write("jig.local.toml", "");
  const { stdout } = await rig.jig("status");
  expect(stdout).not.toContain("+local");
  expect(stdout).toContain("jig restart web");
});

test("a problem points into the file in which it stands, and the committed file is right by itself", async () => {
  await using rig = await openRig({ description: "[services.web]\nport = 5001\n" });
  rig.write("jig.local.toml", '[services.web]\nrun = "x"\nprot = 1\n');
  expectOutcome(await rig.jig("plan"), {
    code: 2,
    stderr: [
      "--> jig.toml:1:11",
      "`web` has nothing to run",
      "--> jig.local.toml:3:1",
      "did you mean `port`?",
    ],
  });
});

test("a jig.local.toml that is no file is told, and `down` works all the same", async () => {
  await using rig = await openRig({ description: 'name = "bench"\n' });
  rig.write("jig.local.toml/file", "");
  expectOutcome(await rig.jig("up"), { code: 2, stderr: ["`jig.local.toml` is a folder, not a file"] });
  expectOutcome(await rig.jig("down"), { stdout: "nothing is running\n" });
});

test("a jig.local.toml that git tracks is a warning", async () => {
  await using rig = await openRig({ description: 'name = "bench"\n' });
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: rig.root, env: { ...rig.env, PATH: process.env["PATH"] ?? "" } });
  rig.write("jig.local.toml", '[env]\nA = "1"\n');
  git("init", "-q");
  expectOutcome(await rig.jig("up"), { stdout: anything });
  git("add", "jig.local.toml");
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: ["warning: git tracks `jig.local.toml`"] });
  const { stdout } = await rig.jig("doctor");
  expect(stdout).toContain(
    "warning: git tracks `jig.local.toml`, which is meant for one machine\nhint: `git rm",
  );
});

test("requires-jig is looked at first, and another jig stops with 2", async () => {
  await using rig = await openRig({ description: 'requires-jig = ">=999"\nchatter = true\n' });
  for (const command of ["up", "plan", "sync"]) {
    const outcome = await rig.jig(command);
    expectOutcome(outcome, {
      code: 2,
      stderr: ["this file is for jig >=999", "jig.toml:1:16", "hint: upgrade jig"],
    });
    expect(outcome.stderr).not.toContain("chatter");
  }
  // The file has no errors, as far as this jig can tell.
  expectOutcome(await rig.jig("status"), {
    stdout: anything,
    stderr:
      /^warning: `jig\.toml` cannot be read: this file is for jig >=999, and this is jig [\d.]+; upgrade jig.*\n$/,
  });
  rig.write("jig.toml", 'requires-jig = "0.3"\n');
  expectOutcome(await rig.jig("plan"), { code: 2, stderr: ['as in `">=0.3"`'] });
});
