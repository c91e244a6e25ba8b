import { expect, test } from "bun:test";
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { within } from "../../../test/rig/wait-for.ts";

/** A program that writes through a patient writer to whatever its standard output is. */
const program = (body: string): readonly [string, ...string[]] => [
  process.execPath,
  "-e",
  `const { createPatientWriter } = await import(${JSON.stringify(`${import.meta.dir}/patient-writer.ts`)});
   const writer = createPatientWriter({ descriptor: 1, limit: 1000, sayLeftOut: (lines) => "left out " + lines + "\\n" });
   ${body}`,
];

test("everything arrives where somebody reads, in order", async () => {
  const child = Bun.spawn(
    [...program("for (let at = 0; at < 20000; at += 1) writer.write(at + '\\n'); await writer.close(5000);")],
    { stdout: "pipe" },
  );
  const text = await new Response(child.stdout).text();
  const lines = text.trimEnd().split("\n");
  // A reader who is slower than the writer is told how much is missing, in its place.
  const told = lines.reduce((sum, line) => sum + Number(/^left out (\d+)$/.exec(line)?.[1] ?? 1), 0);
  expect(told).toBe(20_000);
  const numbers = lines.filter((line) => /^\d/.test(line)).map(Number);
  expect(numbers).toEqual(numbers.toSorted((left, right) => left - right));
});

test("it waits for nobody: a full pipe leaves lines out, and the end comes in time", async () => {
  const folder = mkdtempSync(join(tmpdir(), "jig-patient-"));
  const pipe = join(folder, "pipe");
  Bun.spawnSync(["mkfifo", pipe]);
  const reader = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  try {
    const body = `for (let at = 0; at < 20000; at += 1) writer.write("a line\\n");
      await writer.close(100); console.error("ended");`;
    const child = Bun.spawn([...program(body)], { stdout: openSync(pipe, "w"), stderr: "pipe" });
    expect(await within("its end", new Response(child.stderr).text())).toBe("ended\n");
    const bytes = Buffer.alloc(1024 * 1024);
    expect(readSync(reader, bytes)).toBeLessThan(20_000 * 7);
  } finally {
    closeSync(reader);
    rmSync(folder, { recursive: true });
  }
});

test("a reader who leaves is noticed, though nothing is written", async () => {
  const body = `writer.write("first\\n"); writer.gone.addEventListener("abort", () => { console.error("gone"); process.exit(0); });`;
  const child = Bun.spawn([...program(body)], { stdout: "pipe", stderr: "pipe" });
  const reader = child.stdout.getReader();
  await reader.read();
  await reader.cancel();
  expect(await within("the end", new Response(child.stderr).text())).toBe("gone\n");
});
