import { expect, test } from "bun:test";
import * as fc from "fast-check";

import {
  activateEnvironment,
  applyDifference,
  environmentDifference,
  missingVariables,
} from "./activate-environment.ts";

const venv = "/p/.venv";

test("the project's programs come first on PATH", () => {
  expect(activateEnvironment({ PATH: "/usr/bin:/bin", HOME: "/h" }, { venv, env: {} })).toEqual({
    PATH: "/p/.venv/bin:/usr/bin:/bin",
    HOME: "/h",
    VIRTUAL_ENV: venv,
  });
});

test("another Python's settings do not reach the project", () => {
  const foreign = {
    CONDA_PREFIX: "/conda/envs/x",
    CONDA_PREFIX_1: "/conda",
    CONDA_SHLVL: "2",
    _CE_CONDA: "",
    VIRTUAL_ENV_PROMPT: "(x)",
    PYTHONHOME: "/x",
    PYTHONPATH: "/x",
    PYTHONSTARTUP: "/x",
    PYTHONUSERBASE: "/x",
    PYENV_VERSION: "2.7",
    JUPYTER_TOKEN: "secret",
    JUPYTER_CONFIG_DIR: "/x",
  };
  const env = activateEnvironment(
    { ...foreign, PATH: "/conda/envs/x/bin:/conda/bin/:/opt/bin:/bin", LD_LIBRARY_PATH: "/mine" },
    { venv: null, env: {} },
  );
  expect(env).toEqual({ PATH: "/opt/bin:/bin", LD_LIBRARY_PATH: "/mine" });
});

test("an active environment of somebody else leaves PATH, our own is not there twice", () => {
  const base = { VIRTUAL_ENV: "/other/", PATH: "/other/bin:/p/.venv/bin:/bin" };
  expect(activateEnvironment(base, { venv, env: {} })["PATH"]).toBe("/p/.venv/bin:/bin");
});

test("without any PATH the usual folders are there too", () => {
  expect(activateEnvironment({}, { venv, env: {} })["PATH"]).toBe(
    "/p/.venv/bin:/usr/local/bin:/usr/bin:/bin",
  );
  expect(activateEnvironment({}, { venv: null, env: {} })).toEqual({});
});

test("what the description sets comes last, and may build on what is there", () => {
  const env = {
    DATA: [{ kind: "env", name: "HOME" }, "/data"],
    PATH: [{ kind: "env", name: "PATH" }, ":/opt/tool/bin"],
    OLD: [{ kind: "env", name: "PYTHONPATH" }],
  } as const;
  const base = { HOME: "/h", PATH: "/bin", PYTHONPATH: "/x" };
  expect(activateEnvironment(base, { venv, env })).toMatchObject({
    DATA: "/h/data",
    PATH: "/p/.venv/bin:/bin:/opt/tool/bin",
    OLD: "/x",
  });
});

test.each([
  [["/opt/tool/bin:", { kind: "env", name: "PATH" }], "/p/.venv/bin:/opt/tool/bin:/bin"],
  [["/opt/tool/bin"], "/p/.venv/bin:/opt/tool/bin"],
  [[""], "/p/.venv/bin"],
] as const)("the project's programs are first on a PATH of the description, too: %j", (PATH, path) => {
  expect(activateEnvironment({ PATH: "/bin" }, { venv, env: { PATH } })["PATH"]).toBe(path);
});

test("a variable that builds on a missing one is left out and named", () => {
  const difference = environmentDifference({ venv, env: { DATA: [{ kind: "env", name: "NOPE" }, "/data"] } });
  expect(applyDifference({}, difference)["DATA"]).toBeUndefined();
  expect(missingVariables({}, difference)).toEqual(["NOPE"]);
  expect(missingVariables({ NOPE: "" }, difference)).toEqual([]);
});

const name = fc.constantFrom("PATH", "HOME", "A", "CONDA_PREFIX", "VIRTUAL_ENV", "PYTHONPATH", "JUPYTER_X");
const text = fc.constantFrom("", "/x", "/bin:/x/bin", "/p/.venv/bin");
const base = fc.dictionary(name, fc.option(text, { nil: undefined }));
const template = fc.array(
  fc.oneof(
    text,
    name.map((variable) => ({ kind: "env", name: variable }) as const),
  ),
  { maxLength: 3 },
);
const workbench = fc.record({
  venv: fc.constantFrom(venv, null),
  env: fc.dictionary(fc.constantFrom("A", "B", "PATH"), template),
});

test("a stored difference gives the same environment, and holds nothing of the user's", () => {
  fc.assert(
    fc.property(base, workbench, (user, bench) => {
      const before = structuredClone(user);
      const stored: ReturnType<typeof environmentDifference> = JSON.parse(
        JSON.stringify(environmentDifference(bench)),
      );
      expect(applyDifference(user, stored)).toEqual(activateEnvironment(user, bench));
      expect(user).toEqual(before);
    }),
  );
});

test("activating what is active already changes nothing", () => {
  fc.assert(
    fc.property(base, (user) => {
      const once = activateEnvironment(user, { venv, env: {} });
      expect(activateEnvironment(once, { venv, env: {} })).toEqual(once);
    }),
  );
});

test("a service that is started from a command or a shell of ours has nothing of theirs for compilers", () => {
  const system = { path: [], set: {}, build: { NIX_LDFLAGS: "-L/nix/store/a/lib" } };
  const bench = { venv: null, env: {}, system };
  const command = activateEnvironment({}, { ...bench, builds: true });
  expect(command).toEqual({ NIX_LDFLAGS: "-L/nix/store/a/lib" });
  expect(activateEnvironment(command, bench)).toEqual({});
  // A shell that was entered before the packages changed.
  expect(activateEnvironment({ JIG_SHELL: "bash", NIX_LDFLAGS: "-L/former" }, bench)).toEqual({});
  expect(activateEnvironment({ NIX_LDFLAGS: "-L/users" }, bench)).toEqual({ NIX_LDFLAGS: "-L/users" });
});

test("packages come behind the environment's own programs; compilers' variables are for commands alone", () => {
  const system = {
    path: ["/nix/store/a/bin", "/nix/store/b/bin"],
    set: { PKG_CONFIG_PATH: "/nix/store/a/lib/pkgconfig" },
    build: { NIX_LDFLAGS: "-L/nix/store/a/lib" },
  };
  const user = { PATH: "/usr/bin:/nix/store/b/bin", LD_LIBRARY_PATH: "/mine" };
  const service = activateEnvironment(user, { venv: "/p/.venv", env: {}, system });
  expect(service).toEqual({
    PATH: "/p/.venv/bin:/nix/store/a/bin:/nix/store/b/bin:/usr/bin",
    LD_LIBRARY_PATH: "/mine",
    PKG_CONFIG_PATH: "/nix/store/a/lib/pkgconfig",
    VIRTUAL_ENV: "/p/.venv",
  });
  const env = { NIX_LDFLAGS: ["mine"] };
  const command = activateEnvironment(user, { venv: null, env, system, builds: true });
  expect(command["PATH"]).toBe("/nix/store/a/bin:/nix/store/b/bin:/usr/bin");
  expect(command["NIX_LDFLAGS"]).toBe("mine");
  expect(activateEnvironment(user, { venv: null, env: {}, system, builds: true })["NIX_LDFLAGS"]).toBe(
    "-L/nix/store/a/lib",
  );
});
