import { expect, test } from "bun:test";
import * as fc from "fast-check";

import { readFacts } from "../../test/golden/plan/plan-text.ts";
import { describe } from "../describe/describe.ts";
import type { Facts } from "../plan/facts.ts";
import { propose, type Proposal } from "./propose.ts";

const layout = {
  root: "/home/ada/bench",
  file: "jig.toml",
  state: "/home/ada/.local/state/jig/projects/bench-0123456789ab",
  cache: "/home/ada/.cache/jig",
  socket: "/run/user/1000/jig/0123456789ab.sock",
  venv: "/home/ada/bench/.venv",
  lock: "/home/ada/bench/jig.lock",
};
const facts: Facts = {
  ...readFacts("debian-x64"),
  pythons: [{ path: "/usr/bin/python3.11", version: "3.11.2" }],
  listeners: [],
  venv: { kind: "absent" },
};

interface Options {
  readonly name?: string;
  readonly facts?: Partial<Facts>;
  readonly root?: string;
  readonly unread?: readonly { readonly path: string; readonly why: string }[];
}

/** The proposal for a folder with these files. */
const proposeFor = (texts: Readonly<Record<string, string>>, options: Options = {}): Proposal => {
  const { name = "bench", unread = [] } = options;
  const files = [...Object.keys(texts), ...unread.map(({ path }) => path)].toSorted();
  return propose(
    { name, files, others: [], texts, unread, isPartial: false },
    { facts: { ...facts, ...options.facts }, layout: { ...layout, root: options.root ?? layout.root } },
  );
};

/** The text without its first comment. */
const tomlFor = (texts: Readonly<Record<string, string>>, options: Options = {}): string =>
  proposeFor(texts, options).toml.split("\n").slice(1).join("\n");

const notebook = (code = "import numpy", language = "python"): string =>
  JSON.stringify({
    cells: [{ cell_type: "code", source: [code] }],
    metadata: { kernelspec: { language } },
    nbformat: 4,
    nbformat_minor: 5,
  });

test("an empty folder gets JupyterLab, a few packages and a notebook that uses them", () => {
  const { toml, files, notes, todo } = proposeFor({ "README.md": "" });
  expect(toml)
    .toBe(`# One bench for everybody who has this folder: \`jig up\` starts it, \`jig down\` stops it.
name = "bench"

[python]
version = "3.11"
packages = ["jupyterlab", "numpy", "pandas", "matplotlib"]
import-check = ["numpy"]

[services.jupyter]
use = "jupyterlab"
`);
  expect(files.map(({ path }) => path)).toEqual(["notebooks/hello.ipynb"]);
  expect(JSON.parse(files[0]?.text ?? "")).toMatchObject({ nbformat: 4 });
  expect([...notes, ...todo]).toEqual([]);
});

test("requirements and notebooks get JupyterLab, which is added when the requirements do not bring it", () => {
  const texts = { "requirements.txt": "numpy\n-r more.txt\n", "more.txt": "", "a/b.ipynb": notebook() };
  expect(tomlFor(texts)).toBe(`name = "bench"

[python]
version = "3.11"
requirements = ["requirements.txt"]
packages = ["jupyterlab"]
import-check = ["numpy"]

[services.jupyter]
use = "jupyterlab"
`);
  expect(tomlFor({ ...texts, "more.txt": "Notebook>=7" })).not.toContain("packages");
});

test("a FastHTML app gets its preset, on the port that it has written down", () => {
  const app =
    'from fasthtml.common import *\napp, rt = fast_app()\n@rt("/")\ndef get(): return 1\nserve(port=5555)\n';
  const { toml, notes } = proposeFor({ "requirements.txt": "python-fasthtml", "server.py": app });
  expect(toml).toEndWith('[services.server]\nuse = "fasthtml"\nport = 5555\n');
  expect(notes).toEqual([
    '`server.py` listens on every network of the machine: `serve(host="127.0.0.1")` keeps it on this one',
  ]);
});

test("every framework gets a command on loopback, and the package that it needs", () => {
  const services = (texts: Readonly<Record<string, string>>) =>
    tomlFor(texts).slice(tomlFor(texts).indexOf("packages"));
  expect(services({ "app.py": "import streamlit as st\n" })).toBe(`packages = ["streamlit"]

[services.app]
run = "streamlit run app.py --server.address 127.0.0.1 --server.port \${port} --server.headless true"
port = 8501
ready = "/"
open = true
`);
  const fastapi =
    'from fastapi import FastAPI\nbackend: FastAPI = FastAPI()\n@backend.get("/x")\ndef x(): pass\n';
  expect(services({ "main.py": fastapi })).toBe(`packages = ["fastapi", "uvicorn"]

[services.main]
run = "uvicorn main:backend --host 127.0.0.1 --port \${port}"
port = 8000
ready = "/docs"
open = true
`);
  expect(tomlFor({ "main.py": fastapi, "requirements.txt": "FastAPI[standard]>=0.100" })).not.toContain(
    "packages",
  );
  const flask = 'import flask\napp = flask.Flask(__name__)\n@app.route("/")\ndef x(): pass\n';
  expect(services({ "app.py": flask })).toBe(`packages = ["flask"]

[services.app]
run = "flask --app app run --host 127.0.0.1 --port \${port}"
port = 5000
ready = "/"
open = true
`);
  const gradio = "import gradio as gr\ngr.Interface(len, 'text', 'text').launch()\n";
  expect(services({ "app/main.py": gradio })).toBe(`packages = ["gradio"]

[services.main]
run = "python app/main.py"
port = 7860
ready = "/"
open = true
env = { GRADIO_SERVER_NAME = "127.0.0.1", GRADIO_SERVER_PORT = "\${port}" }
`);
});

test("a file that only uses a framework is no app", () => {
  expect(
    tomlFor({ "app.py": "from flask import jsonify\n# Flask(\n".replace("# Flask(", "") }),
  ).not.toContain("services.app");
});

test("a conda environment is translated: names, versions, Python, and what PyPI does not have with its reason", () => {
  const conda = `name: deep
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=1.26.4=py312h64a7726_0
  - conda-forge::pytorch>=2.1,<3
  - scikit-learn=1.4
  - pandas 2.2.*
  - opencv
  - cudatoolkit=11.8
  - r-base
  - r-ggplot2
  - pip
  - pip: [python-fasthtml, "-e ."]
`;
  const { toml, notes } = proposeFor({ "environment.yml": conda });
  expect(toml).toContain(`name = "deep"

[python]
version = "3.12"
packages = [
  "numpy==1.26.4",
  "torch>=2.1,<3",
  "scikit-learn==1.4.*",
  "pandas==2.2.*",
  "opencv-python-headless",
  "python-fasthtml",
  "jupyterlab",
]
`);
  expect(notes).toEqual([
    "`packages` is a copy of what `environment.yml` lists: a change there is to be made here too",
    "left out: `cudatoolkit` (not on PyPI: the wheels that need CUDA bring it)",
    "left out: `r-base`, `r-ggplot2` (R is not on PyPI)",
    "left out: `-e .` (it names a place on one machine, or no package)",
  ]);
});

test("a pyproject gives its name, its dependencies and the Pythons that it admits", () => {
  const pyproject = `[project]
name = "five"
requires-python = ">=3.12,<3.13"
dependencies = ["numpy>=1.26", "mine @ git+https://example.org/mine"]
[dependency-groups]
dev = ["pytest"]
`;
  const { toml, notes } = proposeFor({ "pyproject.toml": pyproject, "x.ipynb": notebook() });
  expect(toml).toContain(
    'name = "five"\n\n[python]\nversion = "3.12"\nrequirements = ["pyproject.toml"]\npackages = ["jupyterlab"]\nimport-check = ["numpy"]\n',
  );
  expect(notes).toEqual([
    "the dependency groups of `pyproject.toml` are not taken: `dev`; `groups` beside `requirements` takes those that it names",
  ]);
  const locked = proposeFor({ "pyproject.toml": pyproject, "uv.lock": "", "requirements.txt": "six\n" });
  expect(locked.toml).toContain(
    'requirements = ["uv.lock"]\npackages = ["jupyterlab"]\nimport-check = ["numpy"]\n',
  );
  expect(locked.found).toContain("`uv.lock`: the versions of what `pyproject.toml` lists (2 packages)");
  expect(locked.notes).toEqual(["not taken: the packages of `requirements.txt`; those of `uv.lock` are"]);
  expect(locked.todo).toEqual([]);
});

test("a Procfile's processes become services that answer this machine alone", () => {
  const procfile = "release: python migrate.py\nweb: gunicorn app:app\nworker: python worker.py $$ ${port}\n";
  const { toml, notes } = proposeFor({
    Procfile: procfile,
    "app.py": "from flask import Flask\napp = Flask()",
  });
  expect(toml).toContain(`packages = ["flask", "gunicorn"]

[services.web]
run = "gunicorn app:app --bind 127.0.0.1:$PORT"
port = 8000
open = true

[services.worker]
run = "python worker.py $$$$ $\${port}"
`);
  expect(notes).toHaveLength(2);
});

test("a Procfile without anything of Python gets no Python", () => {
  expect(tomlFor({ Procfile: "web: node server.js\n" })).toBe(
    'name = "bench"\n\n[services.web]\nrun = "node server.js"\nport = 8000\nopen = true\n',
  );
});

test("a flake gives its Python and the packages of a plain list", () => {
  const flake = "{ python = pkgs.python312.withPackages (ps: with ps; [ numpy pytorch pip ]); } # python311";
  expect(tomlFor({ "flake.nix": flake })).toContain(
    'version = "3.12"\npackages = ["numpy", "torch", "jupyterlab"]\n',
  );
});

test("a folder that lists no packages gets those that its code imports and jig knows", () => {
  const { toml, notes } = proposeFor({
    "analysis.ipynb": notebook(
      "import os, helper\nimport sklearn.svm as svm\nfrom PIL import Image\nimport obscure",
    ),
    "helper.py": "import cv2\n",
  });
  expect(toml).toContain('packages = ["opencv-python-headless", "pillow", "scikit-learn", "jupyterlab"]');
  expect(notes).toEqual([
    "imported, and not known to jig by a package: `obscure`; add those that are needed",
  ]);
});

test("a port that is held just now is passed over", () => {
  const listeners = [{ port: 8501, address: "127.0.0.1", owner: null }];
  const { toml, notes } = proposeFor({ "app.py": "import streamlit\n" }, { facts: { listeners } });
  expect(toml).toContain("port = 8502");
  expect(notes).toEqual(["port 8501 is held by another program just now, so `app` gets 8502"]);
});

test("of two apps that have the same port written down the first is taken", () => {
  const app = "import gradio\ngradio.Blocks().launch(server_port=8000)\n";
  const { toml, notes } = proposeFor({ "server.py": app, "app.py": app });
  expect(toml).not.toContain("services.app");
  expect(notes).toEqual(["`app` is left out: it has port 8000 written down, as `server` has"]);
});

test("what stands in the way of `jig up` is told with its place", () => {
  const { todo } = proposeFor(
    { "requirements.txt": "numpy\n-e .\n" },
    { facts: { venv: { kind: "foreign" } } },
  );
  expect(todo).toEqual([
    "there is a `.venv` that jig did not make; to move it aside: `mv .venv ../bench.venv.old`; jig makes one of its own and installs the packages there anew",
    "`requirements.txt:2`: there is no package in the folder `.`; the folder of a package has a `pyproject.toml` or a `setup.py`",
  ]);
  const unread = [
    { path: "requirements.txt", why: "this file is UTF-16, not UTF-8; save the file as UTF-8" },
  ];
  expect(proposeFor({}, { unread }).todo).toEqual([
    "`requirements.txt` cannot be read: this file is UTF-16, not UTF-8; save the file as UTF-8",
  ]);
  expect(proposeFor({}, { root: "/home/ada/a:b" }).todo).toHaveLength(1);
});

test("a Windows disk and a cloud folder are warned of", () => {
  expect(proposeFor({}, { root: "/mnt/c/work", facts: { wsl: 2 } }).notes[0]).toContain("Windows' disk");
  expect(proposeFor({}, { root: "/home/ada/OneDrive - Uni/x" }).notes[0]).toContain("cloud");
});

test("a requirements file that a conda file names and that is not there is named", () => {
  const conda = "dependencies:\n- numpy\n- pip:\n  - -r req2.txt\n  - -r ./req3.txt\n";
  const { notes } = proposeFor({ "environment.yml": conda, "req3.txt": "six" });
  expect(notes).toContain(
    "`environment.yml` names `req2.txt`, which was not found: what it lists is missing",
  );
  expect(notes.join("\n")).not.toContain("req3.txt`, which");
});

test("notebooks of another language are told, and do not count", () => {
  const { toml, notes } = proposeFor({ "a.ipynb": notebook("x <- 1", "R"), "requirements.txt": "flask" });
  expect(notes).toContain("1 of 1 notebooks ask for `r`: jig brings Python's kernel alone");
  expect(toml).toContain("jupyterlab");
});

const words = fc.constantFrom(
  "numpy",
  "pytorch=2.1",
  "r-base",
  "x==1=b",
  "python>=3.9",
  "-e .",
  "a[b]>=1;c",
  "é",
  "",
);
const lines = fc.array(fc.oneof(words, fc.string()), { maxLength: 6 }).map((list) => list.join("\n"));
const code = fc
  .array(
    fc.constantFrom(
      "import streamlit",
      "from fastapi import FastAPI",
      "app = FastAPI()",
      "from fasthtml.common import *",
      "serve(port=70000)",
      "serve(port=0)",
      "app, rt = fast_app()",
      "import flask",
      "x = flask.Flask('x')",
      "import gradio",
      "demo.launch(server_port=8000)",
      '@app.get("/")',
    ),
    { maxLength: 6 },
  )
  .map((list) => list.join("\n"));
const conda = fc
  .array(fc.oneof(words, fc.string()), { maxLength: 6 })
  .map((list) => `name: x\ndependencies: ${JSON.stringify([...list, { pip: list }])}\n`);
const procfile = fc
  .array(
    fc.tuple(
      fc.constantFrom("web", "Web", "WORKER", "jupyter", "release", "_"),
      fc.string({ unit: "grapheme" }),
    ),
  )
  .map((list) => list.map(([name, command]) => `${name}: ${command}`).join("\n"));
const folders = fc.record(
  {
    "requirements.txt": lines,
    "requirements-dev.txt": lines,
    "pyproject.toml": fc.oneof(
      fc.string(),
      lines.map(
        (text) =>
          `[project]\nname = ${JSON.stringify(text)}\ndependencies = ${JSON.stringify(text.split("\n"))}\n`,
      ),
    ),
    "uv.lock": fc.string(),
    "environment.yml": fc.oneof(fc.string(), conda),
    "flake.nix": fc.constantFrom("python312", "python39 python310", "withPackages (p: [ p.a b ])"),
    Procfile: procfile,
    ".python-version": fc.constantFrom("3.11.4", "3.99", "pypy", ""),
    "server.py": code,
    "app.py": code,
    "main.py": code,
    "app/main.py": code,
    "a.ipynb": fc.oneof(fc.string(), fc.constant(notebook()), fc.constant(notebook("", "julia"))),
  },
  { requiredKeys: [] },
);

test("whatever a folder holds and is called, the proposal is a description, and the same one twice", () => {
  fc.assert(
    fc.property(folders, fc.string({ unit: "grapheme" }), (texts, name) => {
      const present = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined));
      const { toml } = proposeFor(present, { name });
      const described = describe({ file: "jig.toml", text: toml });
      expect(described.ok, toml).toBe(true);
      expect(proposeFor(present, { name }).toml).toBe(toml);
    }),
    { numRuns: 400 },
  );
});

test("whatever a folder holds, the proposal can be planned once its requirements files are in order", () => {
  fc.assert(
    fc.property(folders, (texts) => {
      const present = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined));
      const { todo, toml } = proposeFor(present);
      const own = todo.filter((line) => !/^`requirements[^`]*\.txt:\d+`: /.test(line));
      expect(own, toml).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

test("what notebooks import and no requirements have is named, but not what comes along with those", () => {
  const imports = "import os, numpy, obscure\nimport seaborn as sns\nfrom sklearn import svm\nimport cv2";
  const { toml, notes } = proposeFor({
    "requirements.txt": "pandas\nopencv-python\n",
    "a.ipynb": notebook(imports),
    "test_a.py": "import pytest",
  });
  expect(toml).toContain('packages = ["jupyterlab"]');
  expect(notes).toEqual(["imported, but in no requirements: `scikit-learn`, `seaborn`"]);
});

test("an app under a name of its own is left out, and the lines that take it in are given", () => {
  const { toml, offers } = proposeFor({
    "requirements.txt": "pandas\n",
    "app.py": "import streamlit as st\nst.write(1)\n",
    "dashboard.py": "import streamlit as st\nst.title('x')\n",
    "parts.py": "import streamlit\n",
    "Other App.py": "import streamlit as st\nst.title('x')\n",
    "api.py": "from fastapi import FastAPI\napi = FastAPI()\n",
  });
  expect(toml).not.toContain("dashboard");
  expect(offers).toEqual([
    {
      from: "`api.py`, a FastAPI app",
      toml: '[services.api]\nrun = "uvicorn api:api --host 127.0.0.1 --port ${port}"\nport = 8000\nready = "/docs"\nopen = true\n',
      packages: ["fastapi", "uvicorn"],
    },
    {
      from: "`dashboard.py`, a Streamlit app",
      toml: '[services.dashboard]\nrun = "streamlit run dashboard.py --server.address 127.0.0.1 --server.port ${port} --server.headless true"\nport = 8502\nready = "/"\nopen = true\n',
      packages: [],
    },
  ]);
});
