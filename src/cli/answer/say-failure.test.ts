import { expect, test } from "bun:test";

import { sayFindFailure, sayLockProblem } from "./say-failure.ts";

test("a file that may not be read is told in words, with how to see whose it is", () => {
  const message = "EACCES: permission denied, open '/w/jig.toml'";
  expect(
    sayFindFailure({ reason: "unreadable", path: "/w/jig.toml", code: "EACCES", message }),
  ).toMatchObject({
    message: "`/w/jig.toml` cannot be read: permission denied",
    hint: "see whose it is and who may read it with `ls -ld /w/jig.toml`",
  });
  expect(sayLockProblem({ reason: "lock-not-readable", code: "EACCES" })).toMatchObject({
    message: "`jig.lock` cannot be read: permission denied",
    hint: "see whose it is and who may read it with `ls -ld jig.lock`",
  });
});

test("a lock that git could not merge gets commands that work on it", () => {
  expect(sayLockProblem({ reason: "lock-in-conflict", line: 9 })).toMatchObject({
    message: "there is a merge conflict in `jig.lock:9`",
    hint: "merge the requirements, if they are in conflict too; `jig lock` then makes one lock of both sides",
  });
});
