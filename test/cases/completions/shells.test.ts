// Completions in the real shells: what they propose at a press of the tab key, and that nothing of the project runs for it.

import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { expectOutcome } from "../../rig/outcome.ts";
import { executable } from "../../rig/paths.ts";
import { openRig, type Rig } from "../../rig/rig.ts";
import { startProgram } from "../../rig/start-program.ts";
import { waitFor } from "../../rig/wait-for.ts";

const DESCRIPTION = `
name = "bench"
[services.webapp]
run = "touch ../ran; sleep 600"
[services.worker]
run = ["sleep", "600"]
`;

const openShellRig = async (): Promise<Rig> => {
  const rig = await openRig({ description: DESCRIPTION });
  rig.program("jig", `#!/bin/sh\nexec '${executable}' "$@"\n`);
  rig.write("sub folder/x", "");
  return rig;
};

const programs = { bash: "/bin/bash", zsh: "/usr/bin/zsh", fish: "/usr/bin/fish" } as const;
const has = (shell: keyof typeof programs): boolean => existsSync(programs[shell]);

/** What bash would put in place, a line each, for words as they stand on its command line. */
const askBash = async (rig: Rig, typed: readonly string[]): Promise<readonly string[]> => {
  const words = ["jig", ...typed].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const script = `source <(jig completions bash)
COMP_WORDS=(${words}); COMP_CWORD=${typed.length}; _jig; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await startProgram([programs.bash, "-c", script], { cwd: rig.root, env: rig.env }).ended;
  return stdout.split("\n").filter((line) => line !== "");
};

test.skipIf(!has("bash"))("bash completes commands, flags, services and folders", async () => {
  await using rig = await openShellRig();
  expect(await askBash(rig, ["stat"])).toEqual(["status"]);
  expect(await askBash(rig, ["up", "--no"])).toEqual(["--no-open"]);
  expect(await askBash(rig, ["restart", "w"])).toEqual(["webapp", "worker"]);
  expect(await askBash(rig, ["restart", "webapp", ""])).toEqual(["worker"]);
  expect(await askBash(rig, ["-C", "su"])).toEqual(["sub folder"]);
  expect(await askBash(rig, ["-C", "'sub folder'", "logs", "we"])).toEqual(["webapp"]);
  expect(await askBash(rig, ["run", "--", "prin"])).toContain("printf");
  expect(existsSync(join(rig.base, "ran"))).toBe(false);
});

test.skipIf(!has("bash"))("bash completes what is typed at its prompt", async () => {
  await using rig = await openShellRig();
  await typed(rig, [programs.bash, "--norc", "--noprofile"], {
    first: "source <(jig completions bash)",
    line: "jig restart weba",
    completed: "jig restart webapp",
  });
});

test.skipIf(!has("zsh"))("zsh completes what is typed at its prompt", async () => {
  await using rig = await openShellRig();
  await typed(rig, [programs.zsh, "-f"], {
    first: `autoload -U compinit; compinit -u -d "$HOME/dump"; source <(jig completions zsh)`,
    line: "jig restart weba",
    completed: "jig restart webapp",
  });
});

test.skipIf(!has("fish"))(
  "fish completes commands, flags, services and folders, with what each does",
  async () => {
    await using rig = await openShellRig();
    const ask = async (line: string): Promise<readonly string[]> => {
      const script = `jig completions fish | source; complete -C ${JSON.stringify(line)}`;
      const { stdout } = await startProgram([programs.fish, "--no-config", "-c", script], {
        cwd: rig.root,
        env: rig.env,
      }).ended;
      return stdout.split("\n").filter((found) => found !== "");
    };
    expect(await ask("jig stat")).toEqual(["status\tShow the services and how they are"]);
    expect(await ask("jig restart w")).toEqual([
      "webapp\tA service of this project",
      "worker\tA service of this project",
    ]);
    expect((await ask("jig -C su")).join("\n")).toStartWith("sub folder/");
    expect(await ask("jig -C 'sub folder' logs we")).toEqual(["webapp\tA service of this project"]);
    expect((await ask("jig run -- prin")).join("\n")).toContain("printf");
    expect(existsSync(join(rig.base, "ran"))).toBe(false);
  },
);

/** Types at a shell's prompt, the line with a tab behind it, and waits for what the shell makes of it. */
const typed = async (
  rig: Rig,
  argv: readonly string[],
  { first, line, completed }: { first: string; line: string; completed: string },
): Promise<void> => {
  const shell = startProgram([...argv, "-i"], {
    cwd: rig.root,
    env: { ...rig.env, PS1: "prompt> ", HISTFILE: "" },
    terminal: true,
  });
  const explain = (): string => JSON.stringify(shell.stdout());
  await waitFor("the prompt", () => shell.stdout().includes("prompt> "), { explain });
  shell.type(`${first}; echo rea''dy\n`);
  await waitFor("the script to be read", () => shell.stdout().includes("ready"), { explain });
  shell.type(`${line}\t`);
  await waitFor("the completed word", () => shell.stdout().includes(completed), { explain });
  // Ctrl-U gives the line up: nothing of it is run.
  shell.type("\u0015exit\n");
  await shell.ended;
};

test("a shell that jig cannot complete in is told which it can", async () => {
  await using rig = await openRig();
  expectOutcome(await rig.jig("completions", "tcsh"), {
    code: 2,
    stderr: "error: jig cannot complete in `tcsh`\nhint: there are `bash`, `zsh` and `fish`\n",
  });
});

test("`jig completions` without a shell asks for one in jig's own words", async () => {
  await using rig = await openRig();
  expectOutcome(await rig.jig("completions"), {
    code: 2,
    stderr: "error: `jig completions` needs a shell\nhint: `bash`, `zsh` or `fish`\n",
  });
});

test("outside a project, and in one with mistakes, completing complains about nothing", async () => {
  await using rig = await openRig();
  expectOutcome(await rig.jig("__complete", "fish", "restart", ""), { stdout: ":nothing\n" });
  rig.write("jig.toml", "[services.a]\nrnu = 1\n");
  expectOutcome(await rig.jig("__complete", "fish", "restart", ""), { stdout: ":nothing\n" });
});
