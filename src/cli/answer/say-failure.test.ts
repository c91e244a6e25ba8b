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
