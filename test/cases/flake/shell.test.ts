import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import { develop, writeFlake } from "../../rig/flake-project.ts";
import { hasNix } from "../../rig/nix.ts";
import { openRig } from "../../rig/rig.ts";

describe.skipIf(!hasNix)("the emitted shell, whatever it is entered from", () => {
  test("is there when a variable that [env] asks for is missing, with the shell's own programs first", async () => {
    const description = [
      "[env]",
      'NEED = "<${env:MISSING_ONE}>"',
      'UID = "7"',
      'PATH = "/described"',
      "[services.web]",
      'run = "pwd > there.txt; sleep 100"',
      'cwd = "docs"',
    ].join("\n");
    await using rig = await openRig({ description: `name = "bench"\n${description}\n` });
    await writeFlake(rig);
    mkdirSync(join(rig.root, "docs"));
    mkdirSync(join(rig.base, "elsewhere", "docs"), { recursive: true });
    const env = { TMUX_TMPDIR: rig.base, CDPATH: join(rig.base, "elsewhere") };
    const script = 'start >&2; stop >&2; echo "$NEED ${PATH##*:}"';
    const { code, stdout, stderr } = await develop(rig, { env }, script);
    expect(code, stderr).toBe(0);
    expect(stdout).toBe("<> /described\n");
    expect(stderr).toContain("Warning: MISSING_ONE is not set, and NEED asks for it.\n");
    expect(stderr).not.toContain("readonly");
    expect(rig.read("docs/there.txt")).toBe(`${join(rig.root, "docs")}\n`);
    expect(existsSync(join(rig.base, "elsewhere", "docs", "there.txt"))).toBe(false);
  }, 60_000);
});
