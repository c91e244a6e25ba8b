import { afterEach, beforeEach, expect, test } from "bun:test";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Layout } from "../../plan/layout.ts";
import { followLogs } from "./follow-logs.ts";
import { firstRunSince, latestRun, readLogs, type LoggedLine } from "./read-logs.ts";
import { forgetOldRuns, listRuns, readLogTail } from "../records/run-files.ts";

let layout: Layout;
let log: (service: string, run: number) => string;

beforeEach(() => {
  const state = mkdtempSync(join(tmpdir(), "jig-logs-"));
  mkdirSync(join(state, "logs"));
  layout = { root: "/", file: "jig.toml", state, cache: "", socket: "", venv: "", lock: "" };
  log = (service, run) => join(state, "logs", `${service}.${run}.log`);
});
afterEach(() => rmSync(layout.state, { recursive: true, force: true }));

const header = (run: number): string => `--- run ${run} · 2030-01-01T00:00:00.000Z · python x.py`;

const texts = (lines: readonly LoggedLine[]): readonly string[] =>
  lines.map(({ run, line }) => `${run} ${line}`);

test("the last lines are taken across runs, whatever the order of names on disk", () => {
  for (const run of [2, 9, 10]) writeFileSync(log("web", run), `${header(run)}\na${run}\nb${run}\n`);
  writeFileSync(log("web.too", 3), "another service\n");
  expect(listRuns(layout.state, "web")).toEqual([2, 9, 10]);
  expect(texts(readLogs({ layout, service: "web", last: 4 }))).toEqual([
    "9 b9",
    `10 ${header(10)}`,
    "10 a10",
    "10 b10",
  ]);
  expect(readLogs({ layout, service: "web" }).filter(({ isHeader }) => isHeader).length).toBe(3);
  expect(readLogs({ layout, service: "none" })).toEqual([]);
});

test("runs are chosen by when they last wrote something, and then told whole", () => {
  for (const run of [8, 9, 10]) {
    writeFileSync(log("web", run), `${header(run)}\na${run}\n`);
    utimesSync(log("web", run), 1000, new Date(2030, 0, run));
  }
  const since = (day: number): number => firstRunSince(layout, "web", new Date(2030, 0, day, 0, 1));
  expect([since(7), since(8), since(9), since(10)]).toEqual([8, 9, 10, Number.POSITIVE_INFINITY]);
  const chosen = { layout, service: "web", firstRun: since(8) };
  expect(texts(readLogs(chosen))).toEqual([`9 ${header(9)}`, "9 a9", `10 ${header(10)}`, "10 a10"]);
  expect(texts(readLogs({ ...chosen, last: 1 }))).toEqual(["10 a10"]);
  expect(readLogs({ ...chosen, firstRun: since(10) })).toEqual([]);
  expect([latestRun(layout, "web"), latestRun(layout, "none")]).toEqual([10, 0]);
  expect(firstRunSince(layout, "none", new Date(0))).toBe(Number.POSITIVE_INFINITY);
});

test("the end of a big file is read without the rest, and a line without its end counts", () => {
  writeFileSync(log("web", 1), `${"x".repeat(300_000)}\né1\né2`);
  expect(texts(readLogs({ layout, service: "web", last: 2 }))).toEqual(["1 é1", "1 é2"]);
  expect(readLogTail(log("web", 1), 5)).toEqual(["é1", "é2"]);
});

test("following goes on across restarts, and tells each line once", async () => {
  writeFileSync(log("web", 1), `${header(1)}\nbefore\nha`);
  const seen: LoggedLine[] = [];
  const leaving = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  const following = followLogs({
    layout,
    services: ["web", "late"],
    last: 1,
    signal: leaving.signal,
    onLine: (line) => {
      seen.push(line);
      if (line.line === "last") resolve();
    },
  });
  appendFileSync(log("web", 1), "lf\nwithout an end");
  writeFileSync(log("web", 2), `${header(2)}\nagain\r\n`);
  writeFileSync(log("late", 1), "first\n");
  appendFileSync(log("web", 2), "last\n");
  await promise;
  leaving.abort();
  await following;
  const byService = (name: string): readonly string[] =>
    texts(seen.filter(({ service }) => service === name));
  expect(byService("web")).toEqual([
    "1 before",
    "1 half",
    "1 without an end",
    `2 ${header(2)}`,
    "2 again",
    "2 last",
  ]);
  expect(byService("late")).toEqual(["1 first"]);
});

test("only the latest runs are kept", () => {
  for (let run = 1; run <= 14; run += 1) writeFileSync(log("web", run), "");
  writeFileSync(log("other", 1), "");
  forgetOldRuns(layout.state, "web");
  expect(listRuns(layout.state, "web")).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
  expect(listRuns(layout.state, "other")).toEqual([1]);
});

test("a service that writes faster than it is read keeps nobody from ending the following", async () => {
  writeFileSync(log("web", 1), "first\n");
  const end = new AbortController();
  let told = 0;
  const onLine = (): void => {
    told += 1;
    if (told === 100) setTimeout(() => end.abort(), 0);
    appendFileSync(log("web", 1), "another\n");
  };
  await followLogs({ layout, services: ["web"], last: 1, signal: end.signal, onLine });
  expect(told).toBeGreaterThan(100);
});
