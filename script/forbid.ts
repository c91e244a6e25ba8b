// Refuses marks of unfinished work in the sources (after `just`'s `bin/forbid`), so that none is committed unseen.

import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dir, "..");
// Spelled in pieces: this file is searched as well.
const forbidden = new RegExp(
  `\\b(${["TO", "FIX", "XX"].map((start, at) => start + ["DO", "ME", "X"][at]).join("|")})\\b|test\\.only\\(|debug[g]er;`,
);

const listed = Bun.spawnSync(["git", "ls-files", "-z", "--", "*.ts", "*.py", "*.sh", "script", ".ci"], {
  cwd: root,
});
let found = 0;
for (const file of listed.stdout
  .toString()
  .split("\0")
  .filter((name) => name !== "")) {
  let text = "";
  try {
    text = readFileSync(join(root, file), "utf8");
  } catch {
    continue; // Deleted, and not yet committed.
  }
  for (const [at, line] of text.split("\n").entries()) {
    if (!forbidden.test(line)) continue;
    found += 1;
    console.error(`${file}:${at + 1}: ${line.trim()}`);
  }
}
if (found > 0) {
  console.error(`${found} marks of unfinished work`);
  process.exit(1);
}
