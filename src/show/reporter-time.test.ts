import { afterEach, expect, jest, test } from "bun:test";

import { createReporter } from "./reporter.ts";

afterEach(() => {
  jest.useRealTimers();
});

test("without a terminal, work that takes long is told every ten seconds", () => {
  jest.useFakeTimers();
  let written = "";
  let now = 0;
  const reporter = createReporter({
    kind: "plain",
    write: (text) => {
      written += text;
    },
    color: false,
    columns: 80,
    monotonic: () => now,
  });
  const at = "2026-01-02T03:04:05.678Z";
  reporter.report({ event: "step-started", at, step: "install", kind: "install", title: "installing" });
  const pass = (ms: number): void => {
    now += ms;
    jest.advanceTimersByTime(ms);
  };
  pass(9_900);
  expect(written).toBe("");
  pass(200);
  expect(written).toBe("  installing  10 s\n");
  pass(10_000);
  expect(written).toBe("  installing  10 s\n  installing  20 s\n");
  reporter.close();
  pass(30_000);
  expect(written).toBe("  installing  10 s\n  installing  20 s\n");
});
