import { expect, test } from "bun:test";

import { fillFiles, fillText, fillToken, type PresetValues } from "../plan/services/fill-preset.ts";
import { presetByName, presetMeant, presetNames } from "./preset-by-name.ts";
import { jupyterlab } from "./jupyterlab.ts";

const values: PresetValues = {
  python: '/p "é"/${port}\\.venv/bin/python',
  venv: "/p/.venv",
  root: "/p",
  state: "/s/services/x/private",
  home: "/home/ada",
  project: "bench",
  id: "0a1b2c3d",
};

test("every preset is found by its name, and no other word is one", () => {
  expect(presetNames).toEqual(["command", "fasthtml", "jupyterlab", "ollama"]);
  for (const name of presetNames) expect(presetByName(name)?.name).toBe(name);
  expect(presetByName("constructor")).toBeNull();
});

test("what people call a preset leads to it, and so does a slip", () => {
  for (const word of ["jupyter", "Jupyter", "lab", "notebook", "jupiterlab", "jupyter-lab"])
    expect(presetMeant(word)).toBe("jupyterlab");
  expect(presetMeant("zzzzzz")).toBeNull();
  expect(presetMeant("constructor")).toBeNull();
});

test("every text of every preset can be filled in, and its files stay in the state folder", () => {
  for (const name of presetNames) {
    const preset = presetByName(name);
    if (preset === null) throw new Error(name);
    const { env, command, rootArguments } = preset;
    for (const text of [...(command ?? []), ...rootArguments, ...Object.values(env)]) fillText(text, values);
    for (const { path, content } of fillFiles(preset, values)) {
      expect(path.startsWith("/s/services/x/private/")).toBe(true);
      if (path.endsWith(".json")) JSON.parse(content);
    }
    expect(fillToken(preset, values)?.file ?? values["state"]).toStartWith("/s/services/x/private");
  }
});

test("a path is put in as it is, whatever it holds", () => {
  expect(fillText("${python} --port=${port}!", values)).toEqual([
    '/p "é"/${port}\\.venv/bin/python --port=',
    { kind: "port" },
    "!",
  ]);
  const kernel: { argv: string[] } = JSON.parse(fillFiles(jupyterlab, values)[0]?.content ?? "");
  expect(kernel.argv[0]).toBe('/p "é"/${port}\\.venv/bin/python');
});

test("a name that presets do not have is a mistake of ours", () => {
  expect(() => fillText("${nope}", values)).toThrow("nope");
});

test("JupyterLab's token is in no argument and no variable, only the path of its file", () => {
  expect(jupyterlab.env["JUPYTER_TOKEN_FILE"]).toBe(jupyterlab.token?.file);
  expect(jupyterlab.env["JUPYTER_TOKEN"]).toBeUndefined();
  expect(jupyterlab.command?.join(" ")).not.toContain("oken");
});

test("JupyterLab never moves to another port by itself, and opens no browser", () => {
  expect(jupyterlab.command).toContain("--ServerApp.port_retries=0");
  expect(jupyterlab.command).toContain("--no-browser");
  expect(jupyterlab.command).toContain("--ServerApp.ip=127.0.0.1");
});

test("every Jupyter folder but Lab's settings is in the state folder", () => {
  const outside = Object.entries(jupyterlab.env).filter(([, text]) => !text.startsWith("${state}"));
  expect(outside).toEqual([
    ["JUPYTER_PREFER_ENV_PATH", "1"],
    ["JUPYTERLAB_SETTINGS_DIR", "${home}/.jupyter/lab/user-settings"],
  ]);
});
