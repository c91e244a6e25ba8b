import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { expectOutcome } from "../../rig/outcome.ts";
import { makeWheel, servePackageIndex } from "../../rig/package-index.ts";

const [aspen, clove] = [makeWheel("aspen", "1.0"), makeWheel("clove", "2.0")];
const hashOf = ({ bytes }: typeof aspen): string => createHash("sha256").update(bytes).digest("hex");

const description = '[python]\nversion = "3.11"\nrequirements = ["r.txt"]\n';
const WRONG = "0".repeat(64);

test("a file enters jig.lock only with one of the hashes that its line lists", async () => {
  await using index = await servePackageIndex({ more: [aspen, clove] });
  await using rig = await openIndexedRig(index, { description });
  rig.write("r.txt", `birch\naspen==1.0 \\\n    --hash=sha256:${WRONG}\n`);
  const refused = await rig.jig("sync");
  expectOutcome(refused, {
    code: 1,
    stderr: ["no file of `aspen 1.0` has a hash that its line lists", "r.txt:2:1", "hint: "],
  });
  expect(existsSync(join(rig.root, "jig.lock"))).toBe(false);

  // The hashes of one line bind that line.
  rig.write("r.txt", `birch\naspen==1.0 --hash=sha256:${WRONG} --hash=sha256:${hashOf(aspen)}\n`);
  expectOutcome(await rig.jig("sync"), { stdout: /3 packages/, stderr: ["jig.lock: 3 packages"] });
  const lock = rig.read("jig.lock");
  expect(lock).toContain(hashOf(aspen));

  // Other hashes are other requirements.
  rig.write("r.txt", `birch\naspen==1.0 --hash=sha256:${WRONG}\n`);
  expectOutcome(await rig.jig("sync", "--locked"), { code: 1, stderr: ["does not match"] });
  expectOutcome(await rig.jig("sync"), { code: 1, stderr: ["r.txt:2:1"] });
  expect(rig.read("jig.lock")).toBe(lock);

  // An address says its hash behind a `#`, or as the others do.
  const wheel = `${new URL(index.url).origin}/files/clove-2.0-py3-none-any.whl`;
  rig.write("r.txt", `clove @ ${wheel}#sha256=${WRONG}\n`);
  expectOutcome(await rig.jig("lock"), { code: 1, stderr: ["no file of `clove 2.0`", "r.txt:1:1"] });
  rig.write("r.txt", `clove @ ${wheel}#sha256=${hashOf(clove)}\n`);
  expectOutcome(await rig.jig("lock"), { stdout: /up to date/, stderr: ["+ clove 2.0"] });
  rig.write("r.txt", `clove @ ${wheel} --hash=sha256:${WRONG}\n`);
  expectOutcome(await rig.jig("lock"), { code: 1, stderr: ["no file of `clove 2.0`"] });
}, 60_000);

test("a package whose file was exchanged since it was locked is warned of when others are added", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, {
    description: '[python]\nversion = "3.11"\npackages = ["birch"]\n',
  });
  expectOutcome(await rig.jig("lock"), { stdout: /./, stderr: /./ });
  const lock = rig.read("jig.lock");
  const hash = /birch-2\.0[^\n]*?([0-9a-f]{64})/.exec(lock)?.[1] ?? "";
  rig.write("jig.lock", lock.replace(hash, WRONG));
  expectOutcome(await rig.jig("sync"), { code: 1, stderr: ["do not use it before you know why"] });
  expectOutcome(await rig.jig("add", "cedar"), {
    stdout: /./,
    stderr: ["warning: `birch 2.0` comes from another file than the one that was locked", "birch-2.0-py3"],
  });
});
