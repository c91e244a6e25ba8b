import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";

import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { makeWheel, servePackageIndex } from "../../rig/package-index.ts";

test("a package of a private index is no stranger's of the same name, wherever the index is not named", async () => {
  await using index = await servePackageIndex({ more: [makeWheel("elm", "0.1")] });
  await using inner = await servePackageIndex({ more: [makeWheel("elm", "3.0")] });
  inner.misbehave((response, { path }) => {
    if (path.includes("elm")) return false;
    response.writeHead(404).end();
    return true;
  });
  await using rig = await openIndexedRig(index, {
    description: '[python]\nversion = "3.11"\nrequirements = "requirements.txt"\n',
  });
  rig.write("requirements.txt", "elm\n");
  const named = { env: { UV_INDEX: `inner=${inner.url}` } };
  expectOutcome(await rig.jigWith(named, "sync"), { stdout: anything, stderr: anything });
  const lock = rig.read("jig.lock");
  expect(lock).toContain('name = "elm"\nversion = "3.0"\nindex = "inner"\n');

  // All is in place: nothing is looked for.
  expectOutcome(await rig.jig("sync", "--locked"), { stdout: anything });
  const asked = index.asked.length;
  const refused = {
    code: 1,
    stdout: anything,
    stderr: [
      "`elm` comes from index `inner`, which this machine does not name",
      "requirements.txt:1",
      "hint: set `UV_INDEX=inner=ADDRESS`",
    ],
  };
  expectOutcome(await rig.jig("lock"), refused);
  expectOutcome(await rig.jig("lock", "--upgrade"), refused);
  expectOutcome(await rig.jig("add", "birch"), refused);
  expectOutcome(await rig.jig("remove", "elm"), {
    ...refused,
    stderr: ["`elm` comes from index `inner`", "nothing was changed"],
  });
  expect(rig.read("requirements.txt")).toBe("elm\n");
  rig.write("requirements.txt", "elm\nbirch\n");
  expectOutcome(await rig.jig("sync"), refused);
  expect(rig.read("jig.lock")).toBe(lock);
  expect(index.asked.length).toBe(asked);

  // A fresh clone: what it has is not what was locked, and why is told.
  rig.write("requirements.txt", "elm\n");
  rmSync(join(rig.root, ".venv"), { recursive: true });
  const cache = join(rig.base, "another cache");
  expectOutcome(await rig.jigWith({ env: { UV_CACHE_DIR: cache } }, "sync"), refused);
  expectOutcome(await rig.jigWith({ env: { UV_CACHE_DIR: cache, ...named.env } }, "sync", "--locked"), {
    stdout: /2 packages/,
    stderr: anything,
  });

  // Who takes another index on purpose is told what that changed.
  const other = { env: { UV_INDEX: `inner=${new URL("/none", index.url).href}` } };
  rig.write("requirements.txt", "elm<1\n");
  expectOutcome(await rig.jigWith(other, "lock"), {
    stdout: anything,
    stderr: ["elm 3.0 → 0.1 (index inner → pypi)"],
  });
});
