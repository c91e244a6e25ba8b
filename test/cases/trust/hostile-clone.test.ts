import { expect, test } from "bun:test";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { anything, expectOutcome } from "../../rig/outcome.ts";
import { isAlive } from "../../rig/processes.ts";
import { openRig, type Rig } from "../../rig/rig.ts";

/** What only looks: none of these may run, obey or trust anything of the project. */
const LOOKING = [
  ["--version"],
  ["status"],
  ["status", "--json"],
  ["plan"],
  ["plan", "--json"],
  ["id"],
  ["diff"],
  ["doctor"],
  ["logs"],
  ["open", "--print"],
  ["down"],
] as const;

/** A folder in which every planted thing would leave its name. */
const canaryOf = (rig: Rig) => {
  const folder = join(rig.base, "canary");
  mkdirSync(folder);
  const path = (name: string): string => join(folder, name);
  return {
    touched: () => readdirSync(folder),
    python: (name: string): string => `open(${JSON.stringify(path(name))}, "w").close()\n`,
    javascript: (name: string): string =>
      `require("node:fs").writeFileSync(${JSON.stringify(path(name))}, "");\n`,
    shell: (name: string): string => `#!/bin/sh\n: >'${path(name)}'\nexit 1\n`,
  };
};

const PYTHON_MODULES = [
  "sitecustomize",
  "usercustomize",
  "platform",
  "json",
  "struct",
  "sysconfig",
  "pip",
  "uv",
];

const plant = (rig: Rig): ReturnType<typeof canaryOf> => {
  const canary = canaryOf(rig);
  for (const name of ["hostile.js", "hostile.ts"]) rig.write(name, canary.javascript(name));
  rig.write(
    "bunfig.toml",
    'preload = ["./hostile.ts"]\n[test]\npreload = ["./hostile.ts"]\n[run]\nbun = true\n',
  );
  rig.write(
    ".env",
    `JIG_STATE_DIR=${join(rig.base, "elsewhere")}\nNODE_OPTIONS=--require ./hostile.js\nJIG_UV=./uv\nPYTHONPATH=.\nNO_COLOR=\n`,
  );
  rig.write(
    "package.json",
    '{ "type": "commonjs", "main": "./hostile.js", "scripts": { "preinstall": "false" } }',
  );
  rig.write("tsconfig.json", '{ "compilerOptions": { "jsx": "react", "paths": { "*": ["./hostile.ts"] } } }');
  rig.write(".npmrc", "node-options=--require ./hostile.js\n");
  for (const module of PYTHON_MODULES) rig.write(`${module}.py`, canary.python(`${module}.py`));
  for (const config of ["jupyter_server_config.py", "jupyter_lab_config.py", "jupyter_config.py"]) {
    rig.write(config, canary.python(config));
  }
  for (const program of ["uv", "python3", "python3.11", "git", "xdg-open", "lsof", "ps", "sh"]) {
    chmodSync(rig.write(program, canary.shell(program)), 0o755);
  }
  rig.write("uv.toml", 'index-url = "http://127.0.0.1:9/"\n');
  rig.write("pip.conf", "[global]\nindex-url = http://127.0.0.1:9/\n");
  // git itself runs what a repository's settings name.
  rig.write(".git/HEAD", "ref: refs/heads/main\n");
  rig.write(
    ".git/config",
    `[core]\n\tfsmonitor = ${join(rig.root, "uv")}\n\tpager = ${join(rig.root, "uv")}\n`,
  );
  return canary;
};

/** A PATH as careless people have it: the folder one is in comes first. */
const carelessPath = (rig: Rig): Record<string, string> => ({ PATH: `.::${rig.env["PATH"] ?? ""}` });

const DESCRIPTION = `name = "bench"
[python]
version = "3.11"
packages = ["six"]
[services.jupyter]
use = "jupyterlab"
[services.web]
run = "./uv"
`;

test("nothing that a clone brings runs or counts when jig only looks at it", async () => {
  await using rig = await openRig({ description: DESCRIPTION.replace("six", "jupyterlab") });
  const canary = plant(rig);
  for (const words of LOOKING) {
    const { code } = await rig.jigWith({ env: carelessPath(rig) }, ...words);
    expect(code, words.join(" ")).toBeLessThan(2);
    expect(canary.touched(), words.join(" ")).toEqual([]);
  }
  expect(readdirSync(rig.base)).not.toContain("elsewhere");
  // Nothing was written beside it, either.
  expect(readdirSync(rig.root)).not.toContain(".venv");
  expect(readdirSync(rig.root)).not.toContain("jig.lock");
  // They would tell: a careless program is caught.
  Bun.spawnSync(["./uv"], { cwd: rig.root });
  Bun.spawnSync([rig.python, "-c", "import json"], { cwd: rig.root });
  expect(canary.touched().toSorted()).toEqual(["json.py", "uv"]);
});

test("an environment that a clone brings is not started, as a folder or as a link", async () => {
  await using rig = await openRig({ description: DESCRIPTION.replace("six", "jupyterlab") });
  const canary = plant(rig);
  const forge = (folder: string): void => {
    for (const name of ["python", "python3", "pip", "jupyter-lab", "activate"]) {
      chmodSync(rig.write(`${folder}/bin/${name}`, canary.shell(`venv-${name}`)), 0o755);
    }
    rig.write(`${folder}/pyvenv.cfg`, `home = ${rig.root}\nversion = 3.11.7\n`);
    rig.write(`${folder}/.jig`, "bench-0123456789ab\n");
    rig.write(`${folder}/lib/python3.11/site-packages/evil.pth`, `import os; ${canary.python("pth")}`);
  };
  forge(".venv");
  for (const words of LOOKING) await rig.jigWith({ env: carelessPath(rig) }, ...words);
  expect(canary.touched()).toEqual([]);
  rmSync(join(rig.root, ".venv"), { recursive: true });
  forge("elsewhere");
  symlinkSync(join(rig.root, "elsewhere"), join(rig.root, ".venv"));
  for (const words of LOOKING) await rig.jigWith({ env: carelessPath(rig) }, ...words);
  expect(canary.touched()).toEqual([]);
  expectOutcome(await rig.jig("up"), { code: 1, stderr: ["`.venv` is a link", "`rm .venv`"] });
  expect(canary.touched()).toEqual([]);
});

test("files that imitate jig's own are not believed, and nobody is signalled for them", async () => {
  await using rig = await openRig({ description: '[services.web]\nrun = "sleep 1000"\n' });
  const canary = plant(rig);
  const bystander = Bun.spawn(["/bin/sleep", "1000"], { stdio: ["ignore", "ignore", "ignore"] });
  const record = {
    version: 1,
    name: "web",
    generation: 1,
    phase: "ready",
    keeper: { pid: bystander.pid, startTime: "1" },
    main: { pid: bystander.pid, startTime: "1" },
    bootId: "x",
    port: 1,
    url: "http://127.0.0.1:1/",
    startedAt: null,
    restarts: 0,
    exit: null,
    reason: "\u001b]0;pwned\u0007",
  };
  for (const folder of [".jig", "jig", ".state/jig/projects/x", ".local/state/jig"]) {
    rig.write(`${folder}/services/web.json`, JSON.stringify(record));
    rig.write(`${folder}/desired.json`, '{ "version": 1, "wanted": ["web"], "services": [] }');
    rig.write(`${folder}/journal.json`, '{ "version": 1, "steps": {} }');
    rig.write(`${folder}/warm.json`, "{}");
    rig.write(`${folder}/supervisor.lock`, String(bystander.pid));
    rig.write(`${folder}/local.lock`, "version = 1\n");
  }
  for (const words of LOOKING) {
    const { stdout, stderr } = await rig.jigWith({}, ...words);
    expect(`${stdout}${stderr}`, words.join(" ")).not.toContain("pwned");
  }
  const status = await rig.serviceStatus("web");
  expect(status).toMatchObject({ state: "stopped", pid: null });
  expect(isAlive(bystander.pid)).toBe(true);
  expect(canary.touched()).toEqual([]);
  bystander.kill();
  await bystander.exited;
});

const ESCAPES = "\u001b[2J\u001b]0;pwned\u0007\u009b31m\u202e";
// Everything that a terminal would obey, the colours that jig itself uses aside.
const RAW =
  // oxlint-disable-next-line no-control-regex -- the point is to find them
  /[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f-\u009f\u202a-\u202e]|\u001b(?!\[[0-9;]*m)/;

test("names full of escape codes are shown and never obeyed, by a terminal or a log", async () => {
  await using rig = await openRig({ folder: `x${ESCAPES}y`, description: "" });
  const texts = [
    "",
    `name = ${JSON.stringify(ESCAPES)}\n`,
    `${JSON.stringify(ESCAPES)} = 1\n`,
    `[services.${JSON.stringify(ESCAPES)}]\nrun = "x"\n`,
    `[services.web]\nrun = "x"\nafter = [${JSON.stringify(ESCAPES)}]\nuse = ${JSON.stringify(ESCAPES)}\n`,
    `[services.web]\nrun = "x"\ncwd = ${JSON.stringify(ESCAPES)}\n[env]\nA = ${JSON.stringify(`\${service.${ESCAPES}.url}`)}\n`,
    `[python]\nversion = ${JSON.stringify(ESCAPES)}\nrequirements = [${JSON.stringify(ESCAPES)}]\npackages = [${JSON.stringify(ESCAPES)}]\nimport-check = [${JSON.stringify(ESCAPES)}]\n`,
    `requires-jig = ${JSON.stringify(ESCAPES)}\n`,
    `x = ${ESCAPES}\n# ${ESCAPES}\n`,
  ];
  for (const text of texts) {
    rig.write("jig.toml", text);
    rig.write("jig.local.toml", text === "" ? `[env]\nA = ${JSON.stringify(ESCAPES)}\n` : "");
    for (const words of [
      ["status"],
      ["plan"],
      ["doctor"],
      ["up", ESCAPES],
      ["logs", ESCAPES],
      ["down", ESCAPES],
    ]) {
      for (const terminal of [false, true]) {
        const { stdout, stderr } = await rig.jigWith({ terminal, env: { CI: "true" } }, ...words);
        expect(`${stdout}${stderr}`.replaceAll("\r\n", "\n"), `${words.join(" ")}\n${text}`).not.toMatch(RAW);
      }
    }
  }
});

test("what a service writes cannot take the terminal over: colours stay, the rest is shown", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  rig.write("jig.toml", `[services.web]\nrun = ${JSON.stringify(web.words)}\n`);
  const up = rig.start({}, "up");
  const run = await web.nextRun();
  await run.print(
    `\u001b[31mred\u001b[0m ${ESCAPES} \u001b[1A\u001b[2K\u001b]52;c;ZXZpbA==\u0007\u001bP+q\u001b\\ \r over`,
  );
  expectOutcome(await up.ended, { stdout: anything, stderr: anything });
  const { stdout } = await rig.jigWith({ terminal: true }, "logs", "web");
  const text = stdout.replaceAll("\r\n", "\n");
  expect(text).toContain("\u001b[31mred\u001b[0m");
  expect(text).toContain("␛[2J");
  expect(text).not.toMatch(RAW);
  expect(text).not.toContain("\r");
});

test("a service called `../x` is refused, and is no path for `logs`, `up` or `down`", async () => {
  await using rig = await openRig({ description: '[services."../x"]\nrun = "touch ../x"\n' });
  expectOutcome(await rig.jig("plan"), { code: 2, stderr: ["jig.toml:1:11", "`../x`"] });
  rig.write("jig.toml", '[services.web]\nrun = "true"\n');
  for (const command of ["logs", "up", "down", "restart"]) {
    expectOutcome(await rig.jig(command, "../../../../etc"), {
      code: 2,
      stderr: ["../../../../etc"],
      stdout: anything,
    });
  }
});

test("a jig.toml that is a link is read where it stands, and what it leads to need not be a description", async () => {
  await using rig = await openRig();
  const elsewhere = join(rig.base, "elsewhere");
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, "jig.toml"), 'name = "bench"\n');
  symlinkSync(join(elsewhere, "jig.toml"), join(rig.root, "jig.toml"));
  const { project } = await rig.status();
  expect(project.root).toBe(rig.root);
  for (const target of ["/dev/zero", "/dev/stdin", "/dev/tty", "/proc/self/mem", elsewhere]) {
    rmSync(join(rig.root, "jig.toml"));
    symlinkSync(target, join(rig.root, "jig.toml"));
    for (const command of ["status", "plan"]) {
      const { code } = await rig.jigWith({ timeoutMs: 10_000 }, command);
      expect(code, `${command} with ${target}`).toBe(2);
    }
  }
  rmSync(join(rig.root, "jig.toml"));
});

const isRoot = process.getuid?.() === 0;

// Only root can give a folder to somebody else.
test.skipIf(!isRoot)(
  "a description that belongs to somebody else is not found from a folder below it",
  async () => {
    await using rig = await openRig({ description: 'name = "bench"\n' });
    rig.write("theirs/file", "");
    chownSync(rig.root, 12_345, 12_345);
    const outcome = await rig.jigWith({ cwd: join(rig.root, "theirs") }, "status");
    expectOutcome(outcome, { code: 2, stderr: ["jig.toml"] });
    chownSync(rig.root, 0, 0);
  },
);

test("what is behind a link out of the project is not shown as a mistake of it", async () => {
  await using rig = await openRig();
  const secret = join(rig.base, "secret");
  writeFileSync(secret, "hunter2:swordfish\nmore:swordfish\n");
  const places = {
    description: "jig.toml",
    local: "jig.local.toml",
    packages: "packages.txt",
    lock: "jig.lock",
  };
  const commands = [["plan"], ["plan", "--json"], ["status"], ["doctor"], ["up"]] as const;
  for (const place of Object.values(places)) {
    rig.write("jig.toml", '[python]\nversion = "3.11"\nrequirements = ["packages.txt"]\n');
    rig.write("packages.txt", "numpy\n");
    rmSync(join(rig.root, place), { force: true });
    symlinkSync(secret, join(rig.root, place));
    for (const command of commands) {
      const { stdout, stderr } = await rig.jig(...command);
      expect(stdout + stderr, `${place}, jig ${command.join(" ")}`).not.toMatch(/hunter2|swordfish/);
    }
    expectOutcome(await rig.jig("plan"), { code: 2, stderr: [`${place}\``] });
    rmSync(join(rig.root, place));
  }
});

test("a `jig.local.toml` that leads nowhere is told, not passed over", async () => {
  await using rig = await openRig({ description: 'name = "mine"\n' });
  for (const target of ["nowhere", "jig.local.toml"]) {
    symlinkSync(target, join(rig.root, "jig.local.toml"));
    expectOutcome(await rig.jig("plan"), {
      code: 2,
      stderr: ["error: `jig.local.toml` is a link that leads nowhere\n"],
    });
    rmSync(join(rig.root, "jig.local.toml"));
  }
});

test("a `jig.lock` that is a link is refused with words, and what it leads to stays as it is", async () => {
  await using rig = await openRig({ description: '[python]\nversion = "3.11"\npackages = ["six"]\n' });
  const outside = join(rig.base, "outside.txt");
  const lock = join(rig.root, "jig.lock");
  const another =
    'version = 1\npython = "3.11.9"\nrequires-python = "==3.11.*"\nplatforms = []\ninputs = ""\n';
  for (const text of ["export MINE=1\n", another, null]) {
    rmSync(outside, { force: true });
    rmSync(lock, { force: true });
    if (text !== null) writeFileSync(outside, text);
    symlinkSync(outside, lock);
    for (const command of [["sync"], ["lock"], ["add", "zipp"], ["up"], ["sync", "--frozen"]]) {
      expectOutcome(await rig.jig(...command), {
        code: 2,
        stderr: ["`jig.lock` is a link, and jig does not write through links", "`mv jig.lock jig.lock.old`"],
      });
      expect(existsSync(outside) ? readFileSync(outside, "utf8") : null).toBe(text);
    }
  }
});

test("a `.gitattributes` that is a link is not made a copy of what it leads to", async () => {
  await using rig = await openRig({ description: "" });
  const outside = join(rig.base, "outside.txt");
  writeFileSync(outside, "secret\n");
  Bun.spawnSync(["git", "init", "-q"], { cwd: rig.root });
  symlinkSync(outside, join(rig.root, ".gitattributes"));
  expectOutcome(await rig.jig("notebooks", "install", "--shared"), {
    code: 1,
    stderr: ["`.gitattributes` is a link, and jig does not write through links", "hint: "],
  });
  expect(lstatSync(join(rig.root, ".gitattributes")).isSymbolicLink()).toBe(true);
});
