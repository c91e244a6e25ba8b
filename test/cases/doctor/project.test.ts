import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { openIndex, type AnsweringIndex } from "../../rig/answering-index.ts";
import { describeService } from "../../rig/describe-service.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { freePort } from "../../rig/ports.ts";
import { isAlive } from "../../rig/processes.ts";
import { openRig, type Rig } from "../../rig/rig.ts";
import { startProgram } from "../../rig/start-program.ts";
import { waitFor } from "../../rig/wait-for.ts";

const python = '[python]\nversion = "3.11"\npackages = ["six"]\n';

const openBench = (index: AnsweringIndex, description = 'name = "bench"\n'): Promise<Rig> =>
  openRig({ description, env: index.env });

test("a project where all is well is told in a few lines, and nothing is started or made", async () => {
  await using index = await openIndex();
  await using rig = await openBench(index, `name = "bench"\n${python}[services.web]\nrun = "sleep 1000"\n`);
  expectOutcome(await rig.jig("doctor"), {
    stdout: [/^bench\n {2}folder /, /^ {2}Python {2}3\.11\.\d+ \(\//m, /✓ nothing stops `jig up`\n$/],
  });
  expect(readdirSync(rig.root)).toEqual(["jig.toml"]);
  expect(readdirSync(rig.state)).toEqual([]);
});

test("every problem of the description is a finding with its place", async () => {
  await using index = await openIndex();
  await using rig = await openBench(index, 'nme = "bench"\n[services.a]\nrun = "x"\ncwd = "nowhere"\n');
  expectOutcome(await rig.jig("doctor"), {
    code: 1,
    stdout: [
      "error: unknown key `nme`\n --> jig.toml:1\nhint: did you mean `name`?",
      "error: there is no folder `nowhere`\n --> jig.toml:4\n",
      "✗ 2 things stop `jig up`\n",
    ],
  });
  const { code, stdout } = await rig.jig("doctor", "--json");
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    ok: false,
    project: { root: rig.root },
    findings: [{ id: "unknown-key", harm: "stops", place: { file: "jig.toml", line: 1 } }, { harm: "stops" }],
  });
});

test("two descriptions, or a folder in place of one, are findings too", async () => {
  await using index = await openIndex();
  await using rig = await openBench(index);
  rig.write("pyproject.toml", "[tool.jig]\n");
  expectOutcome(await rig.jig("doctor"), { code: 1, stdout: ["error: two descriptions in one folder"] });
});

test("a fixed port that a stranger holds is told with the stranger, who is left alone", async () => {
  await using index = await openIndex();
  await using rig = await openBench(index);
  const port = await freePort();
  const stranger = startProgram([rig.python, "-m", "http.server", "--bind", "127.0.0.1", String(port)], {
    cwd: "/proc",
    env: { PATH: "/usr/bin:/bin" },
  });
  const answers = () =>
    fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
  await waitFor("the stranger to answer", answers);
  rig.write("jig.toml", describeService("web", { run: "sleep 1000", port }));
  expectOutcome(await rig.jig("doctor"), {
    code: 1,
    stdout: [
      `error: port ${port} of \`web\` is held by pid ${stranger.pid}: `,
      "http.server",
      "\n --> jig.toml:3\n",
      `\`kill ${stranger.pid}\``,
    ],
  });
  expect(isAlive(stranger.pid)).toBe(true);
  stranger.kill("SIGKILL");
  await stranger.ended;
});

test("the port of a running service is its own", async () => {
  await using index = await openIndex();
  await using rig = await openBench(index);
  const port = await freePort();
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words, port, ready: { tcp: true } }));
  const up = rig.start({}, "up");
  await (await web.nextRun()).listen(port);
  expectOutcome(await up.ended, { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig("doctor"), { stdout: [/^ {2}runs {4}web \(ready\)$/m, "✓ nothing stops"] });
});

test("a `.venv` that jig did not make is told with the way to move it aside", async () => {
  await using index = await openIndex();
  await using rig = await openBench(index, python);
  mkdirSync(join(rig.root, ".venv"));
  rig.write(".venv/pyvenv.cfg", "home = /usr/bin\n");
  expectOutcome(await rig.jig("doctor"), {
    code: 1,
    stdout: [
      /error: there is a `\.venv` that jig did not make\n --> jig\.toml:1\nhint: to move it aside: `mv \.venv '?\.\.\//,
    ],
  });
});

test("a Python that is missing and may not be downloaded stops `up`", async () => {
  await using index = await openIndex();
  await using rig = await openBench(index, python.replace("3.11", "3.99"));
  expectOutcome(await rig.jig("doctor"), {
    stdout: [/note: there is no Python 3\.99 here, only 3\.\d+.*\n --> jig\.toml:2\n/, "✓ nothing stops"],
  });
  expectOutcome(await rig.jigWith({ env: { UV_PYTHON_DOWNLOADS: "never" } }, "doctor"), {
    code: 1,
    stdout: /error: there is no Python 3\.99 here, .*`UV_PYTHON_DOWNLOADS` forbids/,
  });
});

test("a lock that is older than the requirements is noted, one that cannot be read stops `up`", async () => {
  await using index = await openIndex();
  await using rig = await openBench(index, python);
  const head = 'version = 1\npython = "3.11.7"\nrequires-python = "==3.11.*"\n';
  rig.write("jig.lock", `${head}inputs = "sha256:${"0".repeat(64)}"\n`);
  expectOutcome(await rig.jig("doctor"), {
    stdout: ["note: `jig.lock` does not match the requirements any more\n --> jig.toml:3\nhint: `jig lock`"],
  });
  rig.write("jig.lock", "<<<<<<< HEAD\n");
  expectOutcome(await rig.jig("doctor"), {
    code: 1,
    stdout: ["error: there is a merge conflict in `jig.lock:1`\nhint: merge the requirements, "],
  });
  rig.write("jig.lock", "half a line\n");
  expectOutcome(await rig.jig("doctor"), { code: 1, stdout: /error: `jig\.lock:1` cannot be used/ });
});

test("services of the folder's former place stop `up`, and are told", async () => {
  await using index = await openIndex();
  await using rig = await openBench(index);
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words }));
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  const place = join(rig.base, "new place");
  renameSync(rig.root, place);
  const message = `error: services of this folder run from its former place \`${rig.root}\`: web\nhint: `;
  expectOutcome(await rig.jigWith({ cwd: place }, "doctor"), { code: 1, stdout: [message] });
  renameSync(place, rig.root);
});

test("a supervisor that does not answer is told in less than three seconds", async () => {
  await using index = await openIndex();
  await using rig = await openBench(index);
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words }));
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  const pid = (await rig.status()).supervisor?.pid ?? 0;
  process.kill(pid, "SIGSTOP");
  try {
    const began = performance.now();
    expectOutcome(await rig.jig("doctor"), {
      code: 1,
      stdout: [
        `error: the supervisor (pid ${pid}) is running and does not answer\nhint: `,
        `kill -CONT ${pid}`,
      ],
    });
    expect(performance.now() - began).toBeLessThan(3000);
  } finally {
    process.kill(pid, "SIGCONT");
  }
});

test("a hostile clone is told of, and nothing of it is run, read as ours or printed raw", async () => {
  await using index = await openIndex();
  await using rig = await openRig({ description: python, env: index.env, folder: "evil \u001B[31mred" });
  const trace = join(rig.base, "hostile-code-ran");
  const code = `open(${JSON.stringify(trace)}, "w")\n`;
  rig.write("sitecustomize.py", code);
  rig.write("jupyter_server_config.py", code);
  rig.write(".jig/supervisor.json", '{"pid": 1}');
  rig.write("bin/python3.11", `#!/bin/sh\ntouch ${trace}\n`);
  symlinkSync("/usr", join(rig.root, ".venv"));
  const told = await rig.jigWith({ env: { PYTHONPATH: rig.root } }, "doctor");
  expectOutcome(told, {
    code: 1,
    stdout: [
      "error: `.venv` is a link",
      "note: this folder brings `.jig`, which looks like jig's own\n",
      "note: this folder brings `sitecustomize.py`, which Python may run by itself\n",
      "note: this folder brings `jupyter_server_config.py`, which Jupyter may run when it starts here\n",
    ],
  });
  expect(told.stdout).not.toContain("\u001B");
  expect(existsSync(trace)).toBe(false);
});

test("on a terminal the words are the same, in colour", async () => {
  await using index = await openIndex();
  await using rig = await openBench(index, "nme = 1\n");
  const plain = await rig.jig("doctor");
  const painted = await rig.jigWith({ terminal: true }, "doctor");
  expect(painted.stdout).toContain("\u001B[31merror\u001B[0m: ");
  // oxlint-disable-next-line no-control-regex -- colours begin with it
  const stripped = painted.stdout.replaceAll(/\u001B\[\d+m/g, "").replaceAll("\r\n", "\n");
  expect(stripped).toBe(plain.stdout);
});
