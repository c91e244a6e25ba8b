import { expect, test } from "bun:test";
import fs from "node:fs";
import os from "node:os";
import { join } from "node:path";

import { configValue, filterScript } from "./filter-script.ts";

/** As git hands it to a shell. */
const expanded = (script: string): string =>
  script.replaceAll(/%[%f]/g, (mark) => (mark === "%%" ? "%" : "'a b.ipynb'"));

const run = (script: string, input: string) =>
  Bun.spawnSync(["/bin/sh", "-c", expanded(script)], { stdin: Buffer.from(input) });

test("paths and options are words of the shell, whatever is in them", () => {
  // Made here: not every system has an `/bin/echo`.
  const folder = fs.mkdtempSync(join(os.tmpdir(), "jig-it's $(odd) %f-"));
  try {
    const program = join(folder, "echo");
    // It prints a notebook, by its look: anything else would be passed over.
    fs.writeFileSync(program, '#!/bin/sh\nprintf "%s\\n" "{ $* \\"nbformat\\": 4}"\n', { mode: 0o755 });
    const options = ['--preserve-cell-metadata-field=it\'s $(odd) %f "x"'];
    const ran = run(filterScript({ nbClean: program, jig: "/no where/it's", options }), "");
    expect(ran.stdout.toString()).toBe(`{ clean ${options.join(" ")} "nbformat": 4}\n`);
    expect(ran.stderr.toString()).toBe("");
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

test("without programs, bytes pass as they are, and a line names the file", () => {
  const bytes = "a\0b\nno end";
  for (const nbClean of ["/no where/100%f", ""]) {
    const ran = run(filterScript({ nbClean, jig: "", options: [] }), bytes);
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout.toString()).toBe(bytes);
    expect(ran.stderr.toString()).toMatch(/^jig: a b\.ipynb goes into git as it is, outputs and all: .+\n$/);
  }
});

test("a copy goes when the filter is interrupted", async () => {
  const folder = fs.mkdtempSync(join(os.tmpdir(), "jig-filter-"));
  try {
    const script = expanded(filterScript({ nbClean: "", jig: "", options: [] }));
    const copy = join(folder, "copy");
    // Not every system's own looks at TMPDIR.
    fs.writeFileSync(join(folder, "mktemp"), `#!/bin/sh\necho '${copy}'\n`, { mode: 0o755 });
    const ran = Bun.spawn(["/bin/sh", "-c", script], {
      stdin: "pipe",
      stdout: "ignore",
      stderr: "ignore",
      env: { ...process.env, PATH: `${folder}:${process.env["PATH"] ?? ""}` },
    });
    await ran.stdin.write("half of a notebook");
    await ran.stdin.flush();
    while ((fs.statSync(copy, { throwIfNoEntry: false })?.size ?? 0) === 0)
      await new Promise((done) => setImmediate(done));
    ran.kill("SIGINT");
    await ran.stdin.end();
    await ran.exited;
    expect(fs.existsSync(copy)).toBe(false);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

test("git reads its configuration as it was meant", () => {
  const script = filterScript({ nbClean: '/a "b"\\c', jig: "/d;#e", options: [] });
  const text = `[filter "x"]\n\tclean = ${configValue(script)}\n`;
  const ran = Bun.spawnSync(["git", "config", "--file", "-", "filter.x.clean"], { stdin: Buffer.from(text) });
  expect(ran.stdout.toString()).toBe(`${script}\n`);
});
