import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";

import { openKernel } from "../../rig/jupyter-kernel.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { freePort } from "../../rig/ports.ts";
import { openRig, type Rig } from "../../rig/rig.ts";

/**
 * What a person does first: `jig init`, then `jig up`. The ports that are proposed are the tools' own; each is moved, so
 * that other benches may run on this machine.
 */
const initAndUp = async (rig: Rig): Promise<void> => {
  expectOutcome(await rig.jig("init", "--yes"), { stdout: anything, stderr: [/^wrote .*jig\.toml$/m] });
  const toml = rig.read("jig.toml");
  let moved = toml;
  for (const [line] of toml.matchAll(/^port = \d+$/gm))
    moved = moved.replace(line, `port = ${await freePort()}`);
  rig.write("jig.toml", moved);
  expectOutcome(await rig.jigWith({ timeoutMs: 200_000 }, "up"), { stdout: ["is up"], stderr: anything });
};

const pageOf = async (rig: Rig, service: string): Promise<string> => {
  const { port } = await rig.serviceStatus(service);
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  expect(answer.status).toBe(200);
  return answer.text();
};

test("an empty folder gets a running JupyterLab, and every cell of its first notebook runs", async () => {
  await using rig = await openRig();
  await initAndUp(rig);
  const notebook: { cells: { cell_type: string; source: string[] }[] } = JSON.parse(
    rig.read("notebooks/hello.ipynb"),
  );
  const kernel = await openKernel((await rig.jig("open", "--print", "jupyter")).stdout.trim());
  for (const { cell_type: type, source } of notebook.cells) {
    if (type !== "code") continue;
    const { error } = await kernel.execute(source.join(""));
    expect(error).toBeNull();
  }
  kernel.close();
}, 300_000);

test("a folder with requirements and a notebook gets a running JupyterLab", async () => {
  await using rig = await openRig();
  rig.write("requirements.txt", "six==1.16.0\n");
  rig.write("work/first.ipynb", '{ "cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5 }');
  await initAndUp(rig);
  const kernel = await openKernel((await rig.jig("open", "--print", "jupyter")).stdout.trim());
  expect(await kernel.execute("import six; print(six.__version__)")).toEqual({
    printed: "1.16.0\n",
    error: null,
  });
  kernel.close();
}, 300_000);

test("a FastHTML app runs as it is", async () => {
  await using rig = await openRig();
  rig.write("requirements.txt", "python-fasthtml\n");
  rig.write(
    "server.py",
    'from fasthtml.common import *\n\napp, rt = fast_app()\n\n\n@rt("/")\ndef get():\n    return P("hello of FastHTML")\n\n\nserve(host="127.0.0.1", reload=False)\n',
  );
  await initAndUp(rig);
  expect(await pageOf(rig, "server")).toContain("hello of FastHTML");
}, 300_000);

test("a Streamlit app that lists no packages runs", async () => {
  await using rig = await openRig();
  rig.write("app.py", 'import streamlit as st\n\nst.title("hello")\n');
  await initAndUp(rig);
  expect(await pageOf(rig, "app")).toContain("<title>Streamlit</title>");
}, 300_000);

test("a FastAPI app in a package, with the dependencies of a pyproject, runs", async () => {
  await using rig = await openRig();
  rig.write(
    "pyproject.toml",
    '[project]\nname = "five"\nrequires-python = ">=3.11"\ndependencies = ["fastapi>=0.100"]\n',
  );
  rig.write("app/__init__.py", "");
  rig.write(
    "app/main.py",
    'from fastapi import FastAPI\n\nbackend = FastAPI()\n\n\n@backend.get("/")\ndef hello():\n    return "hello of FastAPI"\n',
  );
  await initAndUp(rig);
  expect(await pageOf(rig, "main")).toContain("hello of FastAPI");
}, 300_000);

test("a Flask app with a conda environment runs", async () => {
  await using rig = await openRig();
  rig.write(
    "environment.yml",
    "name: web\nchannels: [conda-forge]\ndependencies:\n  - python>=3.11\n  - flask=3.0\n  - r-base\n  - pip\n  - pip:\n    - six==1.16.0\n",
  );
  rig.write(
    "main.py",
    'import six\nfrom flask import Flask\n\nsite = Flask(__name__)\n\n\n@site.route("/")\ndef hello():\n    return "hello of Flask, six " + six.__version__\n',
  );
  await initAndUp(rig);
  expect(await pageOf(rig, "main")).toBe("hello of Flask, six 1.16.0");
}, 300_000);

test("a Gradio app runs", async () => {
  await using rig = await openRig();
  rig.write("requirements.txt", "gradio\n");
  rig.write("app.py", 'import gradio as gr\n\ngr.Interface(len, "text", "number", title="hello").launch()\n');
  await initAndUp(rig);
  expect(await pageOf(rig, "app")).toContain("gradio");
  expectOutcome(await rig.jig("down"), { stdout: anything });
  // Gradio leaves a folder of its own behind, wherever it runs.
  rmSync(join(rig.base, "tmp", "gradio"), { recursive: true, force: true });
}, 300_000);

test("a Procfile's processes run, and answer this machine alone", async () => {
  await using rig = await openRig();
  rig.write("requirements.txt", "flask\ngunicorn\n");
  rig.write(
    "site_app.py",
    'from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.route("/")\ndef hello():\n    return "hello of gunicorn"\n',
  );
  rig.write("worker.py", 'import time\n\nprint("working")\ntime.sleep(1000)\n');
  rig.write("Procfile", "release: false\nweb: gunicorn site_app:app\nworker: python worker.py\n");
  await initAndUp(rig);
  expect(await pageOf(rig, "web")).toBe("hello of gunicorn");
  expect(await rig.serviceStatus("worker")).toMatchObject({ state: "ready", port: null });
  expectOutcome(await rig.jig("logs", "web"), { stdout: ["Listening at: http://127.0.0.1:"] });
}, 300_000);
