// For tests: a program text in a process of its own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Runs a program text from a file in `folder`, and gives the process and its first line of output. */
export const startScript = async (folder: string, script: string) => {
  const file = join(folder, `${crypto.randomUUID()}.ts`);
  fs.writeFileSync(file, script);
  const child = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return { child, line: String(line) };
};
