import { expect, test } from "bun:test";
import { chownSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { describeService } from "../../rig/describe-service.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openRig } from "../../rig/rig.ts";

test("a session with another runtime folder talks to the supervisor that is there, and starts no second one", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words }));
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  const { supervisor } = await rig.status();
  const elsewhere = join(rig.base, "elsewhere");
  mkdirSync(elsewhere, { mode: 0o700 });
  const env = { JIG_RUNTIME_DIR: elsewhere };
  const seen = await rig.jigWith({ env }, "status", "--json");
  expect(JSON.parse(seen.stdout)).toMatchObject({ supervisor });
  expectOutcome(await rig.jigWith({ env }, "up"), { stdout: anything, stderr: anything });
  expect(web.starts()).toBe(1);
  expectOutcome(await rig.jigWith({ env }, "down"), { stdout: "stopped web\n", stderr: anything });
});

test.skipIf(process.getuid?.() !== 0)("a runtime folder that somebody else made is not used", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words }));
  // A folder for everybody, and in it, made beforehand by another user, the one that jig would make.
  const shared = join(rig.base, "shared");
  const trap = join(shared, `jig-${process.getuid?.()}`);
  mkdirSync(trap, { recursive: true, mode: 0o777 });
  chownSync(trap, 65_534, 65_534);
  expectOutcome(await rig.jigWith({ env: { JIG_RUNTIME_DIR: shared } }, "up"), {
    code: 1,
    stderr: ["belongs to somebody else", "JIG_RUNTIME_DIR"],
  });
  expect(web.starts()).toBe(0);
  rmSync(shared, { recursive: true });
});
