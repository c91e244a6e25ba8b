import { afterAll, expect, test } from "bun:test";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import { join } from "node:path";

import { startScript } from "./start-script.ts";

const folder = fs.realpathSync(fs.mkdtempSync(join(os.tmpdir(), "jig-replace-")));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
const source = join(import.meta.dir, "replace-process.ts");

test("a program that replaces this one has the pid, the environment and default signals", async () => {
  const { child, line } = await startScript(
    folder,
    `
    import { replaceProcess } from ${JSON.stringify(source)};
    const script = 'echo "$$ $A \${HOME-none} $(grep SigIgn /proc/$$/status | cut -f2)"';
    replaceProcess("/bin/sh", ["sh", "-c", script], { A: "b c", PATH: "/usr/bin:/bin" });
  `,
  );
  expect(line).toBe(`${child.pid} b c none 0000000000000000`);
});

test("a pipeline whose reader leaves ends without a complaint after the replacement", async () => {
  const { child, line } = await startScript(
    folder,
    `
    import { replaceProcess } from ${JSON.stringify(source)};
    replaceProcess("/bin/sh", ["sh", "-c", "yes | head -1"], { PATH: "/usr/bin:/bin" });
  `,
  );
  expect(line).toBe("y");
  const code: unknown = child.exitCode ?? (await once(child, "exit"))[0];
  expect(code).toBe(0);
});
