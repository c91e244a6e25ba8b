import { expect, test } from "bun:test";

import { fakeFiles } from "../files/fake-files.ts";
import { findProgram, pathFolders } from "./find-program.ts";

const files = fakeFiles(
  {
    "/usr/bin/git": { executable: true },
    "/usr/local/bin/git": "not executable",
    "/opt/git": { folder: true },
    "/clone/git": { executable: true },
  },
  1000,
);

test("the first executable file on PATH is found; folders and plain files are passed over", () => {
  expect(findProgram(files, "git", "/opt:/usr/local/bin:/usr/bin:/clone")).toBe("/usr/bin/git");
});

test("an empty or relative entry of PATH never means the current folder", () => {
  expect(pathFolders(":/usr/bin:.::bin:/usr/bin")).toEqual(["/usr/bin"]);
  expect(findProgram(files, "git", ":.:clone")).toBeNull();
  expect(findProgram(files, "git", undefined)).toBeNull();
});

test("an absolute path has to be executable, and a relative one is never a program", () => {
  expect(findProgram(files, "/clone/git", undefined)).toBe("/clone/git");
  expect(findProgram(files, "/usr/local/bin/git", "/usr/bin")).toBeNull();
  expect(findProgram(files, "./git", "/usr/bin")).toBeNull();
  expect(findProgram(files, "", "/usr/bin")).toBeNull();
});
