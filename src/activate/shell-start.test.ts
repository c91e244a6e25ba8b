import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { talkTo, type InteractiveShell } from "../../test/rig/interactive-shell.ts";
import {
  plantRc,
  rcFiles,
  shellPath,
  shells,
  writeProgramsOf,
  type ShellName,
} from "../../test/rig/planted-rc.ts";
import { startProgram } from "../../test/rig/start-program.ts";
import type { Template } from "../describe/services/template.ts";
import { environmentDifference } from "./activate-environment.ts";
import { shellStart, type ShellStart } from "./shell-start.ts";

let base = "";
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(realpathSync(tmpdir()), "jig-shell-")));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

interface Scene {
  readonly shell: ShellName;
  readonly env?: Readonly<Record<string, Template>>;
  readonly user?: Readonly<Record<string, string>>;
  readonly name?: string;
  readonly folder?: string;
  readonly venv?: boolean;
  readonly isInteractive?: boolean;
}

const home = (): string => join(base, "home");
const rootOf = ({ folder = "my projét's" }: Pick<Scene, "folder">): string => join(base, folder);

const userOf = ({ shell, user = {} }: Scene): Record<string, string> => ({
  HOME: home(),
  PATH: "/usr/local/bin:/usr/bin:/bin",
  TERM: "xterm",
  LANG: "C.UTF-8",
  SHELL: shellPath(shell) ?? "",
  ...(shell === "dash" ? { ENV: "$HOME/.shinit" } : {}),
  ...user,
});

/** Writes the shell's files, as the command does. */
const prepare = (scene: Scene): ShellStart => {
  const root = rootOf(scene);
  mkdirSync(home(), { recursive: true });
  writeProgramsOf(join(root, ".venv/bin"), "project");
  const start = shellStart(userOf(scene), {
    shell: shellPath(scene.shell) ?? "",
    folder: join(base, "st ate"),
    isInteractive: scene.isInteractive ?? true,
    visit: {
      difference: environmentDifference({
        venv: scene.venv === false ? null : join(root, ".venv"),
        env: scene.env ?? {},
      }),
      root,
      name: scene.name ?? "bench",
      programs: join(base, "st ate/bin"),
      color: false,
    },
  });
  for (const { path, text } of start.files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return start;
};

const enter = (scene: Scene): InteractiveShell => {
  const { argv, env } = prepare(scene);
  const running = startProgram(argv, { cwd: rootOf(scene), env, terminal: true, timeoutMs: 20_000 });
  return talkTo(running, join(base, "answers"));
};

/** What a program that is started from the shell gets, without a terminal. */
const variablesOf = (scene: Scene): Record<string, string> => {
  const { argv, env } = prepare(scene);
  const isPosix = scene.shell === "bash" || scene.shell === "dash";
  const ran = Bun.spawnSync([...argv, ...(isPosix ? ["-i"] : []), "-c", "command env -0"], {
    cwd: rootOf(scene),
    env: { ...env },
    stderr: "ignore",
    // A session of its own: an interactive shell would wait for the terminal that the tests are run in.
    detached: true,
  });
  return Object.fromEntries(
    ran.stdout
      .toString()
      .split("\0")
      .filter((entry) => entry !== "")
      .map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
  );
};

for (const shell of shells) {
  const inShell = describe.skipIf(shellPath(shell) === null);
  const assign = (name: string, value: string): string =>
    shell === "fish" ? `set -gx ${name} ${value}` : `export ${name}=${value}`;

  inShell(`in ${shell}`, () => {
    test("the project's programs win over what the rc files and the hooks of other tools put first", async () => {
      mkdirSync(home());
      plantRc(home(), shell);
      const at = enter({ shell });
      for (let prompt = 0; prompt < 3; prompt += 1) {
        for (const program of ["python", "pip", "jupyter"]) expect(await at.ask(program)).toBe("project\n");
      }
      const variables = await at.variables();
      const foreign = [...variables.keys()].filter((name) =>
        /^(CONDA|_CE|PYENV_(?!VIRTUAL)|PYTHON|JUPYTER|JIG_(ENTRY|CARRIED))/.test(name),
      );
      expect(foreign).toEqual([]);
      expect(variables.get("VIRTUAL_ENV")).toBe(join(rootOf({}), ".venv"));
      expect(variables.get("NVM_DIR")).toBe(join(home(), ".nvm"));
      const folders = (variables.get("PATH") ?? "").split(":");
      expect(folders.slice(0, 2)).toEqual([join(base, "st ate/bin"), join(rootOf({}), ".venv/bin")]);
      expect(folders.length).toBe(new Set(folders).size);
      expect((await at.leave(7)).code).toBe(7);
    });

    test("aliases and the prompt stay, with a mark in front and without conda's", async () => {
      mkdirSync(home());
      plantRc(home(), shell);
      const at = enter({ shell, name: "my bench" });
      expect(await at.ask("greet")).toBe("aliased\n");
      await at.leave();
      expect(at.screen()).toContain("(my bench) mine> ");
      expect(at.screen()).not.toContain("(base)");
      expect(at.screen()).not.toMatch(/\(my bench\) +\(my bench\)/);
      expect(at.screen()).not.toMatch(/not found|globally|unknown|error/i);
    });

    test("what a person types is obeyed", async () => {
      const other = join(base, "other/bin");
      writeProgramsOf(other, "typed");
      const at = enter({ shell });
      expect(await at.ask("python")).toBe("project\n");
      at.type(
        shell === "fish" ? `set -gx PATH ${other} $PATH` : `export PATH=${other}:$PATH VIRTUAL_ENV=/typed`,
      );
      expect(await at.ask("python")).toBe("typed\n");
      expect(await at.ask("python")).toBe("typed\n");
      at.type(assign("PYTHONPATH", "/typed"));
      expect((await at.variables()).get("PYTHONPATH")).toBe("/typed");
      await at.leave();
    });

    test("a command that fails does not close it, and its code is told as always", async () => {
      const at = enter({ shell });
      expect(await at.ask("true")).toBe("");
      at.type(shell === "fish" ? "sh -c 'exit 3'; or true" : "false");
      const status = shell === "fish" ? "$status" : "$?";
      at.type("sh -c 'exit 3'");
      expect(await at.ask(`echo ${status}`)).toBe("3\n");
      expect((await at.leave(4)).code).toBe(4);
    });

    test("a name in the prompt is never run", async () => {
      const trap = join(base, "trap");
      const at = enter({ shell, name: `$(touch ${trap}) \`touch ${trap}\` %n \\u !1 \u001b[95m` });
      expect(await at.ask("echo ok")).toBe("ok\n");
      await at.leave();
      expect(existsSync(trap)).toBe(false);
      expect(at.screen()).not.toContain("\u001b[95m");
    });

    test("variables of the user that are none of ours come through byte for byte", () => {
      const user = { LD_LIBRARY_PATH: "/a::/b:", TMPDIR: "/gone", ODD: "a\nb 'c' \"d\" $e \\", EMPTY: "" };
      const variables = variablesOf({ shell, user });
      expect(variables).toMatchObject({ ...user, SHELL: shellPath(shell) ?? "" });
      expect(Object.keys(variables).filter((name) => /^JIG_(ENTRY|CARRIED)/.test(name))).toEqual([]);
    });

    test("whatever the values and the folder, a program gets exactly those", () => {
      const value = fc.string({ unit: "binary", maxLength: 30 }).filter((text) => !text.includes("\0"));
      const names = fc.constantFrom("DATA", "_b1", "DATA_PATH", "VIRTUAL_ENV");
      const folder = fc
        .string({ unit: "grapheme-composite", minLength: 1, maxLength: 20 })
        .filter((text) => !/[\0/:\n]/.test(text) && text.trim() !== "" && !/^\.+$/.test(text))
        .map((text) => `p${text.normalize("NFC")}`);
      fc.assert(
        fc.property(fc.dictionary(names, value, { maxKeys: 5 }), folder, (env, root) => {
          const templates = Object.fromEntries(Object.entries(env).map(([name, text]) => [name, [text]]));
          const variables = variablesOf({ shell, env: templates, folder: root });
          const venv = { VIRTUAL_ENV: join(rootOf({ folder: root }), ".venv") };
          expect(variables).toMatchObject({ ...venv, ...env });
          expect(variables["JIG_SHELL"]).toMatch(/^\d+:/);
          expect(variables["JIG_SHELL"]?.replace(/^\d+:/, "")).toBe(rootOf({ folder: root }));
        }),
        { numRuns: shell === "fish" ? 12 : 25 },
      );
    });

    test("a variable that the rc file sets is ours again, one without a value is left out", () => {
      mkdirSync(home());
      const rc = join(home(), rcFiles[shell]);
      mkdirSync(dirname(rc), { recursive: true });
      const lines = [
        assign("DATA", "theirs"),
        assign("PATH", shell === "fish" ? "/usr/bin /bin" : "/usr/bin:/bin"),
      ];
      // zsh without a terminal reads this one alone.
      writeFileSync(shell === "zsh" ? join(home(), ".zshenv") : rc, `${lines.join("\n")}\n`);
      const env = {
        DATA: ["ours"],
        PATH: ["/first:", { kind: "env", name: "PATH" }, ":/last"],
        NONE: [{ kind: "env", name: "NOT_SET" }],
      } as const;
      const variables = variablesOf({ shell, env });
      const path = `${join(base, "st ate/bin")}:${join(rootOf({}), ".venv/bin")}:/first:/usr/bin:/bin:/last`;
      expect(variables).toMatchObject({ DATA: "ours", PATH: path });
      expect(variables["NONE"]).toBeUndefined();
    });

    test("a PATH of which the description keeps nothing of the user's is just that, behind the project's programs", () => {
      const variables = variablesOf({ shell, env: { PATH: ["/usr/bin:/bin"] } });
      expect(variables["PATH"]).toBe(
        `${join(base, "st ate/bin")}:${join(rootOf({}), ".venv/bin")}:/usr/bin:/bin`,
      );
    });

    test("without a Python there are `start` and `stop` on PATH, and the user's own", () => {
      const variables = variablesOf({ shell, venv: false });
      expect(variables["PATH"]).toBe(`${join(base, "st ate/bin")}:/usr/local/bin:/usr/bin:/bin`);
      expect(variables["VIRTUAL_ENV"]).toBeUndefined();
    });
  });
}

describe.skipIf(shellPath("zsh") === null)("zsh's own files", () => {
  test("are read from where the user has them, which is where ZDOTDIR points afterwards", async () => {
    const dots = join(base, "dots");
    mkdirSync(dots, { recursive: true });
    writeFileSync(join(dots, ".zshenv"), "export READ=env\n");
    writeFileSync(join(dots, ".zshrc"), "READ=$READ-rc\n");
    const at = enter({ shell: "zsh", user: { ZDOTDIR: dots } });
    const variables = await at.variables();
    expect(variables.get("READ")).toBe("env-rc");
    expect(variables.get("ZDOTDIR")).toBe(dots);
    await at.leave();
  });

  test("may move ZDOTDIR themselves", async () => {
    const dots = join(base, "dots");
    mkdirSync(dots);
    mkdirSync(home());
    writeFileSync(join(home(), ".zshenv"), `export ZDOTDIR=${dots}\n`);
    writeFileSync(join(dots, ".zshrc"), "export READ=rc\n");
    const at = enter({ shell: "zsh" });
    const variables = await at.variables();
    expect(variables.get("READ")).toBe("rc");
    expect(variables.get("ZDOTDIR")).toBe(dots);
    expect(await at.ask("python")).toBe("project\n");
    await at.leave();
  });
});

test.skipIf(shellPath("zsh") === null)(
  "zsh that its user bends to the ways of sh is not disturbed",
  async () => {
    mkdirSync(home());
    writeFileSync(join(home(), ".zshrc"), "emulate sh\nPS1='mine> '\n");
    const at = enter({ shell: "zsh" });
    expect(await at.ask("python")).toBe("project\n");
    expect(await at.ask("emulate")).toBe("sh\n");
    await at.leave();
    expect(at.screen()).toContain("(bench) mine> ");
    expect(at.screen()).not.toMatch(/no such widget|not found|error/i);
  },
);

test("a small shell gets its own ENV back", async () => {
  mkdirSync(home());
  writeFileSync(join(home(), ".shinit"), "export READ=$ENV\n");
  const at = enter({ shell: "dash" });
  const variables = await at.variables();
  expect(variables.get("ENV")).toBe("$HOME/.shinit");
  expect(variables.get("READ")).toBe("$HOME/.shinit");
  await at.leave();
});

test("bash without a .bashrc reads the login file, and its array of prompt commands stays one", async () => {
  mkdirSync(home());
  const lines = ["PROMPT_COMMAND=('PATH=/gone:$PATH' 'SEEN=$?')", "alias greet='echo login'"];
  writeFileSync(join(home(), ".profile"), `${lines.join("\n")}\n`);
  const at = enter({ shell: "bash" });
  expect(await at.ask("greet")).toBe("login\n");
  expect(await at.ask("echo $HISTFILE")).toBe(`${join(home(), ".bash_history")}\n`);
  at.type("sh -c 'exit 5'");
  expect(await at.ask("echo $SEEN")).toBe("5\n");
  expect(await at.ask("python")).toBe("project\n");
  await at.leave();
});

test("without a terminal bash and the small shells get the environment, and no trace of how", () => {
  const { argv, env, files } = prepare({ shell: "bash", isInteractive: false });
  expect(argv).toEqual([shellPath("bash") ?? ""]);
  expect(files).toEqual([]);
  expect(Object.keys(env).filter((name) => name.startsWith("JIG_"))).toEqual([]);
});

test("a shell that jig does not know gets the environment and keeps its ways", () => {
  const request = { shell: "/opt/bin/nu", folder: "/st", isInteractive: true };
  const difference = environmentDifference({ venv: "/p/.venv", env: { A: ["1"] } });
  const visit = { difference, root: "/p", name: "p", programs: "/st/bin", color: true };
  const start = shellStart({ PATH: "/bin", CONDA_PREFIX: "/c" }, { ...request, visit });
  expect(start).toEqual({
    argv: ["/opt/bin/nu"],
    env: { PATH: "/st/bin:/p/.venv/bin:/bin", VIRTUAL_ENV: "/p/.venv", A: "1" },
    files: [],
    isForeign: true,
  });
});
