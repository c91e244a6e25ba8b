import { describe, expect, test } from "bun:test";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { talkTo, type InteractiveShell } from "../../rig/interactive-shell.ts";
import { expectOutcome } from "../../rig/outcome.ts";
import { quoteWord } from "../../../src/plan/render/render-shell.ts";
import { executable } from "../../rig/paths.ts";
import {
  plantRc,
  rcFiles,
  shellPath,
  shells,
  writeProgramsOf,
  type ShellName,
} from "../../rig/planted-rc.ts";
import { openRig, type Rig } from "../../rig/rig.ts";

const described = `name = "my-bench"
[env]
GREETING = "it's"
[welcome]
text = "Data is in data/."
[services.web]
run = "sleep 1000"
`;

const variablesFor = (rig: Rig, shell: ShellName): Record<string, string> => ({
  // fish keeps a file of its own there, and otherwise in the temporary folder.
  ...(shell === "fish" ? { XDG_RUNTIME_DIR: rig.home } : {}),
  SHELL: shellPath(shell) ?? "",
  ...(shell === "dash" ? { ENV: "$HOME/.shinit" } : {}),
});

interface Entering {
  readonly shell?: ShellName;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly args?: readonly string[];
}

let answers = 0;
const enter = (rig: Rig, { shell = "bash", env = {}, cwd, args = [] }: Entering = {}): InteractiveShell => {
  const options = {
    terminal: true,
    env: { ...variablesFor(rig, shell), ...env },
    ...(cwd === undefined ? {} : { cwd }),
  };
  answers += 1;
  return talkTo(rig.start(options, "shell", ...args), join(rig.base, `answers-${answers}`));
};

/** jig's own files for the shells of the one project. */
const shellFolder = (rig: Rig): string => {
  const [project = ""] = readdirSync(join(rig.state, "projects"));
  return join(rig.state, "projects", project, "shell");
};

for (const shell of shells) {
  describe.skipIf(shellPath(shell) === null)(`jig shell in ${shell}`, () => {
    test("greets, has the project's Python whatever the rc files say, and ends with the shell's last code", async () => {
      await using rig = await openRig({
        description: `${described}[python]\nversion = "3.11"\npackages = ["six"]\nimport-check = ["six"]\n`,
      });
      plantRc(rig.home, shell);
      expectOutcome(await rig.jig("sync"), { stdout: /packages?$/m, stderr: /./ });
      const env = { LD_LIBRARY_PATH: "/a::/b", CONDA_PREFIX: "/elsewhere", PYTHONPATH: "/elsewhere" };
      const at = enter(rig, { shell, env });
      const python = join(rig.root, ".venv/bin/python");
      expect(await at.ask("command -v python")).toBe(`${python}\n`);
      expect(await at.ask(`python -c "import sys, six; print(sys.prefix)"`)).toBe(
        `${join(rig.root, ".venv")}\n`,
      );
      expect(await at.ask("greet")).toBe("aliased\n");
      const variables = await at.variables();
      expect(Object.fromEntries(variables)).toMatchObject({
        GREETING: "it's",
        LD_LIBRARY_PATH: "/a::/b",
        TMPDIR: rig.env["TMPDIR"] ?? "",
        SHELL: shellPath(shell) ?? "",
        VIRTUAL_ENV: join(rig.root, ".venv"),
      });
      expect(variables.get("CONDA_PREFIX")).toBeUndefined();
      expect(variables.get("PYTHONPATH")).toBeUndefined();
      expect((await at.leave(7)).code).toBe(7);
      const screen = Bun.stripANSI(at.screen()).replaceAll("\r", "");
      expect(screen).toContain("|____/");
      expect(screen).toMatch(
        /Welcome to the My Bench development environment on (x86_64|aarch64)-(linux|darwin)!/,
      );
      expect(screen).toMatch(/✓ Python 3\.11\.\d+, \d packages?\n✓ six imports\n\nData is in data\/\.\n/);
      expect(screen).toContain("(my-bench) mine> ");
    });

    test("`start` and `stop` bring this project up and down, from any folder", async () => {
      await using rig = await openRig({ description: described, folder: "odd 'é\" $x\\`n" });
      const at = enter(rig, { shell, cwd: rig.root });
      at.type("cd /");
      const up = await at.ask("start --json");
      expect(up).toContain('"event":"summary"');
      expect((await rig.serviceStatus("web")).state).toBe("ready");
      // The service is in the project, and not in this shell.
      const { pid } = await rig.serviceStatus("web");
      expect(readFileSync(`/proc/${pid}/environ`, "utf8")).not.toMatch(/(^|\0)JIG_(SHELL|ENTRY|CARRIED)/);
      expect(await at.ask("stop")).toBe("stopped web\n");
      await at.leave();
    });
  });
}

test("what a clone brings is never run as `start`, and what others wrote in the state folder is written anew", async () => {
  await using rig = await openRig({ description: described });
  const trap = join(rig.base, "trap");
  for (const folder of ["bin", ".venv/bin", "."]) {
    for (const name of ["start", "stop"]) {
      mkdirSync(join(rig.root, folder), { recursive: true });
      writeFileSync(join(rig.root, folder, name), `#!/bin/sh\ntouch ${trap}\n`, { mode: 0o755 });
    }
  }
  const first = enter(rig);
  expect(await first.ask("command -v start")).toBe(`${shellFolder(rig)}/bin/start\n`);
  await first.leave();
  const start = join(shellFolder(rig), "bin/start");
  expect(lstatSync(start).mode & 0o777).toBe(0o700);
  expect(lstatSync(shellFolder(rig)).mode & 0o777).toBe(0o700);
  writeFileSync(start, "#!/bin/sh\necho old\n");
  const second = enter(rig);
  expect(await second.ask("start --json")).toContain('"summary"');
  // What is said there to be typed can be typed, though jig is on no PATH.
  expect(rig.env["PATH"]?.split(":").some((folder) => existsSync(join(folder, "jig")))).toBe(false);
  expect(await second.ask("cd / && jig status --json")).toContain("jig.toml");
  expect(await second.ask(`cd ${quoteWord(rig.root)} && jig status --json`)).toContain('"ready":true');
  expect(await second.ask("stop")).toBe("stopped web\n");
  await second.leave();
  expect(existsSync(trap)).toBe(false);
});

test("the shell of a project is noticed from within: its own is not entered twice, another one is", async () => {
  await using rig = await openRig({ description: described });
  const other = join(rig.base, "other");
  mkdirSync(other);
  writeFileSync(join(other, "jig.toml"), 'name = "other"\n');
  const at = enter(rig);
  const jig = quoteWord(executable);
  expect(await at.ask("true")).toBe("");
  at.type(`${jig} shell; echo code $? >${rig.base}/code`);
  expect(await at.ask(`cat ${rig.base}/code`)).toBe("code 0\n");
  expect(at.screen()).toContain("note: this is the shell of my-bench already; `exit` leaves it");
  const outer = (await at.variables()).get("JIG_SHELL");
  at.type(`${jig} shell -C ${other}`);
  const inner = (await at.variables()).get("JIG_SHELL");
  expect(inner).toEndWith(`:${other}`);
  at.type("exit");
  expect((await at.variables()).get("JIG_SHELL")).toBe(outer);
  // A shell that was started from it reads its rc files anew, so there is something to enter again.
  at.type("bash --norc");
  at.type(`${jig} shell`);
  expect((await at.variables()).get("JIG_SHELL")).toEndWith(`:${rig.root}`);
  expect((await at.variables()).get("JIG_SHELL")).not.toBe(outer);
  at.type("exit");
  at.type("exit");
  await at.leave();
  expect(Bun.stripANSI(at.screen()).replaceAll(/\s+/g, " ")).toContain(
    `note: this shell is inside the one of \`${rig.root}\`; \`exit\` goes back there`,
  );
});

test("without a terminal the shell runs its input as a script, in the environment, and says nothing else", async () => {
  await using rig = await openRig({ description: described });
  for (const shell of shells) {
    if (shellPath(shell) === null) continue;
    writeProgramsOf(join(rig.home, "theirs"), "theirs");
    rig.write(`../home/${rcFiles[shell]}`, shell === "fish" ? "" : "echo rc\n");
    const input = 'echo "$GREETING"\ncommand -v start\nexit 5\n';
    const outcome = await rig.jigWith({ input, env: variablesFor(rig, shell) }, "shell");
    expectOutcome(outcome, { code: 5, stdout: `it's\n${shellFolder(rig)}/bin/start\n` });
  }
});

test("a shell without a value in SHELL is bash, one that jig does not know is told so", async () => {
  await using rig = await openRig({ description: described });
  const at = enter(rig, { env: { SHELL: "" } });
  expect(await at.ask("echo $BASH_VERSION")).toMatch(/^\d/);
  await at.leave();
  const path = rig.program("nu", '#!/bin/sh\necho "$GREETING $PATH"\n');
  const odd = enter(rig, { env: { SHELL: path } });
  await odd.leave();
  expect(odd.screen()).toMatch(/it's .*shell\/bin:/);
  expect(Bun.stripANSI(odd.screen()).replaceAll(/\s+/g, " ")).toContain("jig does not speak the language of");
});

test("a SHELL that cannot be become is passed over with a note that says why", async () => {
  await using rig = await openRig({ description: described });
  const reasons: Readonly<Record<string, string>> = {
    "/nonexistent/zsh": "is no program that can be run",
    "/bin/bash -l": "is no program that can be run",
    bash: "is not the path of a program",
    "/bin/false": "lets nobody in",
    "/usr/sbin/nologin": "lets nobody in",
  };
  const bash = Bun.which("bash", { PATH: rig.env["PATH"] ?? "" });
  for (const [shell, reason] of Object.entries(reasons)) {
    const input = "echo ${BASH_VERSION:+bash}\n";
    expectOutcome(await rig.jigWith({ input, env: { SHELL: shell } }, "shell"), {
      stdout: "bash\n",
      stderr: `note: this is \`${bash}\`: \`${shell}\`, which SHELL names, ${reason}\n`,
    });
  }
});

test("a description with an error is told, and no shell is started", async () => {
  await using rig = await openRig({ description: "nmae = 1\n" });
  expectOutcome(await rig.jigWith({ input: "echo no\n" }, "shell"), {
    code: 2,
    stderr: ["unknown key `nmae`"],
  });
  rmSync(join(rig.root, "jig.toml"));
  expectOutcome(await rig.jigWith({ input: "echo no\n" }, "shell"), { code: 2, stderr: /./ });
});

test("an environment that cannot be made is told, and no shell is started", async () => {
  await using rig = await openRig({
    description: '[python]\nversion = "3.11"\npackages = ["no-such-package-of-jig"]\n',
  });
  const outcome = await rig.jigWith({ input: "echo no\n" }, "shell");
  expectOutcome(outcome, { code: 1, stderr: ["no-such-package-of-jig"] });
  expectOutcome(await rig.jigWith({ input: "echo no\n" }, "shell", "--locked"), {
    code: 1,
    stderr: ["jig.lock"],
  });
});
