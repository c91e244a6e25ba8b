import { afterAll, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const folder = fs.realpathSync(fs.mkdtempSync(join(os.tmpdir(), "jig-replace-")));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
const source = join(import.meta.dir, "replace-process.ts");

/** Runs a program text in a process of its own, and gives the process and its first line of output. */
const startScript = async (script: string) => {
  const file = join(folder, `${crypto.randomUUID()}.ts`);
  fs.writeFileSync(file, script);
  const child = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return { child, line: String(line) };
};

test("a program that replaces this one has the pid, the environment and default signals", async () => {
  const { child, line } = await startScript(`
    import { replaceProcess } from ${JSON.stringify(source)};
    const script = 'echo "$$ $A \${HOME-none} $(grep SigIgn /proc/$$/status | cut -f2)"';
    replaceProcess("/bin/sh", ["sh", "-c", script], { A: "b c", PATH: "/usr/bin:/bin" });
  `);
  expect(line).toBe(`${child.pid} b c none 0000000000000000`);
});

test("a pipeline whose reader leaves ends without a complaint after the replacement", async () => {
  const { child, line } = await startScript(`
    import { replaceProcess } from ${JSON.stringify(source)};
    replaceProcess("/bin/sh", ["sh", "-c", "yes | head -1"], { PATH: "/usr/bin:/bin" });
  `);
  expect(line).toBe("y");
  const code: unknown = child.exitCode ?? (await once(child, "exit"))[0];
  expect(code).toBe(0);
});
