import { expect, test } from "bun:test";

import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { servePackageIndex } from "../../rig/package-index.ts";

const pyproject = `[project]
name = "x"
dependencies = [
  "alder<2",  # the old one
]

[dependency-groups]
dev = ["birch"]
`;

test("a pyproject.toml is taken as it is, with the groups that are asked for, and edited in its own place", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, {
    description: '[python]\nversion = "3.11"\nrequirements = "pyproject.toml"\ngroups = ["dev"]\n',
  });
  rig.write("pyproject.toml", pyproject);
  expectOutcome(await rig.jig("sync"), { stdout: /3 packages/, stderr: anything });
  expectOutcome(await rig.jig("add", "cedar"), { stdout: ["pyproject.toml:5"], stderr: anything });
  expect(rig.read("pyproject.toml")).toBe(pyproject.replace("old one\n", 'old one\n  "cedar",\n'));
  expectOutcome(await rig.jig("remove", "birch", "cedar"), { stdout: anything, stderr: anything });
  expect(rig.read("pyproject.toml")).toBe(pyproject.replace('"birch"', ""));
  expectOutcome(await rig.jig("sync", "--locked"), { stdout: /2 packages/ });
});
