import { expect, test } from "bun:test";

import { sayOlder, sayStopped } from "./say-notes.ts";

test("`down` says of the services that were asked about, and of no others, that they do not run", () => {
  expect(sayStopped([])).toBe("nothing is running");
  expect(sayStopped([], ["app"])).toBe("app is not running");
  expect(sayStopped([], ["app", "web"])).toBe("app, web are not running");
  expect(sayStopped(["app"], ["app"])).toBe("stopped app");
});

test("what was started from something else is told what may have changed: the GPU, too, where there is one to change", () => {
  expect(sayOlder(["web"], false)).toBe(
    "note: jig.toml or its packages changed; `jig restart web` applies that",
  );
  expect(sayOlder(["web"], true)).toContain("note: jig.toml, its packages or the GPU changed; ");
});
