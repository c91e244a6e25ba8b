// Where the commands of each guide are run, and which cannot be run here, with the reason.

import { join } from "node:path";

import { notebookText } from "../../rig/notebook-repository.ts";
import { copyWorkbench } from "../../rig/copy-workbench.ts";
import { freePort } from "../../rig/ports.ts";
import type { Rig } from "../../rig/rig.ts";
import { startProgram } from "../../rig/start-program.ts";
import { blocksOf } from "./read-guide.ts";

export interface Scenario {
  /** Makes the project that the guide is about. */
  readonly prepare: (rig: Rig, page: string) => Promise<void>;
  /** The project's folder, where its name shows. */
  readonly folder?: string;
  readonly env?: (rig: Rig) => Readonly<Record<string, string>>;
  /** What is typed when a command line asks, by the names of `before`, where the page does not show it. */
  readonly typed?: Readonly<Record<string, string>>;
  /** Command lines that are not run, and why. */
  readonly notRun?: Readonly<Record<string, string>>;
  /** Command lines whose output is not compared with the page's, and why. */
  readonly notCompared?: Readonly<Record<string, string>>;
  /** Done before a command line is run: `COMMAND`, or `COMMAND #2` for the second time that it stands there. */
  readonly before?: Readonly<Record<string, (rig: Rig) => unknown>>;
  /** Exit codes that are not 0, by the same names. */
  readonly codes?: Readonly<Record<string, number>>;
}

const PUBLISHED = "jig is not published yet";
const WINDOWS = "it is typed in Windows";
const NIXPKGS = "it needs nixpkgs itself";
const ELSEWHERE = "it names a place that is not here";

/** Runs a line of shell in the project, for what a guide takes for granted. */
const shell = async (rig: Rig, script: string): Promise<void> => {
  const { code, stdout, stderr } = await startProgram(["/bin/sh", "-ec", script], {
    cwd: rig.root,
    env: { ...rig.env, ...gitIdentity },
  }).ended;
  if (code !== 0) throw new Error(`${script}\n${stdout}${stderr}`);
};

export const gitIdentity: Readonly<Record<string, string>> = {
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.org",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.org",
};

const workbench = (rig: Rig): Promise<void> => copyWorkbench(rig);

/** The description that the page shows first, with a port that is free here. */
const describedInPage = async (rig: Rig, page: string): Promise<void> => {
  const [first] = blocksOf(page).filter(({ language }) => language === "toml");
  rig.write("jig.toml", (first?.text ?? "").replace(/port = \d+/, `port = ${await freePort()}`));
};

/** Small, with packages that are quick to have. */
const smallProject = (rig: Rig, ...packages: readonly string[]): void => {
  const version = rig.python.match(/3\.\d+$/)?.[0] ?? "3.11";
  rig.write(
    "jig.toml",
    `name = "bench"\n[python]\nversion = "${version}"\npackages = ${JSON.stringify(packages)}\n`,
  );
};

const INSTALLS = "test/cases/install makes the packages and installs each";

const scenarios: Readonly<Record<string, Scenario>> = {
  "README.md": {
    prepare: workbench,
    notRun: {
      "script/up": "it builds what is being tried here",
      "script/test": "it is what runs this",
      "uv tool install jigup": PUBLISHED,
      "uvx --from jigup jig up": PUBLISHED,
    },
  },
  "docs/guides/first-steps.md": {
    prepare: workbench,
    before: {
      "jig up #2": (rig) =>
        rig.write("jig.toml", 'name = "workbench"\n\n[services.server]\ncomand = "python server.py"\n'),
    },
    codes: { "jig up #2": 2 },
  },
  "docs/guides/installing.md": {
    prepare: workbench,
    notRun: {
      "npm run build:all": INSTALLS,
      "npm run pack": INSTALLS,
      "uv tool install dist/packages/jigup-*-manylinux_2_28_x86_64.whl": INSTALLS,
      "sh dist/packages/install.sh": INSTALLS,
    },
    notCompared: { "jig --version": "it tells where this very copy came from" },
  },
  "docs/guides/uninstalling.md": {
    prepare: async (rig) => {
      await shell(rig, "mkdir -p ../cache/uv/0.0.1 && echo > ../cache/uv/0.0.1/uv");
    },
    // The tests' own is shared.
    env: (rig) => ({ JIG_CACHE_DIR: join(rig.base, "cache") }),
    notCompared: { "jig uninstall": "where things are and how much they take differs" },
  },
  "docs/guides/starting-a-project.md": {
    folder: "bench",
    prepare: async (rig) => {
      rig.write("requirements.txt", "numpy\njupyterlab\npython-fasthtml\n");
      rig.write("server.py", "from fasthtml.common import *\napp, rt = fast_app()\nserve()\n");
      rig.write("notes.ipynb", '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}');
      await Promise.resolve();
    },
    typed: { "jig init #2": "y\r" },
    notRun: { "jig up": "test/cases/init brings such folders up" },
  },
  "docs/guides/troubleshooting.md": {
    prepare: workbench,
    notCompared: { "jig doctor": "what it finds is this machine's own; test/cases/doctor compares each" },
  },
  "docs/guides/services.md": {
    prepare: async (rig, page) => {
      await describedInPage(rig, page);
      rig.write("watch.sh", 'echo "watching $1"\nexec sleep 100000\n');
    },
  },
  "docs/guides/ollama.md": {
    prepare: async (rig) => {
      rig.write("jig.toml", '[ollama]\nmodels = ["qwen3:0.6b"]\nhost = "http://127.0.0.1:9"\n');
      await Promise.resolve();
    },
    notRun: {
      "jig models pull": "test/cases/ollama pulls, from a registry of its own",
      "jig models remove qwen3:0.6b": "test/cases/ollama removes one",
    },
    notCompared: { "jig status": "half a gigabyte is not pulled for it" },
  },
  "docs/guides/system-packages.md": {
    prepare: async (rig) => {
      rig.write("jig.toml", '[packages]\ncommon = ["git"]\n');
      await Promise.resolve();
    },
    notRun: {
      "jig run -- cmake -B build": "it is about a project of C++",
    },
    notCompared: {
      "jig up": "which packages are here differs",
      "jig doctor": "what it finds is this machine's own",
    },
  },
  "docs/guides/nix.md": {
    prepare: async (rig) => {
      await workbench(rig);
      await shell(rig, "git init --quiet; rm flake.nix requirements.lock");
    },
    notRun: {
      "nix flake lock": NIXPKGS,
      "git add flake.lock": NIXPKGS,
      "nix develop": "test/cases/flake enters it with a stand-in for nixpkgs",
      start: "test/cases/flake starts it",
      stop: "test/cases/flake stops it",
      "nix develop .#cuda": NIXPKGS,
      "nix run . -- up -C examples/workbench": "test/cases/flake runs it with a stand-in for nixpkgs",
      "nix profile install .": NIXPKGS,
      "nix flake check --all-systems --no-build": NIXPKGS,
      'nix develop -c python -c "import numpy, pandas, zmq; print(numpy.arange(4).sum())"': NIXPKGS,
      'nix develop -c sh -c "start && curl -sI http://127.0.0.1:5001/ && stop"': NIXPKGS,
      "nix develop .#cuda -c nvcc --version": NIXPKGS,
      "nix run . -- --version": NIXPKGS,
    },
  },
  "docs/guides/gpu.md": {
    prepare: describedInPage,
    notCompared: {
      "jig up": "whether there is a GPU here, and how quick it is, differs",
      "jig doctor": "whether there is a GPU here, and how quick it is, differs",
    },
  },
  "docs/guides/gpu-check.md": {
    prepare: workbench,
    notRun: {
      "script/gpu-check": "it needs an NVIDIA GPU, and torch",
      "GPU_CHECK_SITE=/opt/torch/lib/python3.12/site-packages GPU_CHECK_WHEELS=wheels JIG_UV=./uv script/gpu-check ./jig":
        "it needs an NVIDIA GPU, and torch",
    },
  },
  "docs/guides/sharing.md": {
    prepare: async (rig) => {
      smallProject(rig, "six");
      await shell(
        rig,
        "git init -q -b main && jig lock && git init -q --bare ../origin && git remote add origin ../origin",
      );
    },
    before: {
      "git pull -q": (rig) => {
        Bun.spawnSync(["git", "push", "-q", "-u", "origin", "main"], { cwd: rig.root, env: rig.env });
      },
    },
  },
  "docs/guides/notebooks-kernels.md": {
    prepare: workbench,
    notRun: { "jig open --print jupyter": "test/cases/workbench does, where JupyterLab runs" },
  },
  "docs/guides/packages.md": {
    prepare: async (rig) => {
      smallProject(rig, "six");
      await shell(rig, "jig sync");
    },
    before: {
      // Somebody whose machine names `inner` has locked a package of it.
      "jig lock": (rig) => {
        const files = `files = [\n  { name = "privlib-2.0-py3-none-any.whl", sha256 = "${"ab".repeat(32)}" },\n]`;
        const item = `[[package]]\nname = "privlib"\nversion = "2.0"\nindex = "inner"\n${files}\n`;
        rig.write("jig.lock", `${rig.read("jig.lock")}\n${item}`);
      },
    },
    codes: { "jig sync --check": 1, "jig lock": 1 },
  },
  "docs/guides/notebooks-in-git.md": {
    prepare: async (rig, page) => {
      await describedInPage(rig, page);
      rig.write("rain.ipynb", notebookText({ source: "1", printed: "old" }, { source: "2" }));
      await shell(
        rig,
        "git init -q -b main && git add . && git commit -qm one && git init -q --bare ../origin && git remote add origin ../origin",
      );
    },
    before: {
      // Somebody changes a cell and pushes; it is run here meanwhile.
      "git status --short": (rig) => {
        const git = (...args: string[]) =>
          Bun.spawnSync(["git", ...args], { cwd: rig.root, env: { ...rig.env, ...gitIdentity } });
        rig.write("rain.ipynb", notebookText({ source: "1" }, { source: "3" }));
        git("commit", "-qam", "two");
        git("push", "-q", "-u", "origin", "main");
        git("reset", "-q", "--hard", "HEAD~1");
        rig.write("rain.ipynb", notebookText({ source: "1", printed: "a" }, { source: "2", printed: "b" }));
      },
    },
    codes: { "git pull -q": 1 },
  },
  "docs/guides/platforms.md": {
    prepare: async (rig) => {
      smallProject(rig, "iniconfig", "markupsafe", "appnope ; sys_platform == 'darwin'");
      await shell(rig, "jig lock");
    },
    notCompared: { "jig plan --on macos-arm64": "the page cuts the sums" },
  },
  "docs/guides/own-changes.md": {
    prepare: async (rig, page) => {
      smallProject(rig, "six");
      const [first] = blocksOf(page).filter(({ language }) => language === "toml");
      rig.write("jig.local.toml", first?.text ?? "");
      await shell(rig, "git init -q -b main");
    },
  },
  "docs/guides/ci.md": {
    prepare: async (rig) => {
      smallProject(rig, "pytest");
      rig.write("test_sum.py", "def test_sum():\n    assert 1 + 1 == 2\n");
      rig.write("check.py", "import sys\nsys.exit(0)\n");
      rig.write("jig.toml", `${rig.read("jig.toml")}[services.web]\nrun = "sleep 1000"\n`);
      await shell(rig, "jig lock");
    },
    notRun: { "pipx install jigup": PUBLISHED, "pip install jigup": PUBLISHED },
  },
  "docs/guides/proxies.md": {
    prepare: async (rig) => {
      smallProject(rig, "six");
      await Promise.resolve();
    },
  },
  "docs/guides/wsl.md": {
    prepare: async (rig) => {
      await workbench(rig);
      await shell(rig, "jig up --no-open");
    },
    notRun: {
      "wsl --install": WINDOWS,
      "wsl --shutdown": WINDOWS,
      "cd ~": ELSEWHERE,
      "git clone https://git.example/bench.git": ELSEWHERE,
    },
  },
};

/** A guide without an entry is about the example workbench, and all that it shows is run and compared. */
export const scenarioOf = (file: string): Scenario => scenarios[file] ?? { prepare: workbench };
