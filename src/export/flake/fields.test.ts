import { expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as fc from "fast-check";

import { hasNix, nixEnv } from "../../../test/rig/nix.ts";
import { oddTexts } from "../../../test/rig/odd-texts.ts";
import { describe } from "../../describe/describe.ts";
import { exportFlake } from "../project-files.ts";

/** A text as a string of TOML that holds no reference. */
const toml = (text: string): string =>
  JSON.stringify(text.replaceAll("$", "$$$$")).replaceAll("\u007f", "\\u007f");
const plain = (text: string): string => JSON.stringify(text).replaceAll("\u007f", "\\u007f");

/** What may stand in each field of the text. */
const fieldsOf = (text: string) => {
  const line = text.replaceAll(/\p{Cc}/gu, "");
  return {
    name: `n${line}`,
    welcome: `w${line}`,
    value: text,
    cwd: `d${line.replaceAll("/", "_")}`,
    path: `/${line.replaceAll(/[\s#]|[^\x21-\x7e]/gu, "")}`,
  };
};

type Fields = ReturnType<typeof fieldsOf>;

/** The flake, or null where the description takes no such text. */
const flakeOf = ({ name, welcome, value, cwd, path }: Fields): string | null => {
  const text = [
    `name = ${plain(name)}`,
    `[welcome]\ntext = ${plain(welcome)}`,
    `[env]\nVALUE = ${toml(value)}`,
    `[ollama]\nhost = "http://127.0.0.1:1"`,
    `[services.web]\nport = 7000\nrun = ["printf", "%s\\\\0", ${toml(value)}]`,
    `cwd = ${plain(cwd)}\nready = { http = ${plain(path)} }\nenv = { OWN = ${toml(value)} }`,
  ].join("\n");
  const described = describe({ file: "jig.toml", text }, {});
  return described.ok ? exportFlake(described.value, { name, lock: null }).files[0].text : null;
};

/** The texts that Nix makes of the flakes, each script a file. */
const READ = `
let
  nixpkgs = {
    legacyPackages.x86_64-linux = {
      lib = { optionals = _: _: [ ]; optionalString = _: _: ""; toFunction = value: _: value; };
      stdenv.isLinux = true;
      runCommand = name: _: value: { inherit name value; outPath = "/tools"; };
      mkShell = shell: shell // { commands = builtins.listToAttrs (builtins.filter (x: x ? value) shell.packages); };
      figlet = "/figlet"; tmux = "/tmux"; ollama = "/ollama"; flock = "/flock"; unixtools.ps = "/ps";
    };
    lib = {
      genAttrs = _: make: { x86_64-linux = make "x86_64-linux"; };
      hasSuffix = _: _: false;
      optionalAttrs = _: _: { };
    };
  };
  read = file: let shell = ((import file).outputs { inherit nixpkgs; }).devShells.x86_64-linux.default;
    in { hook = shell.shellHook; commands = shell.commands.tools; };
in map read`;

interface Texts {
  readonly hook: string;
  readonly commands: string;
}

const stubs: Readonly<Record<string, string>> = {
  // Nothing runs yet; what is asked for first is the script of the service.
  tmux: 'for word; do case $word in /nix/store/*-web) echo "$word" > script ;; esac; done; case "$*" in *has-session*) exit 1 ;; *new-session*) exit "${FAIL:-0}" ;; esac',
  ollama: ":",
  flock: ":",
};

test.skipIf(!hasNix)(
  "every field of a description is the same in the scripts of the flake, and runs nothing",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "jig-fields-"));
    try {
      const cases = [
        "/a';{touch,pwned};:'b",
        "it's",
        "ends with '",
        "-P",
        ...fc.sample(oddTexts, { numRuns: 30, seed: 5 }),
      ]
        .map((text) => fieldsOf(text))
        .flatMap((fields) => {
          const flake = flakeOf(fields);
          return flake === null ? [] : [{ fields, flake }];
        });
      expect(cases.length).toBeGreaterThan(25);
      for (const [index, { flake }] of cases.entries()) {
        mkdirSync(join(folder, String(index)));
        writeFileSync(join(folder, String(index), "flake.nix"), flake);
      }
      const list = cases.map((_, index) => `./${index}/flake.nix`).join(" ");
      writeFileSync(join(folder, "read.nix"), `${READ} [ ${list} ]`);
      const ran = Bun.spawnSync(
        ["nix-instantiate", "--eval", "--read-write-mode", "--strict", "--json", "read.nix"],
        {
          cwd: folder,
          env: { ...process.env, ...nixEnv, HOME: folder },
        },
      );
      if (!ran.success) throw new Error(ran.stderr.toString());
      const all: readonly Texts[] = JSON.parse(ran.stdout.toString());
      mkdirSync(join(folder, "bin"));
      for (const [name, text] of Object.entries(stubs)) {
        writeFileSync(join(folder, "bin", name), `#!/bin/bash\n${text}\n`);
        chmodSync(join(folder, "bin", name), 0o755);
      }
      for (const [index, { fields }] of cases.entries())
        expectSame(join(folder, String(index)), fields, all[index] ?? { hook: "", commands: "" });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  30_000,
);

const expectSame = (cwd: string, fields: Fields, { hook, commands }: Texts): void => {
  const bash = (script: string) =>
    Bun.spawnSync(["bash", "-c", script], {
      cwd,
      env: {
        PATH: `${cwd}/../bin:/usr/bin:/bin`,
        PROJECT_ROOT: cwd,
        HOME: cwd,
        CDPATH: "/",
        // What a service is to have is written there for tmux, which here is none.
        TMPDIR: cwd,
      },
    });
  mkdirSync(join(cwd, fields.cwd), { recursive: true });
  const start = readFileSync(/\/nix\/store\/\S+-commands/.exec(commands)?.[0] ?? "", "utf8");
  // What is asked for is written down, and answers.
  writeFileSync(
    join(cwd, "start"),
    start.replace(/^answers\(\) [^]*? \]\]; \}$/m, 'answers() { printf %s "$1$2" > asked; }'),
  );
  const enter = /^ *bash (\/nix\/store\/\S+-enter) x86_64-linux$/m.exec(hook)?.[1] ?? "";
  const shown = bash(`${hook.replace(`bash ${enter}`, ":")}\nprintf '%s\\0' "$VALUE"`);
  expect(shown.stdout.toString()).toBe(`${fields.value}\0`);
  expect(shown.stderr.toString()).toBe("");
  expect(bash(`. ${enter}`).stderr.toString()).toContain(`${fields.welcome.trimEnd()}\n`);
  expect(bash("bash ./start").stderr.toString()).toBe("");
  expect(readFileSync(join(cwd, "asked"), "utf8")).toBe(
    new URL(`http://127.0.0.1:7000${fields.path}`).href.slice(17),
  );
  // The variables were written for a session that there never was.
  const written = (): readonly string[] => readdirSync(cwd).filter((name) => name.startsWith("tmp."));
  for (const name of written()) rmSync(join(cwd, name));
  expect(bash("FAIL=1 bash ./start").exitCode).toBe(1);
  expect(written()).toEqual([]);
  const script = readFileSync(join(cwd, "script"), "utf8").trim();
  expect(bash(`. ${script}`).stdout.toString()).toBe(`${fields.value}\0`);
  const seen = bash(`printf() { pwd; echo "$OWN"; }; exec() { "$@"; }; . ${script}`);
  expect(seen.stdout.toString()).toBe(`${join(cwd, fields.cwd)}\n${fields.value}\n`);
  for (const place of [cwd, join(cwd, fields.cwd)]) expect(existsSync(join(place, "pwned"))).toBe(false);
};
