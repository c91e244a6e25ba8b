// How a run of `jig` ended, and what a test says of it: exit code, stdout and stderr, all three, every time.

import { expect } from "bun:test";

export interface Outcome {
  /** 128 + n when it was ended by a signal. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A text, a pattern, parts that must all be there, or `anything` where the text is another test's matter. */
export type Expected = string | RegExp | readonly (string | RegExp)[];

export const anything: RegExp = /^[^]*$/;

/** Compares a whole outcome. What is not named is expected to be empty, and the code to be 0. */
export const expectOutcome = (
  outcome: Outcome,
  expected: { readonly code?: number; readonly stdout?: Expected; readonly stderr?: Expected } = {},
): void => {
  const { code = 0, stdout = "", stderr = "" } = expected;
  const whole = `code ${outcome.code}\n--- stdout\n${outcome.stdout}--- stderr\n${outcome.stderr}`;
  expect(outcome.code, whole).toBe(code);
  compare(outcome.stdout, stdout, `stdout of: ${whole}`);
  compare(outcome.stderr, stderr, `stderr of: ${whole}`);
};

const compare = (actual: string, expected: Expected, title: string): void => {
  if (typeof expected === "string") {
    expect(actual, title).toBe(expected);
    return;
  }
  for (const part of expected instanceof RegExp ? [expected] : expected) {
    if (typeof part === "string") expect(actual, title).toContain(part);
    else expect(actual, title).toMatch(part);
  }
};
