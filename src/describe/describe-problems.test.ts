import { expect, test } from "bun:test";

import { describe } from "./describe.ts";

/** `line:column message (hint)` of every problem, with what it points at. */
const problems = (text: string): string[] => {
  const result = describe({ file: "jig.toml", text });
  if (result.ok) return [];
  return result.failure.map(({ message, range, hint }) => {
    const at = text.slice(range.offset, range.offset + range.length);
    return `<${at}> ${message}${hint === undefined ? "" : ` (${hint})`}`;
  });
};

const inService = (line: string): string[] => problems(`[services.a]\nrun = "x"\n${line}\n`);
const inPython = (line: string): string[] => problems(`[python]\nversion = "3.11"\n${line}\n`);

const platforms = (written: string): string[] => problems(`platforms = ${written}\n`);

test("an unknown key is told with what was meant", () => {
  expect(problems("[servces.a]\n")).toEqual(["<servces> unknown key `servces` (did you mean `services`?)"]);
  expect(problems("port = 1\nversion = 1\nzork = 1\n")).toEqual([
    "<port> unknown key `port` (`port` belongs to a service, in `[services.NAME]`)",
    "<version> unknown key `version` (`version` belongs in `[python]`)",
    "<zork> unknown key `zork`",
  ]);
  expect(
    inService("depends_on = []\ncomand = 1\ncmd = 1\nzzz = 1\n__proto__ = 1\ntoString = 1\nstop.signl = 1"),
  ).toEqual([
    "<depends_on> unknown key `depends_on` (did you mean `after`?)",
    "<comand> unknown key `comand` (did you mean `run`?)",
    "<cmd> unknown key `cmd` (did you mean `run`?)",
    "<zzz> unknown key `zzz`",
    "<__proto__> unknown key `__proto__`",
    "<toString> unknown key `toString`",
    "<signl> unknown key `signl` (did you mean `signal`?)",
  ]);
  expect(inPython("import_check = []")).toEqual([
    "<import_check> unknown key `import_check` (did you mean `import-check`?)",
  ]);
});

test("keys of sections that nothing implements are unknown, not ignored", () => {
  for (const key of ["kubernetes"]) {
    expect(problems(`[${key}]\n`)[0]).toStartWith(`<${key}> unknown key \`${key}\``);
  }
});

test("platforms are those that there are, and what other tools call them is known", () => {
  expect(platforms('["linux-x64", "macos-x64", "linux-x64"]')).toEqual([]);
  expect(platforms('["linux_x64", "osx-arm64", "win-64", "freebsd"]')).toEqual([
    '<"linux_x64"> there is no platform `linux_x64` (did you mean `linux-x64`?)',
    '<"osx-arm64"> there is no platform `osx-arm64` (did you mean `macos-arm64`?)',
    '<"win-64"> there is no platform `win-64` (Windows is served by WSL, which is Linux: write `linux-x64`)',
    '<"freebsd"> there is no platform `freebsd` (there are `linux-arm64`, `linux-x64`, `macos-arm64` and `macos-x64`)',
  ]);
  expect(platforms("[]")).toEqual([
    "<[]> `platforms` names none (name some of `linux-arm64`, `linux-x64`, `macos-arm64` and `macos-x64`, or take the line out: then it is for the usual ones)",
  ]);
  expect(platforms('"linux-x64"')).toEqual([
    '<"linux-x64"> `platforms` must be a list of strings, not a string (write `["linux-x64"]`)',
  ]);
});

test("the name can be shown", () => {
  expect(problems('name = ""\n')).toEqual(['<""> `name` is empty']);
  expect(problems('name = "a\\u001b[31m"\n')).toEqual([
    '<"a\\u001b[31m"> `name` holds a character that cannot be shown (take `\\u001b` out: a name is letters, digits, signs and spaces)',
  ]);
  expect(problems('name = "a\\u202eb"\n').length).toBe(1);
  expect(problems(`name = "${"é".repeat(80)}"\n`)).toEqual([]);
  expect(problems(`name = "${"é".repeat(81)}"\n`)[0]).toEndWith("`name` is longer than 80 characters");
  expect(problems("name = 1\n")).toEqual([
    '<1> `name` must be a string, not a number (put it in quotes: `"1"`)',
  ]);
});

test("the version of Python is a string of two or three numbers", () => {
  const version = (written: string): string[] => problems(`[python]\nversion = ${written}\n`);
  for (const fine of ['"3.11"', '"3.11.7"', '"3.9"', '"3.100.0"']) expect(version(fine)).toEqual([]);
  expect(version("3.10")).toEqual([
    '<3.10> `version` must be a string, not a number (put it in quotes: `"3.10"`)',
  ]);
  expect(version('">=3.11"')).toEqual([
    '<">=3.11"> `>=3.11` is not a Python version (write `"3.11"`: the lock keeps the exact one)',
  ]);
  for (const wrong of ['"3"', '"2.7"', '"3.011"', '"3.11.x.1"', '"latest"', '"3.11rc1"']) {
    expect(version(wrong)[0]).toContain("is not a Python version");
  }
  expect(problems("[python]\n")).toEqual(['<python> `[python]` needs a `version` (add `version = "3.11"`)']);
  expect(problems('python = "3.11"\n')).toEqual([
    '<"3.11"> `[python]` must be a table, not a string (write `[python]`, and under it `version = "3.11"`)',
  ]);
});

test("requirements are files of the project, packages look like requirements, modules like modules", () => {
  expect(inPython('requirements = "requirements.txt"')).toEqual([]);
  expect(inPython('requirements = ["/etc/x.txt", ""]')).toEqual([
    '<"/etc/x.txt"> `/etc/x.txt` must be relative to the project (another clone of the project would not have it there)',
    '<""> one of `requirements` is empty',
  ]);
  expect(inPython('packages = "numpy"')).toEqual([
    '<"numpy"> `packages` must be a list of strings, not a string (write `["numpy"]`)',
  ]);
  const fine = [
    "numpy",
    "a.b_c-d",
    "x[y,z]",
    "x [y] >=1, <2",
    "x(>=1)",
    "x==1.*",
    "x!=1,~=2.0",
    "x==1!2.0rc1.post2.dev3+local.1",
    "x===anything",
    "x ; os_name=='nt'",
  ];
  expect(inPython(`packages = ${JSON.stringify(fine)}`)).toEqual([]);
  for (const place of ["./lib", "-e ./lib", "./x.whl", "git+file:///lib", "."]) {
    expect(inPython(`packages = ["${place}"]`)[0]).toContain("write its name before the place");
  }
  expect(
    inPython('packages = ["pandas=2", "a 1.0", "-r x", "r.txt", "é", "a b", "numpy==", "x>=abc", 1]'),
  ).toEqual([
    '<"pandas=2"> `pandas=2` is not a requirement (did you mean `pandas==2`?)',
    '<"a 1.0"> `a 1.0` is not a requirement (did you mean `a==1.0`?)',
    '<"-r x"> `-r x` is not a requirement (requirements files are listed in `requirements`)',
    '<"é"> `é` is not a requirement (write it as pip would take it, as in `numpy>=1.26`)',
    '<"a b"> `a b` is not a requirement (write each by itself: `a`, `b`)',
    '<"numpy=="> `numpy==` is not a requirement (a version is missing, as in `numpy==1.2`)',
    '<"x>=abc"> `x>=abc` is not a requirement (write it as pip would take it, as in `numpy>=1.26`)',
    '<1> each of `packages` must be a string, not a number (put it in quotes: `"1"`)',
  ]);
  expect(inPython('import-check = ["a.b", "größe", "scikit-learn", "a."]')).toEqual([
    '<"scikit-learn"> `scikit-learn` is not the name of a module (write what stands after `import`, as `sklearn` for scikit-learn)',
    '<"a."> `a.` is not the name of a module (write what stands after `import`, as `sklearn` for scikit-learn)',
  ]);
  expect(inPython("exact = 'true'")).toEqual([
    "<'true'> `exact` must be `true` or `false`, not a string (write `true`, without quotes)",
  ]);
});

test("variables have names that a shell takes, and strings for values", () => {
  expect(problems('[env]\nA = 1\nB = true\n"a b" = "x"\nC = "a\\u0000b"\nD = "${port}"\nE = [1]\n')).toEqual([
    '<1> the variable `A` must be a string, not a number (put it in quotes: `"1"`)',
    '<true> the variable `B` must be a string, not a boolean (put it in quotes: `"true"`)',
    '<"a b"> `a b` cannot be the name of a variable (letters, digits and `_`, not beginning with a digit)',
    '<"a\\u0000b"> the variable `C` holds a NUL character, which no program can receive',
    "<${port}> `${port}` is a service's own port, and this belongs to no service (name the service, as in `${service.NAME.port}`)",
    "<[1]> the variable `E` must be a string, not a list",
  ]);
  expect(inService('env = ["A=1"]')).toEqual([
    '<["A=1"]> `env` must be a table, not a list (write `{ NAME = "value" }`)',
  ]);
});

test("a shell's `$NAME` in the value of a variable is told, and `$$` is a dollar", () => {
  const told = "<$PATH> `$PATH` is not filled in here (write `${env:PATH}`; a literal dollar is `$$`)";
  expect(problems('[env]\nPATH = "/opt/tools/bin:$PATH"\n')).toEqual([told]);
  expect(inService('env = { PATH = "$PATH:/opt/tools/bin" }')).toEqual([told]);
  expect(problems('[env]\nA = "$$PATH costs 5$, $1 or $-"\nB = "${env:PATH}"\n')).toEqual([]);
  expect(problems('[services.a]\nrun = ["sh", "-c", "echo $PATH"]\n')).toEqual([]);
});

test("a project sets none of jig's own variables", () => {
  const told =
    "<JIG_UV> `JIG_UV` is a variable of jig itself, and jig reads it before this file (set it where jig is called from; names of your own begin with something else than `JIG_`)";
  expect(problems('[env]\nJIG_UV = "/x"\n')).toEqual([told]);
  expect(inService('env = { JIG_UV = "/x" }')).toEqual([told]);
  expect(problems('[env]\nMY_JIG_UV = "/x"\n')).toEqual([]);
});

test("a service has a name that is safe in a path, and something to run", () => {
  const hint = "(lower-case letters, digits, `-` and `_`, at most 40, beginning with a letter or digit)";
  expect(problems('[services."../x"]\nrun = "x"\n[services.Web]\nrun = "x"\n')).toEqual([
    `<"../x"> \`../x\` cannot name a service ${hint}`,
    `<Web> \`Web\` cannot name a service ${hint}`,
  ]);
  expect(problems(`[services.${"a".repeat(41)}]\nrun = "x"\n`)[0]).toContain("is too long");
  expect(problems(`[services.${"a".repeat(40)}]\nrun = "x"\n`)).toEqual([]);
  expect(problems("[services.web]\n")).toEqual([
    '<web> the service `web` has nothing to run (add `run = "…"`, or `use = "…"` with a preset)',
  ]);
  expect(problems('[services]\nweb = "python x.py"\n')).toEqual([
    '<"python x.py"> the service `web` must be a table, not a string (write `[services.web]` and its keys under it)',
  ]);
  expect(problems('[[services]]\nname = "web"\n')).toEqual([
    "<services> `services` must be a table, not a list (write `[services.NAME]`, one for each)",
  ]);
});

const inRun = (written: string): string[] => problems(`[services.a]\nrun = ${written}\n`);

test("a command is a text or words, and names a program", () => {
  for (const fine of ['"a | b"', '["a", ""]', '"""\na\n"""']) expect(inRun(fine)).toEqual([]);
  expect(inRun('" "')).toEqual(['<" "> `run` is empty']);
  expect(inRun("[]")).toEqual(["<[]> `run` names no program"]);
  expect(inRun('["", "x"]')).toEqual(['<["", "x"]> `run` names no program']);
  expect(inRun('["a", 1]')).toEqual([
    '<1> each of `run` must be a string, not a number (put it in quotes: `"1"`)',
  ]);
  expect(inRun("1")).toEqual(["<1> `run` must be a string or a list of strings, not a number"]);
  expect(inRun('["a", "${HOME}"]')).toEqual([
    "<${HOME}> unknown reference `${HOME}` (did you mean `${env:HOME}`? A literal dollar is `$$`)",
  ]);
  expect(inRun('"a\\t${service.b.url} ${HOME}"')).toEqual([
    '<"a\\t${service.b.url} ${HOME}"> no service `b` (there are `a`)',
  ]);
  expect(inRun('"""\necho\na ${service.bb.port}\n"""')).toEqual([
    "<${service.bb.port}> no service `bb` (there are `a`)",
  ]);
});

test("the working folder stays inside the project", () => {
  for (const inside of ["web", ".", "./a/b", "..a", "a b"])
    expect(inService(`cwd = "${inside}"`)).toEqual([]);
  for (const outside of ["..", "a/../../b", "/tmp", "~/x", "C:\\\\x", "a\\\\..\\\\b"]) {
    expect(inService(`cwd = "${outside}"`)[0]).toContain("`cwd` must stay inside the project");
  }
});

test("a port is a whole number that exists, and belongs to one service", () => {
  expect(inService('port = "5001"')).toEqual([
    '<"5001"> `port` must be a whole number, not a string (write `5001`, without quotes)',
  ]);
  expect(inService("port = 5001.0")).toEqual(["<5001.0> `port` must be a whole number, not a number"]);
  for (const port of ["0", "-1", "65536", "99999999999999999999"]) {
    expect(inService(`port = ${port}`)).toEqual([
      `<${port}> \`${port}\` is not a port: ports go from 1 to 65535`,
    ]);
  }
  const two = '[services.a]\nrun = "x"\nport = 80\n[services.b]\nrun = "x"\nport = 8_0\n';
  expect(problems(two)).toEqual(["<8_0> `a` and `b` both want port `80` (give `b` another port)"]);
  expect(describe({ file: "jig.toml", text: two })).toMatchObject({
    failure: [{ related: [{ message: "`a` has it here", range: { offset: two.indexOf("80"), length: 2 } }] }],
  });
});

test("readiness is a path, or a table with one way to ask", () => {
  for (const fine of [
    '"/"',
    '"/a?b=c"',
    "{ tcp = true }",
    '{ timeout = "5s" }',
    '{ http = "/x", timeout = 3 }',
  ]) {
    expect(inService(`ready = ${fine}`)).toEqual([]);
  }
  const wrong: readonly (readonly [string, string])[] = [
    ['"tcp"', '<"tcp"> `ready` must be a path that begins with `/` (write `{ tcp = true }`)'],
    ['"health"', '<"health"> `ready` must be a path that begins with `/` (as in `"/"` or `"/health"`)'],
    [
      '"/a b"',
      '<"/a b"> `ready` must be a path that begins with `/` (write spaces and `#` as `%20` and `%23`)',
    ],
    [
      '{ http = "http://x/" }',
      '<"http://x/"> `http` must be a path that begins with `/` (leave out the scheme and the host: it is asked on the service\'s own port)',
    ],
    [
      "{ tcp = false }",
      "<false> `tcp` can only be `true` (it waits until the service's own `port` takes connections)",
    ],
    [
      '{ http = "/", tcp = true }',
      "<tcp> `http` and `tcp` cannot both be asked (`http` is the better one where the service speaks it)",
    ],
    [
      '{ tcp = true, http = "/" }',
      "<http> `http` and `tcp` cannot both be asked (`http` is the better one where the service speaks it)",
    ],
    ["{}", "<{}> `ready` says nothing (give it `http`, `tcp` or `timeout`)"],
    ["{ timeout = 0 }", '<0> no service is ready in no time (give it some, as in `"60s"`)'],
    [
      "true",
      '<true> `ready` must be a path or a table, not a boolean (write `ready = "/"`, or `ready = { tcp = true }`)',
    ],
  ];
  for (const [written, expected] of wrong) expect(inService(`ready = ${written}`)).toEqual([expected]);
});

const stopWithin = (written: string): string[] => inService(`stop.timeout = ${written}`);

test("a duration is positive, has a known unit and is no longer than a day", () => {
  const hint = '(write `"500ms"`, `"60s"`, `"2m"` or a number of seconds)';
  for (const wrong of ['"3 days"', '"-1s"', '"10"', "-1", "nan", '""']) {
    expect(stopWithin(wrong)).toEqual([`<${wrong}> \`timeout\` is not a duration ${hint}`]);
  }
  for (const long of ["inf", '"25h"', "1e9"]) {
    expect(stopWithin(long)).toEqual([`<${long}> \`timeout\` is longer than a day ${hint}`]);
  }
  expect(stopWithin("true")).toEqual([`<true> \`timeout\` must be a duration, not a boolean ${hint}`]);
});

test("a stop signal asks, and is known", () => {
  for (const fine of ["TERM", "SIGTERM", "int", "SIGUSR1"])
    expect(inService(`stop.signal = "${fine}"`)).toEqual([]);
  expect(inService('stop.signal = "KILL"')).toEqual([
    '<"KILL"> `KILL` is not a signal that asks a service to end (KILL is sent by itself when `timeout` has passed)',
  ]);
  expect(inService('stop.signal = "SIGTREM"')[0]).toContain("(did you mean `TERM`?)");
  expect(inService('stop.signal = "STOP!"')[0]).toContain(
    "(there are `TERM`, `INT`, `QUIT`, `HUP`, `USR1` and `USR2`)",
  );
  expect(inService('stop = "INT"')).toEqual([
    '<"INT"> `stop` must be a table, not a string (write `stop = { signal = "INT", timeout = "20s" }`)',
  ]);
});

test("`after` names services, and what to wait for", () => {
  expect(
    inService('after = ["a", "b", 1, { until = "ready" }, { service = "a1", until = "readdy" }]'),
  ).toEqual([
    '<"a"> `a` waits for itself',
    '<"b"> no service `b` (there are `a`)',
    '<1> `after` must be a name, a table or a list of them, not a number (write `after = ["other"]`, or `{ service = "other", until = "started" }`)',
    '<{ until = "ready" }> `after` does not say which `service` (write `{ service = "other", until = "ready" }`)',
    '<"a1"> no service `a1` (did you mean `a`?)',
    '<"readdy"> `readdy` is not a state that a service can be waited for (did you mean `ready`?)',
  ]);
  expect(inService('after = { service = "a", until = "healthy" }').at(-1)).toEndWith(
    "(there are `started`, `ready` and `done`)",
  );
});

test("all problems are told at once, in the order of the file", () => {
  const text = 'nme = 1\n[services.b]\nafter = "x"\nrun = "y"\nrun = "z"\n[services.a]\nport = 1\nprt = 1\n';
  expect(problems(text).map((told) => told.replace(/ \(.*/, ""))).toEqual([
    "<nme> unknown key `nme`",
    '<"x"> no service `x`',
    "<run> `run` is written twice",
    "<a> the service `a` has nothing to run",
    "<prt> unknown key `prt`",
  ]);
});

test("a file of nothing but problems is told in part, and soon", () => {
  const many = problems(Array.from({ length: 50_000 }, (_, index) => `k${index} = 1`).join("\n"));
  expect(many.length).toBe(101);
  expect(many.at(-1)).toBe("<k100> and 49900 more problems from here on");
  const lost = Array.from(
    { length: 5000 },
    (_, index) => `[services.a${index}]\nrun = "x"\nafter = "b${index}"`,
  );
  expect(problems(lost.join("\n")).length).toBe(101);
  expect(describe({ file: "jig.toml", text: "#".repeat(2 ** 21) })).toMatchObject({
    failure: [{ code: "file-too-large" }],
  });
});

const many = (unit: string): string => unit.repeat(1_000_000 / unit.length);

test("texts made to be slow are read soon, and what is said of them stays short", () => {
  const texts = [
    `a${many(" ")}b`,
    `[python]\nversion = "3.11"\npackages = ["x==1${many(" ")}y"]`,
    `[python]\nversion = "${many("3.1")}"`,
    `[services.a]\nrun = "x"\nstop.timeout = "1${many(" ")}x"`,
    `[services.${many("s")}]`,
    `[env]\nA = "${many("${x}")}"`,
    `a = """${many("\\ ")}"""`,
    `a = [${many("\n b =")}`,
    many("[a]\n[b\n"),
    many("a = 1\n"),
  ];
  const start = performance.now();
  for (const text of texts) {
    const result = describe({ file: "jig.toml", text });
    const said = result.ok ? [""] : result.failure.flatMap(({ message, hint = "" }) => [message, hint]);
    expect(Math.max(...said.map((words) => words.length))).toBeLessThanOrEqual(300);
  }
  // Each takes milliseconds; a pattern that goes back and forth over a megabyte takes minutes.
  expect(performance.now() - start).toBeLessThan(20_000);
}, 60_000);

test("a mistyped key that holds what is missing is told once", () => {
  expect(problems('[services.a]\ncomand = "x"\n')).toEqual([
    "<comand> unknown key `comand` (did you mean `run`?)",
  ]);
  expect(problems('[services.a]\npreset = "x"\n')).toEqual([
    "<preset> unknown key `preset` (did you mean `use`?)",
  ]);
  expect(problems('[servces.a]\nrun = "x"\n[services.b]\nrun = "y ${service.a.url}"\nafter = "a"\n')).toEqual(
    ["<servces> unknown key `servces` (did you mean `services`?)"],
  );
});

test("with what is around the text, wrong presets and paths are told beside wrong keys", () => {
  const text = [
    "nme = 1",
    "[python]",
    'version = "3.11"',
    'requirements = ["r.txt", "rd", "none.txt"]',
    "[services.a]",
    'use = "jupyterlb"',
    'cwd = "web"',
    "[services.b]",
    'run = "x"',
    'cwd = "r.txt"',
    "[services.c]",
    'run = "x"',
    'cwd = "made-by-b"',
    'after = "b"',
  ].join("\n");
  const kinds: Readonly<Record<string, "file" | "folder">> = { "r.txt": "file", rd: "folder" };
  const kindOf = (path: string) => kinds[path] ?? null;
  const told = (surroundings: Parameters<typeof describe>[1]): readonly string[] => {
    const described = describe({ file: "jig.toml", text }, surroundings);
    return described.ok ? [] : described.failure.map(({ message }) => message);
  };
  const wrong = [
    "unknown key `nme`",
    "`rd` is a folder, not a file",
    "there is no file `none.txt`",
    "there is no preset `jupyterlb`",
  ];
  expect(told({})).toEqual(["unknown key `nme`"]);
  expect(told({ presets: ["jupyterlab"], kindOf })).toEqual(wrong);
  expect(told({ presets: ["jupyterlab"], kindOf, startsServices: true })).toEqual([
    ...wrong,
    "there is no folder `web`",
    "`r.txt` is not a folder",
  ]);
});

const copied = (to: string): string[] => problems(`[notebooks]\ncopy-once = { "a.ipynb" = "${to}" }\n`);

test("a notebook is copied once to a file of the project, and to none that git or the environment has", () => {
  for (const to of [".GIT/hooks/pre-commit", "sub/.Git/config", "./.venv/bin/a", ".Venv/a", "../a", "/a"])
    expect(copied(to), to).toEqual([
      `<"${to}"> \`${to}\` must be a file in the project, by its path from there (another clone of the project would not have it there)`,
    ]);
  for (const to of ["b.ipynb", ".github/a", "sub/.venv/a"]) expect(copied(to), to).toEqual([]);
});
