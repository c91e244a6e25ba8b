import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { makeWheel, servePackageIndex } from "../../rig/package-index.ts";

test("a wheel that lies in the project is locked with its hash and installed from there", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, {
    description: '[python]\nversion = "3.11"\nrequirements = ["lists/r.txt"]\n',
  });
  const [elm, other] = [makeWheel("elm", "1.0"), makeWheel("elm", "1.0", "py2.py3-none-any")];
  const sum = createHash("sha256").update(elm.bytes).digest("hex");
  mkdirSync(join(rig.root, "lists", "wheels"), { recursive: true });
  writeFileSync(join(rig.root, "lists", "wheels", elm.file), elm.bytes);
  // Relative to the file that names it.
  rig.write("lists/r.txt", `birch\n./wheels/${elm.file} ; sys_platform == 'linux' --hash=sha256:${sum}\n`);
  expectOutcome(await rig.jig("sync"), { stdout: /3 packages/, stderr: ["jig.lock: 3 packages"] });
  const lock = rig.read("jig.lock");
  expect(lock).toContain(
    `name = "elm"\nversion = "1.0"\narchive = "lists/wheels/${elm.file}"\nmarker = "sys_platform == 'linux'"\nfiles = [\n`,
  );
  expect(lock).toContain(sum);
  expect(lock).not.toContain(rig.root);
  expectOutcome(await rig.jig("run", "--", "elm"), { stdout: "1.0\n" });
  expectOutcome(await rig.jig("sync", "--check"), { stdout: anything });
  expectOutcome(await rig.jig("sync", "--locked"), { stdout: anything });
  expectOutcome(await rig.jig("plan", "--on", "linux-arm64"), { stdout: [elm.file, sum] });
  expectOutcome(await rig.jig("flake", "--stdout"), { stdout: anything, stderr: anything });

  // Another file under the same name is not what was locked, until it is locked.
  writeFileSync(join(rig.root, "lists", "wheels", elm.file), other.bytes);
  rmSync(join(rig.root, ".venv"), { recursive: true });
  expectOutcome(await rig.jig("sync"), {
    code: 1,
    stdout: anything,
    stderr: ["`elm` could not be installed", "hint: the file is another than when it was locked"],
  });
  expectOutcome(await rig.jig("lock"), { code: 1, stderr: ["no file of `elm 1.0` has a hash"] });
  rig.write("lists/r.txt", `birch\n./wheels/${elm.file}\n`);
  expectOutcome(await rig.jig("sync"), { stdout: /3 packages/, stderr: anything });

  rig.write("lists/r.txt", "./wheels/gone-1.0-py3-none-any.whl\n");
  expectOutcome(await rig.jig("lock"), {
    code: 2,
    stderr: ["there is no file `./wheels/gone-1.0-py3-none-any.whl`", "lists/r.txt:1:1"],
  });
  rig.write("lists/r.txt", `${join("/opt/wheels", elm.file)}\n`);
  expectOutcome(await rig.jig("lock"), { code: 2, stderr: ["hint: name it by a path from here"] });
}, 60_000);
