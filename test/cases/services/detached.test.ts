import { expect, test } from "bun:test";
import { readdirSync, readlinkSync } from "node:fs";

import { describeService } from "../../rig/describe-service.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { executable } from "../../rig/paths.ts";
import { openRig } from "../../rig/rig.ts";
import { startProgram } from "../../rig/start-program.ts";

test("`up` in a pipe with an extra descriptor ends by itself: nothing of the caller's stays open", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words }));
  // The pipe's reader ends only when every writer has closed its end.
  const line = 'exec 3>&1; "$0" up 2>&1 | cat';
  const outcome = await startProgram(["sh", "-c", line, executable], {
    cwd: rig.root,
    env: rig.env,
    timeoutMs: 20_000,
  }).ended;
  expectOutcome(outcome, { stdout: anything });
  const run = await web.nextRun();
  const { supervisor } = await rig.status();
  for (const pid of [run.pid, supervisor?.pid ?? 0]) {
    const targets = readdirSync(`/proc/${pid}/fd`).map((fd) => [fd, readlinkSync(`/proc/${pid}/fd/${fd}`)]);
    expect(targets.filter(([fd, target]) => Number(fd) <= 2 && target?.startsWith("pipe:"))).toEqual([]);
  }
  expect(readlinkSync(`/proc/${run.pid}/fd/0`)).toBe("/dev/null");
});

test("`up --json` tells what happens as one object a line and ends with a summary", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words }));
  const outcome = await rig.jig("up", "--json");
  expectOutcome(outcome, { stdout: /^\{/ });
  const events: { event: string; at: string; ok?: boolean }[] = outcome.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const known = new Set([
    "step-started",
    "step-progress",
    "step-done",
    "service-state",
    "log",
    "diagnostic",
    "summary",
  ]);
  expect(events.filter(({ event }) => !known.has(event))).toEqual([]);
  expect(events.filter(({ at }) => !/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(at))).toEqual([]);
  expect(events.at(-1)).toMatchObject({ event: "summary", ok: true });
  expect(events.map(({ event }) => event)).toContain("service-state");
});
