import { describe, expect, test } from "bun:test";

import { inputFor, planOf, problemsOf, readFacts } from "../../test/golden/plan/plan-text.ts";
import type { Facts } from "./facts.ts";
import type { Lock } from "./lock/lock.ts";
import type { Step } from "./step.ts";
import { planWorkbench } from "./plan-workbench.ts";

const withVenv = (venv: Facts["venv"]): { readonly facts: Facts } => ({
  facts: { ...readFacts("debian-x64"), venv },
});

const python = `[python]\nversion = "3.11"\npackages = ["six"]\n`;

const lockFor = (text: string, changes: Partial<Lock> = {}): Lock => {
  const step = planOf(text).steps.find(({ kind }) => kind === "lock");
  if (step?.kind !== "lock") throw new Error("no lock step");
  return {
    version: 1,
    python: "3.11.7",
    requiresPython: step.requiresPython,
    platforms: step.platforms,
    inputs: step.inputs,
    packages: [{ name: "six", version: "1.17.0", index: "pypi", marker: null, files: [] }],
    ...changes,
  };
};

const kinds = (steps: readonly Step[]): readonly string[] => steps.map(({ kind }) => kind);
const digests = (steps: readonly Step[]): Readonly<Record<string, string>> =>
  Object.fromEntries(steps.map(({ id, digest }) => [id, digest]));

const lockingOf = (source: string, requirementsFiles: Record<string, string>) => {
  const found = planOf(source, { requirementsFiles }).steps.find(({ kind }) => kind === "lock");
  return found?.kind === "lock" ? [found.inputs, found.requirements, found.constraints] : [];
};

describe("steps", () => {
  test("without [python] there is no Python step", () => {
    expect(planOf('[services.a]\nrun = "a"').steps).toEqual([]);
  });

  test("the lock is made when there is none, when the requirements changed, and when asked", () => {
    const lock = lockFor(python);
    const reasons = (surroundings: Parameters<typeof planOf>[1]) =>
      planOf(python, surroundings).steps.flatMap((step) => (step.kind === "lock" ? [step.reason] : []));
    expect(reasons({})).toEqual(["missing"]);
    expect(reasons({ lock })).toEqual([]);
    expect(reasons({ lock: { ...lock, inputs: "sha256:other" } })).toEqual(["changed"]);
    expect(reasons({ lock: { ...lock, requiresPython: "==3.12.*" } })).toEqual(["changed"]);
    expect(reasons({ lock, locking: "asked" })).toEqual(["asked"]);
    expect(reasons({ lock, locking: "frozen" })).toEqual([]);
    expect(reasons({ lock: { ...lock, inputs: "sha256:other" }, locking: "frozen" })).toEqual([]);
  });

  test("how requirements are written down does not make a lock older", () => {
    const text = `[python]\nversion = "3.11"\nrequirements = ["a.txt", "b.txt"]\n`;
    const other = `[python]\nversion = "3.11"\nrequirements = "x/c.txt"\npackages = ["Six"]\n`;
    expect(
      lockingOf(text, { "a.txt": "numpy >=2 # fast\n", "b.txt": "-c c.txt\nsix\n", "c.txt": "a<2" }),
    ).toEqual(
      lockingOf(other, {
        "x/c.txt": "# all\n-r ../y.txt\nNumPy>=2\n",
        "y.txt": "-c z/c.txt\n-r x/c.txt",
        "z/c.txt": "a <2",
      }),
    );
  });

  test("an interpreter that uv brought leaves every digest as it was", () => {
    const lock = lockFor(python);
    const none = { ...readFacts("debian-x64"), pythons: [] };
    const brought = { path: "/uv/python3.11", version: "3.11.14" };
    const first = planOf(python, { lock, facts: none });
    const second = planOf(python, {
      lock,
      facts: { ...none, venv: { kind: "ours", python: brought, stamp: "1" } },
    });
    expect(first.steps[1]).toMatchObject({ kind: "python", request: "3.11", path: null });
    expect(second.steps[1]).toMatchObject({ kind: "python", request: "3.11", path: brought.path });
    expect(digests(second.steps)).toEqual(digests(first.steps));
  });

  test.each(["foreign", "symlink", "tracked"] as const)(
    "a .venv that is %s keeps nobody from locking",
    (kind) => {
      const facts = { ...readFacts("debian-x64"), venv: { kind } };
      const plan = planOf(python, { lock: lockFor(python), facts, locking: "asked" });
      expect(plan.steps.map((step) => step.kind)).toContain("lock");
    },
  );

  test("exact insists on the locked patch", () => {
    const exact = python.replace("\n", "\nexact = true\n");
    const plan = planOf(exact, { lock: lockFor(exact) });
    expect(plan.steps[1]).toMatchObject({ request: "3.11.7", path: null });
  });

  test("a full version in the description goes before the lock's", () => {
    const full = python.replace('"3.11"', '"3.11.2"');
    expect(planOf(full, { lock: lockFor(full) }).steps[1]).toMatchObject({
      request: "3.11",
      path: "/usr/bin/python3.11",
    });
  });

  test("another package, another module, another Python each change what depends on them", () => {
    const text = `${python}import-check = ["six"]\n`;
    const lock = lockFor(text);
    const base = digests(planOf(text, { lock }).steps);
    const packages = [
      { ...(lock.packages[0] ?? { name: "six", index: "pypi", marker: null, files: [] }), version: "2" },
    ];
    const newer = digests(planOf(text, { lock: { ...lock, packages } }).steps);
    const changed = (other: Readonly<Record<string, string>>) =>
      Object.keys(base).filter((id) => other[id] !== base[id]);
    expect(changed(newer)).toEqual(["install", "import-check"]);
    const modules = text.replace('check = ["six"]', 'check = ["six", "os"]');
    expect(changed(digests(planOf(modules, { lock }).steps))).toEqual(["import-check"]);
    const twelve = text.replace("3.11", "3.12");
    const later = planOf(twelve, { lock: lockFor(twelve) });
    expect(changed(digests(later.steps))).toEqual(["python", "venv", "install", "import-check"]);
  });

  test("only what is meant for this machine is counted", () => {
    const six = { name: "six", version: "1.17.0", index: "pypi", marker: null, files: [] };
    const lock = lockFor(python, {
      packages: [{ ...six, name: "appnope", marker: "sys_platform == 'darwin'" }, six],
    });
    const count = (facts: Facts) =>
      planOf(python, { lock, facts }).steps.flatMap((step) =>
        step.kind === "install" ? [step.packages] : [],
      );
    expect(count(readFacts("debian-x64"))).toEqual([1]);
    expect(count(readFacts("macos-arm64"))).toEqual([2]);
  });

  test("a lock that must be made comes before what it decides", () => {
    const steps = planOf(`${python}import-check = ["six"]\n`).steps;
    expect(kinds(steps)).toEqual(["uv", "python", "lock", "venv", "install", "import-check"]);
    expect(steps.find(({ kind }) => kind === "install")).toMatchObject({
      packages: null,
      needs: ["venv", "lock"],
    });
  });
});

describe("problems", () => {
  const cases: readonly (readonly [string, string, Parameters<typeof problemsOf>[1], readonly string[]])[] = [
    [
      "an unknown preset, with the one that was meant",
      `${python}[services.lab]\nuse = "jupiterlab"`,
      {},
      ["jig.toml:5:7 unknown-preset: there is no preset `jupiterlab`; did you mean `jupyterlab`?"],
    ],
    [
      "a preset that is like none",
      '[services.a]\nuse = "zzzzzzzz"',
      {},
      [
        "jig.toml:2:7 unknown-preset: there is no preset `zzzzzzzz`; the presets are `command`, `fasthtml`, `jupyterlab` and `ollama`",
      ],
    ],
    [
      "a missing requirements file",
      '[python]\nversion = "3.11"\nrequirements = ["a.txt", "sub/b.txt"]',
      { requirementsFiles: { "sub/b.txt": "six\n-r c.txt" } },
      [
        "jig.toml:3:17 missing-requirements-file: there is no file `a.txt`; create it, or take it out of the list",
        "sub/b.txt:2:1 missing-requirements-file: there is no file `sub/c.txt`; create it, or take it out of the list",
      ],
    ],
    [
      "a preset whose package nobody asks for",
      '[python]\nversion = "3.11"\nrequirements = "requirements.txt"\n[services.lab]\nuse = "jupyterlab"',
      { requirementsFiles: { "requirements.txt": "numpy" } },
      [
        "jig.toml:5:7 preset-needs-package: `jupyterlab` needs the package `jupyterlab`, which is not among the requirements; add `jupyterlab` to `requirements.txt`",
      ],
    ],
    [
      "a preset whose package is missing where there is a list of packages",
      '[python]\nversion = "3.11"\npackages = ["numpy"]\n[services.lab]\nuse = "jupyterlab"',
      {},
      [
        'jig.toml:5:7 preset-needs-package: `jupyterlab` needs the package `jupyterlab`, which is not among the requirements; add `"jupyterlab"` to `packages`',
      ],
    ],
    [
      "a preset that needs Python where there is none",
      '[services.lab]\nuse = "jupyterlab"',
      {},
      [
        'jig.toml:2:7 preset-needs-python: `jupyterlab` needs Python, and there is no `[python]`; add `[python]` with `version = "3.11"` and `packages = ["jupyterlab"]`',
      ],
    ],
    [
      "a preset that runs nothing by itself",
      '[services.a]\nuse = "command"',
      {},
      ['jig.toml:1:11 nothing-to-run: service `a` has nothing to run; add `run = "…"`'],
    ],
    [
      "readiness and opening without a port",
      '[services.a]\nrun = "a"\nready = "/"\nopen = true',
      {},
      [
        "jig.toml:3:9 ready-without-port: service `a` has no port on which it could answer; add `port = …`, or take `ready` out: it then counts as ready when it runs",
        "jig.toml:4:8 open-without-port: service `a` has no port, so there is nothing to open; add `port = …`, or take `open` out",
      ],
    ],
    [
      "a reference to a port that is not there",
      '[services.a]\nrun = "a ${port}"\n[services.b]\nrun = ["b", "${service.a.url}"]',
      {},
      [
        "jig.toml:2:7 service-without-port: `${port}` has no value: service `a` has no port; give `[services.a]` a `port`",
        "jig.toml:4:7 service-without-port: `${service.a.url}` has no value: service `a` has no port; give `[services.a]` a `port`",
      ],
    ],
    [
      "a variable that is not set",
      '[env]\nX = "${env:NOPE}"\n[services.a]\nrun = "a ${env:GONE} ${env:HOME} ${env:X} ${env:Y}"\nenv = { Y = "${env:AWAY}" }',
      {},
      [
        "jig.toml:2:1 unset-variable: the environment variable `NOPE` is not set; set it before you run `jig`, or give it a value in `[env]`",
        "jig.toml:4:7 unset-variable: the environment variable `GONE` is not set; set it before you run `jig`, or give it a value in `[env]`",
        "jig.toml:5:9 unset-variable: the environment variable `AWAY` is not set; set it before you run `jig`, or give it a value in `[env]`",
      ],
    ],
    [
      "a variable that services do not get",
      '[services.a]\nrun = "a ${env:PYTHONPATH}"',
      { facts: { ...readFacts("debian-x64"), variables: ["PYTHONPATH"] } },
      [
        'jig.toml:2:7 unset-variable: `PYTHONPATH` is set, but services do not get it: it would point them at another Python or Jupyter; to hand it on all the same, give it a name of your own in `[env]`: `MY_PYTHONPATH = "${env:PYTHONPATH}"`',
      ],
    ],
    [
      "what cannot be locked",
      '[python]\nversion = "3.11"\nrequirements = "r.txt"\npackages = ["x @ https://example.org/x.whl"]',
      {
        requirementsFiles: {
          "r.txt": "-e .\n--index-url https://example.org/simple\n--use-pep517\n--require-hashes\nsix\n",
        },
      },
      [
        "r.txt:1:1 invalid-place: there is no package in the folder `.`; the folder of a package has a `pyproject.toml` or a `setup.py`",
        "r.txt:2:1 requirements-option: `--index-url` says where this machine finds packages, and the lock is for all machines; take the line out, and in the environment of whoever runs jig set `UV_DEFAULT_INDEX=https://example.org/simple`",
        "r.txt:3:1 requirements-option: jig does not lock with `--use-pep517` yet; take the line out",
      ],
    ],
    [
      "a lock that must be there",
      python,
      { locking: "locked" },
      [
        "jig.toml:3:13 lock-missing: there is no `jig.lock`, and `--locked` makes none; run `jig lock` and commit `jig.lock`",
      ],
    ],
    [
      "a lock that does not answer the requirements",
      python,
      { locking: "locked", lock: lockFor(python, { inputs: "sha256:other" }) },
      [
        "jig.toml:3:13 lock-out-of-date: `jig.lock` does not match the requirements any more; run `jig lock` and commit `jig.lock`",
      ],
    ],
    [
      "a frozen lock of another Python",
      python,
      { locking: "frozen", lock: lockFor(python, { requiresPython: "==3.12.*" }) },
      [
        "jig.toml:3:13 lock-out-of-date: `jig.lock` was made for Python `==3.12.*`, not `==3.11.*`; run `jig lock` and commit `jig.lock`",
      ],
    ],
    [
      "a .venv that is a link",
      python,
      withVenv({ kind: "symlink" }),
      [
        "jig.toml:1:2 venv-is-a-link: `.venv` is a link, and jig does not write through links; to remove the link, and nothing behind it: `rm .venv`; jig makes one of its own and installs the packages there anew",
      ],
    ],
    [
      "a .venv of somebody else",
      python,
      withVenv({ kind: "foreign" }),
      [
        "jig.toml:1:2 venv-not-ours: there is a `.venv` that jig did not make; to move it aside: `mv .venv ../bench.venv.old`; jig makes one of its own and installs the packages there anew",
      ],
    ],
    [
      "a .venv that git tracks",
      python,
      withVenv({ kind: "tracked" }),
      [
        "jig.toml:1:2 venv-tracked: git tracks files in `.venv`, so every change of a package would be one of the repository; to take it out of git: `git rm -r -q --cached .venv`",
      ],
    ],
  ];
  for (const [what, text, surroundings, messages] of cases) {
    test(`names ${what}`, () => {
      expect(problemsOf(text, surroundings)).toEqual(messages);
    });
  }

  test("are all told at once, in the order of the text", () => {
    const text =
      '[services.a]\nuse = "nope"\n[services.b]\nrun = "b"\nopen = true\n[python]\nversion = "3.11"\nrequirements = "r.txt"';
    expect(problemsOf(text, withVenv({ kind: "foreign" })).map((line) => line.split(" ")[1])).toEqual([
      "unknown-preset:",
      "open-without-port:",
      "venv-not-ours:",
      "missing-requirements-file:",
    ]);
  });

  test("of an `[env]` that waits for a port are told, however it was described", () => {
    const input = inputFor('[env]\nA = "1"\n[services.a]\nrun = "a"\nport = 1');
    const [variable] = input.description.env;
    if (variable === undefined) throw new Error("one variable");
    const value = [{ kind: "service", name: "a", field: "port" }, { kind: "port" }] as const;
    const planned = planWorkbench({
      ...input,
      description: { ...input.description, env: [{ ...variable, value }] },
    });
    expect(planned.ok ? [] : planned.failure.map(({ message }) => message)).toEqual([
      "`${service.a.port}` has no value in `[env]`: ports are known when a service starts",
      "`${port}` has no value in `[env]`: ports are known when a service starts",
    ]);
  });

  test("a dead .venv is none: it is made again", () => {
    expect(problemsOf(python, withVenv({ kind: "dead" }))).toEqual([]);
  });

  test("what brings a package along is enough until the lock is there", () => {
    const text = '[python]\nversion = "3.11"\npackages = ["jupyter"]\n[services.lab]\nuse = "jupyterlab"';
    expect(problemsOf(text)).toEqual([]);
    expect(problemsOf(text, { lock: lockFor(text) })).toHaveLength(1);
  });
});
