import { expect, test } from "bun:test";

import { sayStopped } from "./say-notes.ts";

test("`down` says of the services that were asked about, and of no others, that they do not run", () => {
  expect(sayStopped([])).toBe("nothing is running");
  expect(sayStopped([], ["app"])).toBe("app is not running");
  expect(sayStopped([], ["app", "web"])).toBe("app, web are not running");
  expect(sayStopped(["app"], ["app"])).toBe("stopped app");
});
