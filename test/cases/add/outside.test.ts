import { expect, test } from "bun:test";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { expectOutcome } from "../../rig/outcome.ts";
import { servePackageIndex } from "../../rig/package-index.ts";

test("what a file outside of the project asks for stays, and `remove` says where; an empty name is nobody's", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, {
    description: '[python]\nversion = "3.11"\nrequirements = ["r.txt"]\n',
  });
  const outside = join(rig.base, "base.txt");
  writeFileSync(outside, "# everybody's\nalder==1.0\nbirch\n");
  rig.write("r.txt", `-r ${outside}\nalder\ncedar>=1,\n`);
  expectOutcome(await rig.jig("remove", "alder"), {
    stdout: ["✓ alder taken out of r.txt:2\n"],
    stderr: [`still asked for outside of the project, where jig edits nothing: ${outside}:2\n`],
  });
  expect(rig.read("jig.lock")).toContain('name = "alder"\nversion = "1.0"');
  expectOutcome(await rig.jig("remove", "birch"), {
    code: 2,
    stderr: [`error: \`birch\` is asked for outside of the project alone`, `: ${outside}:3\n`, "hint: "],
  });
  for (const command of ["add", "remove"])
    expectOutcome(await rig.jig(command, ""), { code: 2, stderr: ["error: `` is not ", "hint: "] });
  expect(rig.read("r.txt")).toBe(`-r ${outside}\ncedar>=1,\n`);

  chmodSync(join(rig.root, "r.txt"), 0o444);
  expectOutcome(await rig.jig("add", "birch"), {
    code: 1,
    stderr: ["error: `r.txt` is read-only, and jig leaves it so\n", "hint: `chmod u+w r.txt`"],
  });
  chmodSync(join(rig.root, "r.txt"), 0o644);

  rig.write("r.txt", "<<<<<<< ours\nalder\n=======\n>>>>>>> theirs\n");
  expectOutcome(await rig.jig("add", "birch"), {
    code: 2,
    stderr: ["error: there is a merge conflict in `r.txt`", "r.txt:1"],
  });
  writeFileSync(join(rig.root, "r.txt"), Buffer.from([0x61, 0xff, 0x0a]));
  expectOutcome(await rig.jig("add", "birch"), { code: 2, stderr: ["error: this is not UTF-8", "r.txt:1"] });
});
