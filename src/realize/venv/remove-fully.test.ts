import { expect, test } from "bun:test";

import { fakeFiles } from "../../host/files/fake-files.ts";
import type { Files } from "../../host/host.ts";
import { removeFully } from "./remove-fully.ts";

/** A machine that lets no path go which the one that is removed begins. */
const holding = (kept: string, files: Files): Files => ({
  ...files,
  remove: (path) => {
    if (kept !== path && !kept.startsWith(`${path}/`)) return files.remove(path);
    throw Object.assign(new Error("EPERM"), { code: "EPERM" });
  },
});

test("all but what the machine holds is removed, and that is named", () => {
  const tree = { "/v/a/one": "1", "/v/a/two": "2", "/v/b/three": "3", "/w/mine": "4" };
  const files = holding("/v/a/two", fakeFiles(tree, 1000));
  expect(removeFully(files, "/v")).toEqual([{ path: "/v/a/two", code: "EPERM" }]);
  expect(files.list("/v")).toEqual(["a"]);
  expect(files.list("/v/a")).toEqual(["two"]);
  expect(removeFully(files, "/w")).toEqual([]);
  expect(files.list("/w")).toBeNull();
});
