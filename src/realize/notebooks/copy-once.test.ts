import { expect, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { realHost } from "../../host/real-host.ts";
import { copyOnce } from "./copy-once.ts";

test("a file is copied through a link within the project, and through none to what is git's or the environment's", () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "jig-copy-once-")));
  try {
    for (const folder of [".git/info", ".venv/lib", "notes"])
      mkdirSync(join(root, folder), { recursive: true });
    for (const [name, to] of [
      ["to-git", ".git"],
      ["to-venv", ".venv/lib"],
      ["to-notes", "notes"],
      ["out", tmpdir()],
    ] as const)
      symlinkSync(to, join(root, name));
    writeFileSync(join(root, "a"), "a");
    const copies = ["to-git/info/attributes", "to-venv/a.pth", "to-notes/new/a", "out/jig-a"].map((to) => ({
      from: "a",
      to,
      why: { file: "jig.toml", line: 1, column: 1 },
    }));
    const { made, impossible } = copyOnce(realHost(), root, copies);
    expect(made.map(({ to }) => to)).toEqual(["to-notes/new/a"]);
    expect(impossible.map(({ copy: { to }, trouble }) => [to, trouble])).toEqual([
      ["to-git/info/attributes", "kept"],
      ["to-venv/a.pth", "kept"],
      ["out/jig-a", "outside"],
    ]);
    expect(existsSync(join(root, ".git/info/attributes"))).toBe(false);
    expect(existsSync(join(root, "notes/new/a"))).toBe(true);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
