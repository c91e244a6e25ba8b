import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import * as fc from "fast-check";

import type { Template } from "../../describe/services/template.ts";
import { addExec } from "./exec-prefix.ts";

const shells = ["/bin/sh", "/bin/dash", "/bin/bash"].filter((shell) => existsSync(shell));
let folder = "";
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "jig-exec-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const textOf = (script: Template): string => script.filter((part) => typeof part === "string").join("");
const prefixed = (script: string): string => textOf(addExec([script]).script);

const simple = [
  "python server.py",
  "  python server.py  ",
  "\n  python server.py\n",
  "python server.py > log 2>&1",
  "python server.py >log 2>&1 </dev/null",
  "2>/dev/null python server.py",
  "python \\\n  server.py \\\n  --port 5001",
  "python server.py # the app; all of it",
  `python -c 'import a; b()'`,
  `python -c "import a; b()"`,
  `python "$HOME/x y.py" --port=$PORT`,
  "python --token=$(cat token | head -1)",
  "python --at=`date +%s`",
  "python --sum=$((1 + (2)))",
  "python --name=${NAME:-a;b}",
  "$HOME/bin/server --quick",
  "${VIRTUAL_ENV}/bin/python server.py",
  "~/bin/server",
  "./server.sh",
  "'./my server' x",
  "env A=1 python server.py",
  "uvicorn app:app --reload --host 127.0.0.1",
  "grep a\\;b file",
];

const notSimple = [
  "",
  "   ",
  "# nothing",
  "a; b",
  "a && b",
  "a || b",
  "a | b",
  "a &",
  "a &> log",
  "a\nb",
  "# first\na",
  "(a)",
  "{ a; }",
  "! a",
  "A=1 python server.py",
  "A=1",
  "cd app",
  "cd app && python server.py",
  ". ./env",
  "source env",
  "if true; then a; fi",
  "for x in 1 2; do a; done",
  "time python x.py",
  "[ -f x ]",
  "echo hello",
  "eval a",
  "'eval' a",
  "e\\val a",
  "$COMMAND x",
  "$(which python) x",
  "`which python` x",
  "*.sh",
  "python <<EOF\nprint(1)\nEOF",
  "python <<< x",
  "python <(ls)",
  "python 'open",
  'python "open',
  "python $(open",
  "python ${open",
  "python \\",
  "python $'a\\'b'",
  "> log",
  "-a x",
  "f() { a; }",
];

for (const script of simple) {
  test(`exec goes before ${JSON.stringify(script)}`, () => {
    expect(addExec([script])).toEqual({ script: [`exec ${script.trimStart()}`], shellStays: false });
  });
}

for (const script of notSimple) {
  test(`the shell stays for ${JSON.stringify(script)}`, () => {
    expect(addExec([script])).toEqual({ script: [script], shellStays: true });
  });
}

test("an exec of the user's is not doubled, and the shell leaves all the same", () => {
  expect(addExec(["exec python x.py"])).toEqual({ script: ["exec python x.py"], shellStays: false });
  expect(addExec(["exec > log"]).shellStays).toBe(true);
  expect(addExec(["exec -a name python x.py"]).shellStays).toBe(true);
  expect(addExec(["exec python x.py; echo done"]).shellStays).toBe(true);
});

test("a reference is a part of a word", () => {
  const port = { kind: "port" } as const;
  expect(addExec(["python x.py --port ", port])).toEqual({
    script: ["exec python x.py --port ", port],
    shellStays: false,
  });
  expect(addExec(["\n ", { kind: "env", name: "HOME" }, "/bin/server"])).toEqual({
    script: ["exec ", { kind: "env", name: "HOME" }, "/bin/server"],
    shellStays: false,
  });
  expect(addExec([{ kind: "env", name: "COMMAND" }, " x"]).shellStays).toBe(true);
});

describe.each(shells)("in %s", (shell) => {
  const run = (script: string) => {
    const { status, stdout } = spawnSync(shell, ["-c", script], {
      cwd: folder,
      env: { PATH: "/usr/bin:/bin", NAME: "a b", HOME: folder },
      encoding: "utf8",
    });
    return { status, stdout };
  };

  test("what gets an exec stays a script that the shell reads", () => {
    for (const script of simple) {
      expect({ script, ...spawnSync(shell, ["-n", "-c", prefixed(script)]) }).toMatchObject({ status: 0 });
    }
  });

  test("the program takes the shell's own process", () => {
    expect(run(`echo $$; ${prefixed("/bin/sh -c 'echo $$'")}`).stdout).toMatch(/^(\d+)\n\1\n$/);
  });

  test("a missing program still gives 127", () => {
    expect(run(prefixed("no-such-program x")).status).toBe(127);
  });

  test("a command prints and ends the same, with exec and without", () => {
    const word = fc.oneof(
      fc.constantFrom("'a b'", '"$NAME"', "$NAME", "${NAME}", "$(printf x)", "`printf y`", "a\\ b", '"a\'b"'),
      fc.constantFrom(
        "'#'",
        "#",
        "~",
        "=",
        "a=b",
        "\\#x",
        '"$(printf "z w")"',
        "$((1+1))",
        "2>&1",
        "</dev/null",
      ),
      fc.string({ unit: fc.constantFrom("a", "1", "-", ".", "'", '"', "\\", "$", " ", ";", "#", "`", "(") }),
    );
    const script = fc
      .array(word, { maxLength: 5 })
      .map((words) => ["printf '%s|'", ...words].join(" "))
      // The shell's own number is another each time.
      .filter((text) => !text.includes("$$"));
    fc.assert(
      fc.property(script, (text) => {
        // `env` starts the program, since printf is also a word of the shell.
        const asProgram = `env ${text}`;
        const { script: changed, shellStays } = addExec([asProgram]);
        if (!shellStays) expect(run(textOf(changed))).toEqual(run(asProgram));
      }),
      { numRuns: 150 },
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});
