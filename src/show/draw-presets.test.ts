import { expect, test } from "bun:test";

import { describe } from "../describe/describe.ts";
import { presetByName, presetNames } from "../presets/preset-by-name.ts";
import { drawPreset, drawPresets, presetExample } from "./draw-presets.ts";
import { styleFor } from "./text/style.ts";

const plain = { style: styleFor(false), columns: null };
const presets = presetNames.flatMap((name) => presetByName(name) ?? []);

test("all presets, a line each", () => {
  expect(drawPresets(presets, plain)).toBe(
    [
      "preset      port   what it is",
      "command            any command, given by `run`",
      "fasthtml    5001   a FastHTML app: `python server.py`, unless `run` says otherwise",
      "jupyterlab  8888   JupyterLab, its kernel the project's Python",
      "ollama      11435  Ollama: the one that runs already, or else `ollama serve` on a port of this project",
    ].join("\n"),
  );
});

test("one preset, with all that it brings", () => {
  const [, fasthtml] = presets;
  if (fasthtml === undefined) throw new Error("no preset");
  expect(drawPreset(fasthtml, plain)).toBe(
    [
      "fasthtml: a FastHTML app: `python server.py`, unless `run` says otherwise",
      "",
      "runs        ${python} server.py",
      "port        5001, or the next that is free",
      "ready when  / answers, within 1 min",
      "page        /, opened in the browser by `jig up`",
      "to stop it  SIGTERM; killed after 10 s",
      "package     python-fasthtml",
      "",
      "[services.fasthtml]",
      'use = "fasthtml"',
    ].join("\n"),
  );
});

test("what is shown to be written down is a description", () => {
  for (const preset of presets) {
    const text = presetExample(preset).replace("NAME", "app");
    expect(describe({ file: "jig.toml", text }, { presets: presetNames })).toMatchObject({ ok: true });
  }
});
