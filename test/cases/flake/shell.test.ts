import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { develop, writeFlake } from "../../rig/flake-project.ts";
import { hasNix, nix } from "../../rig/nix.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openRig } from "../../rig/rig.ts";

describe.skipIf(!hasNix)("the emitted shell, whatever it is entered from", () => {
  test("leaves another project alone, and sets nothing up where its own is not", async () => {
    await using rig = await openRig({
      folder: "clone",
      description: 'name = "a"\n[python]\nversion = "3.11"\n',
    });
    await writeFlake(rig);
    rig.write("requirements.lock", "");
    rig.write(".venv/.made-by-flake", "another python");
    rig.write(".venv/kept", "");
    rig.write(
      "sub/jig.toml",
      'name = "b"\n[python]\nversion = "3.12"\n[services.web]\nrun = "echo > ran; sleep 100"\n',
    );
    const sub = join(rig.root, "sub");
    expectOutcome(await rig.jig("flake", "-C", sub), { stdout: anything, stderr: anything });
    const env = { TMUX_TMPDIR: rig.base, PROJECT_ROOT: rig.root };
    const enter = (cwd: string, flake: string, script: string) =>
      nix(rig, { cwd, env }, "develop", `path:${flake}`, "-c", "bash", "-c", script);
    expectOutcome(await enter(rig.root, sub, 'start || echo "refused ${PROJECT_ROOT-}"'), {
      stdout: "refused \n",
      stderr: [
        "Nothing is set up: this flake belongs to another folder; enter its shell there.\n",
        "PROJECT_ROOT",
      ],
    });
    expect(existsSync(join(rig.root, ".venv", "kept"))).toBe(true);
    expect(existsSync(join(rig.root, "ran"))).toBe(false);
    // From below another flake, and by a link, it is the one folder.
    symlinkSync(sub, join(rig.base, "link"));
    mkdirSync(join(sub, "deep"));
    const found = await enter(join(rig.base, "link", "deep"), sub, "echo $PROJECT_ROOT");
    expect(found.stdout).toBe(`${sub}\n`);
    expect((await enter(sub, rig.root, "echo $PROJECT_ROOT")).stdout).toBe(`${rig.root}\n`);
  }, 60_000);

  test("starts a service with the variables of the shell that starts it, whoever started the first one", async () => {
    await using rig = await openRig({
      description:
        'name = "bench"\n[services.base]\nrun = "sleep 100"\n[services.web]\nrun = "[ -n \\"$NEW\\" ] || exit 7; printenv NEW OLD > told.txt; sleep 100"\nrequire = false\n',
    });
    await writeFlake(rig);
    const script = [
      "OLD=here start >&2",
      "NEW=$'two \"lines\"\\n$HOME' start >&2; until [ -s told.txt ]; do sleep 0.05; done; stop >&2",
    ].join("\n");
    const { code, stderr } = await develop(rig, { env: { TMUX_TMPDIR: rig.base } }, script);
    expect(code, stderr).toBe(0);
    expect(rig.read("told.txt")).toBe('two "lines"\n$HOME\n');
  }, 60_000);

  test("copies what is to be played with once, overwrites nothing, and goes through no link out of the project", async () => {
    const copies = {
      "a 'b'.ipynb": "mine/a $b.ipynb",
      "there.ipynb": "kept.ipynb",
      "gone.ipynb": "new.ipynb",
      "there .ipynb": "out/new.ipynb",
      "linked.ipynb": "linked too.ipynb",
      "hook.ipynb": "git/info/attributes",
    };
    const table = Object.entries(copies).map(([from, to]) => `"${from}" = "${to}"`);
    await using rig = await openRig({
      description: `name = "bench"\n[notebooks]\ncopy-once = { ${table.join(", ")} }\n`,
    });
    await writeFlake(rig);
    for (const name of ["a 'b'.ipynb", "there.ipynb", "there .ipynb", "hook.ipynb"]) rig.write(name, name);
    rig.write("kept.ipynb", "mine");
    const outside = join(rig.base, "outside");
    mkdirSync(outside);
    writeFileSync(join(outside, "secret"), "");
    symlinkSync(outside, join(rig.root, "out"));
    symlinkSync(join(outside, "secret"), join(rig.root, "linked.ipynb"));
    mkdirSync(join(rig.root, "deep", ".git"), { recursive: true });
    symlinkSync("deep/.git", join(rig.root, "git"));
    const first = await develop(rig, {}, "true");
    expectOutcome(first, {
      stderr: [
        "- Copied a 'b'.ipynb to mine/a $b.ipynb\n",
        "Warning: gone.ipynb is not there.\n",
        "Warning: there .ipynb is not copied: a link leads out of the project, or into .git or .venv.\n",
        "Warning: linked.ipynb is not copied: a link leads out of the project, or into .git or .venv.\n",
        "Warning: hook.ipynb is not copied: a link leads out of the project, or into .git or .venv.\n",
      ],
    });
    expect(rig.read("mine/a $b.ipynb")).toBe("a 'b'.ipynb");
    expect(rig.read("kept.ipynb")).toBe("mine");
    expect(readdirSync(outside)).toEqual(["secret"]);
    expect(readdirSync(join(rig.root, "deep", ".git"))).toEqual([]);
    expect(existsSync(join(rig.root, "linked too.ipynb"))).toBe(false);
    rig.write("mine/a $b.ipynb", "played");
    expect((await develop(rig, {}, "true")).stderr).not.toContain("Copied");
    expect(rig.read("mine/a $b.ipynb")).toBe("played");
  }, 60_000);

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
