import { expect, test } from "bun:test";

import { isOld } from "./oldest-version.ts";

test("versions are compared as numbers, and a build without one counts as new", () => {
  expect(["0.1.20", "0.2.99", "0.3.0", "0.10.1", "1.0.0", "0.0.0", "0.0.0-dev", "custom"].map(isOld)).toEqual(
    [true, true, false, false, false, false, false, false],
  );
});
