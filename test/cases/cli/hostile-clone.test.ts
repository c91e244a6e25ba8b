import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { expectOutcome } from "../../rig/outcome.ts";
import { openRig } from "../../rig/rig.ts";

test("nothing that a clone brings runs or counts when jig is started in it", async () => {
  await using rig = await openRig({ description: 'name = "bench"\n' });
  const trace = join(rig.base, "hostile-code-ran");
  const code = `require("node:fs").writeFileSync(${JSON.stringify(trace)}, "");\n`;
  rig.write("hostile.js", code);
  rig.write("hostile.ts", code);
  rig.write(
    "bunfig.toml",
    'preload = ["./hostile.ts"]\n[test]\npreload = ["./hostile.ts"]\n[run]\nbun = true\n',
  );
  rig.write(
    ".env",
    `JIG_STATE_DIR=${join(rig.base, "elsewhere")}\nNODE_OPTIONS=--require ./hostile.js\nNO_COLOR=\n`,
  );
  rig.write(
    "package.json",
    '{ "type": "commonjs", "main": "./hostile.js", "scripts": { "preinstall": "false" } }',
  );
  rig.write("tsconfig.json", '{ "compilerOptions": { "jsx": "react", "paths": { "*": ["./hostile.ts"] } } }');
  rig.write(".npmrc", "node-options=--require ./hostile.js\n");
  expectOutcome(await rig.jig("--version"), { stdout: /^jig \d/ });
  expectOutcome(await rig.jig("status"), { stdout: ["bench"] });
  expectOutcome(await rig.jig("plan"), { stdout: /^/ });
  expect(existsSync(trace)).toBe(false);
  expect(existsSync(join(rig.base, "elsewhere"))).toBe(false);
});

const isRoot = process.getuid?.() === 0;

// Only root can give a folder to somebody else.
test.skipIf(!isRoot)(
  "a description that belongs to somebody else is not found from a folder below it",
  async () => {
    await using rig = await openRig({ description: 'name = "bench"\n' });
    rig.write("theirs/file", "");
    const { chownSync } = await import("node:fs");
    chownSync(rig.root, 12_345, 12_345);
    const outcome = await rig.jigWith({ cwd: join(rig.root, "theirs") }, "status");
    expectOutcome(outcome, { code: 2, stderr: ["jig.toml"] });
    chownSync(rig.root, 0, 0);
  },
);
