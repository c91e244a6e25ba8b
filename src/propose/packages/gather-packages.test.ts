import { expect, test } from "bun:test";

import { gatherPackages } from "./gather-packages.ts";

const gather = (texts: Readonly<Record<string, string>>) =>
  gatherPackages({ name: "x", files: Object.keys(texts), others: [], texts, unread: [], isPartial: false });

test("a pyproject with a line that is no requirement is copied without it", () => {
  const { requirements, packages, notes } = gather({
    "pyproject.toml": '[project]\nname = "x"\ndependencies = ["six", "not one"]\n',
  });
  expect({ requirements, packages }).toEqual({ requirements: [], packages: ["six"] });
  expect(notes).toContain(
    "`packages` is a copy of what `pyproject.toml` lists: a change there is to be made here too",
  );
});

test("a uv.lock without a list that it answers stays as it is", () => {
  const { requirements, notes } = gather({ "uv.lock": "", "pyproject.toml": "[tool.uv]\n" });
  expect(requirements).toEqual([]);
  expect(notes).toEqual(["`uv.lock` stays as it is: jig keeps a `jig.lock` of its own"]);
});

test("a file that wants Python 2 is not passed by", () => {
  const { wishes } = gather({ "requirements.txt": "six\n", "runtime.txt": "python-2.7.18\n" });
  expect(wishes).toEqual([{ range: "=2.7", from: "runtime.txt" }]);
});
