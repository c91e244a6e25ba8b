import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What `script/prepare` says to somebody who is not root and whose `python3` answers thus; it installs nothing then. */
const saidWith = (python: string): string => {
  const folder = mkdtempSync(join(tmpdir(), "jig-prepare-"));
  try {
    for (const name of ["dirname", "sh"]) symlinkSync(Bun.which(name) ?? "", join(folder, name));
    const program = (name: string, text: string): void =>
      writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    for (const name of ["node", "npm", "git"]) program(name, "exit 0");
    program("id", "echo 1000");
    program("python3", python);
    const { exitCode, stderr } = Bun.spawnSync(["/bin/sh", join(import.meta.dir, "prepare")], {
      env: { PATH: folder },
    });
    expect(exitCode).toBe(1);
    return stderr.toString();
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const answering = (version: string): string => `case $2 in *print*) echo ${version} ;; *) exit 1 ;; esac`;

test("a Python that is there and does not serve is told as that", () => {
  expect(saidWith(answering("3.9"))).toBe(
    "missing: python3 python3-pip (Python 3.11 or newer: this one is 3.9); install that with your package manager, or run this as root on Debian\n",
  );
  expect(saidWith(answering("3.13"))).toStartWith("missing: python3-pip; install that");
  expect(saidWith("exit 127")).toStartWith("missing: python3 python3-pip; install that");
});
