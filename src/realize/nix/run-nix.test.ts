import { afterAll, describe, expect, test } from "bun:test";
import fs from "node:fs";
import os from "node:os";
import { join } from "node:path";

import { isAlive, readProcess } from "../../host/processes/process-table.ts";
import { realHost } from "../../host/real-host.ts";
import { runNix } from "./run-nix.ts";

const folder = fs.realpathSync(fs.mkdtempSync(join(os.tmpdir(), "jig-run-nix-")));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const run = async (script: string, patience: { silenceMs: number; thinkingMs: number }) => {
  const nix = join(folder, "nix");
  fs.writeFileSync(nix, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const context = {
    host: realHost(),
    signal: new AbortController().signal,
    progress: () => undefined,
    turn: null,
  };
  return runNix(context, { nix, args: [], folder, ...patience });
};

const say = (line: string): string => `echo '${line}' >&2`;
const begin = (type: number): string => say(`@nix {"action":"start","id":1,"type":${type},"text":""}`);

/** The end of one that is killed at once would say nothing of it. */
const forEver = (body: string): string => `${body}\nwhile :; do ${body}; sleep 0.02; done`;

describe("a Nix that goes on for ever is given up, whatever it says", () => {
  const cases: readonly (readonly [string, string, "silent" | "endless"])[] = [
    ["warns", say("warning: still there"), "silent"],
    ["warns in JSON", say('@nix {"action":"msg","level":1,"msg":"warning: still there"}'), "silent"],
    ["says nothing", ":", "silent"],
    ["evaluates", begin(0), "endless"],
  ];
  test.each(cases)("one that %s", async (_, body, why) => {
    const { givenUp, ran } = await run(forEver(body), { silenceMs: 300, thinkingMs: 900 });
    expect([givenUp, ran.kind]).toEqual([why, "killed"]);
  });
});

test("a download and a build may take as long as they take", async () => {
  const downloading = `${begin(101)}\nfor _ in 1 2 3 4 5 6 7 8; do ${say('@nix {"action":"result","id":1,"type":105}')}; sleep 0.1; done`;
  expect(await run(downloading, { silenceMs: 500, thinkingMs: 500 })).toMatchObject({
    givenUp: null,
    ran: { code: 0 },
  });
  expect(await run(`${begin(105)}\nsleep 0.8`, { silenceMs: 200, thinkingMs: 200 })).toMatchObject({
    givenUp: null,
    ran: { code: 0 },
  });
});

test("one that is given up is asked to end before it is killed, and so is all that it started", async () => {
  const marks = join(folder, "ended");
  const script = `sleep 1000 &\necho $! >'${marks}.child'\ntrap "echo in order >'${marks}'; exit 0" TERM\nwhile :; do sleep 0.02; done`;
  expect(await run(script, { silenceMs: 300, thinkingMs: 300 })).toMatchObject({ givenUp: "silent" });
  expect(fs.readFileSync(marks, "utf8")).toBe("in order\n");
  const child = Number(fs.readFileSync(`${marks}.child`, "utf8"));
  // The system takes a moment for it.
  while (isAlive(readProcess(child))) await Bun.sleep(5);
  const deaf = await run('trap "" TERM\nwhile :; do sleep 0.02; done', { silenceMs: 300, thinkingMs: 300 });
  expect(deaf).toMatchObject({ givenUp: "silent", ran: { kind: "killed", signal: "SIGKILL" } });
});
