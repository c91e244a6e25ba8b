import { expect, test } from "bun:test";

import { judgeEnding, type EndedRun } from "./judge-ending.ts";

const judge = (run: Partial<EndedRun>) =>
  judgeEnding({
    exit: { code: 1 },
    wasReady: true,
    isOneshot: false,
    isKnownServer: false,
    failures: [],
    at: 0,
    lastedMs: 1000,
    jitter: 0,
    ...run,
  });

test("success is the end of a service, and what a one-shot is for", () => {
  expect(judge({ exit: { code: 0 } }).event).toBe("end");
  expect(judge({ exit: { code: 0 }, isOneshot: true, wasReady: false }).event).toBe("finish");
  expect(judge({ exit: { code: 0 }, wasReady: false })).toMatchObject({
    event: "give-up",
    why: "it ended before it was ready (exit code 0); if it is meant to end, write `oneshot = true`",
  });
  expect(judge({ exit: { code: 0 }, wasReady: false, isKnownServer: true }).why).toBe(
    "it ended before it was ready (exit code 0)",
  );
});

test("a failure is retried at once, the next one later", () => {
  expect(judge({})).toEqual({ event: "retry", afterMs: 0, failures: [0], why: "it ended with exit code 1" });
  expect(judge({ failures: [0], at: 10, exit: { signal: "SIGSEGV" } })).toEqual({
    event: "retry-later",
    afterMs: 200,
    failures: [0, 10],
    why: "it was killed by SIGSEGV",
  });
});

test("an end that nobody saw is a failure", () => {
  expect(judge({ exit: null })).toMatchObject({ event: "retry", why: "it ended, and nobody saw how" });
});

test("a one-shot, and a command that cannot be run, are not tried again", () => {
  expect(judge({ isOneshot: true }).event).toBe("give-up");
  expect(judge({ exit: { code: 127 }, wasReady: false })).toMatchObject({
    event: "give-up",
    why: "its command cannot be run (exit code 127)",
  });
  expect(judge({ exit: { code: 127 } }).event).toBe("retry");
});

test("a service that is given up says how often it failed, and how the last time", () => {
  const failures = [1, 2, 3, 4];
  const why = (exit: EndedRun["exit"]) => judge({ exit, failures, at: 5 }).why;
  expect(why({ code: 1 })).toBe("it failed 5 times in a row, the last time with exit code 1");
  expect(why({ signal: "SIGKILL" })).toBe("it failed 5 times in a row, the last time ended by SIGKILL");
  expect(why(null)).toBe("it failed 5 times in a row, the last time without anybody seeing how");
});
