import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openRig } from "../../rig/rig.ts";

/** The preset's port, which moves; its command is the test's own. */
const description = (words: readonly string[]): string =>
  `[services.web]\nuse = "fasthtml"\nrun = ${JSON.stringify(words)}\nready = "/"\nopen = false\n[python]\nversion = "3.11"\npackages = ["python-fasthtml"]\n`;

test("two projects with one preset run at once: the second's port moves, and each is stopped by itself", async () => {
  await using rig = await openRig();
  const [one, two] = [rig.service("one"), rig.service("two")];
  const other = join(rig.base, "other");
  mkdirSync(other);
  rig.write("jig.toml", description(one.words));
  writeFileSync(join(other, "jig.toml"), description(two.words));

  const first = rig.start({}, "up");
  const firstRun = await one.nextRun(60_000);
  const firstPort = Number(firstRun.env["PORT"]);
  await firstRun.listen(firstPort);
  expectOutcome(await first.ended, { stdout: [`http://127.0.0.1:${firstPort}/`], stderr: anything });

  const second = rig.start({ cwd: other }, "up");
  const secondRun = await two.nextRun(60_000);
  const secondPort = Number(secondRun.env["PORT"]);
  expect(secondPort).not.toBe(firstPort);
  await secondRun.listen(secondPort);
  expectOutcome(await second.ended, {
    stdout: [`http://127.0.0.1:${secondPort}/`],
    stderr: [` is taken, so web is on ${secondPort}`],
  });

  // A second `up` in either finds its own, and starts nothing.
  expectOutcome(await rig.jig("up"), { stdout: [`:${firstPort}/`], stderr: anything });
  expectOutcome(await rig.jigWith({ cwd: other }, "up"), { stdout: [`:${secondPort}/`], stderr: anything });
  expect([one.starts(), two.starts()]).toEqual([1, 1]);

  expectOutcome(await rig.jig("down"), { stdout: anything, stderr: anything });
  await firstRun.ended;
  const answer = await fetch(`http://127.0.0.1:${secondPort}/`);
  expect(await answer.text()).toContain(String(secondRun.pid));

  // The moved port is remembered, though the first one is free again.
  expectOutcome(await rig.jigWith({ cwd: other }, "down"), { stdout: anything, stderr: anything });
  const again = rig.start({ cwd: other }, "up");
  const thirdRun = await two.nextRun(60_000);
  expect(Number(thirdRun.env["PORT"])).toBe(secondPort);
  await thirdRun.listen(secondPort);
  expectOutcome(await again.ended, { stdout: anything, stderr: anything });
  expectOutcome(await rig.jigWith({ cwd: other }, "down"), { stdout: anything, stderr: anything });
}, 120_000);
