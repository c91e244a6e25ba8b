import { describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { firstInputs, flakeWorkbench, placeFirstFlake, writeFlake } from "../../rig/flake-project.ts";
import { evaluate, hasNix, nix, nixEnv } from "../../rig/nix.ts";
import { expectOutcome } from "../../rig/outcome.ts";
import { openRig, type Rig } from "../../rig/rig.ts";

const linux = ["x86_64-linux", "aarch64-linux"];
const darwin = ["x86_64-darwin", "aarch64-darwin"];

const packageNames = (
  rig: Rig,
  installable: string,
  inputs?: readonly string[],
): Promise<readonly string[]> =>
  evaluate(rig, {
    installable,
    apply: "shell: map (input: input.pname or input.name) (shell.buildInputs ++ shell.nativeBuildInputs)",
    ...(inputs === undefined ? {} : { inputs }),
  });

/** Where one of the first flakes lies, with `cudaSupport` in the one that asks for it. */
const placeFirst = (rig: Rig, number: number): string => {
  const folder = placeFirstFlake(rig, number);
  if (number === 1) writeFileSync(join(folder, "local.nix"), "{ cudaSupport = true; }\n");
  return folder;
};

/** What everything below a derivation is called. */
const requisites = async (rig: Rig, installable: string, inputs?: readonly string[]): Promise<string> => {
  const path = await evaluate<string>(rig, {
    installable: `${installable}.drvPath`,
    ...(inputs === undefined ? {} : { inputs }),
  });
  return Bun.spawnSync(["nix-store", "-qR", path], { env: { ...rig.env, ...nixEnv } }).stdout.toString();
};

describe.skipIf(!hasNix)("the emitted flake, evaluated", () => {
  test("nothing of the four flakes that it was melded from is lost, on any system", async () => {
    await using rig = await openRig();
    await flakeWorkbench(rig);
    // uv makes the environment and installs into it. On macOS the system's own compiler and runtime serve.
    const replaced = ["python3.11-pip", "python3.11-virtualenv"];
    const onLinuxOnly = ["gcc-wrapper", "gcc"];
    for (const system of [...linux, ...darwin]) {
      const isLinux = linux.includes(system);
      const first = new Set<string>();
      for (const number of [1, 2, 3, 4]) {
        const installable = `path:${placeFirst(rig, number)}#devShell.${system}`;
        for (const name of await packageNames(rig, installable, firstInputs)) first.add(name);
      }
      const ours = new Set(await packageNames(rig, `.#devShells.${system}.default`));
      if (isLinux) for (const name of await packageNames(rig, `.#devShells.${system}.cuda`)) ours.add(name);
      const excused = [...replaced, ...(isLinux ? [] : onLinuxOnly)];
      expect(first.size).toBeGreaterThan(8);
      expect([...first].filter((name) => !ours.has(name) && !excused.includes(name))).toEqual([]);
    }
    expect(await packageNames(rig, ".#devShells.x86_64-linux.cuda")).toEqual(
      expect.arrayContaining(["cuda-merged", "cudnn", "nccl", "ollama"]),
    );
  }, 120_000);

  test("the default shell brings nothing of CUDA and evaluates nothing unfree; the last of the first flakes brought the toolkit", async () => {
    await using rig = await openRig();
    await flakeWorkbench(rig);
    for (const system of linux) {
      expect(await requisites(rig, `.#devShells.${system}.default`)).not.toMatch(/cuda|cudnn|nccl/);
      expect(await requisites(rig, `path:${placeFirst(rig, 4)}#devShell.${system}`, firstInputs)).toContain(
        "cuda-merged",
      );
    }
    // It looked for `nvidia-smi` while it was evaluated, where no path of the machine is seen.
    expect(
      await evaluate<string[]>(rig, {
        installable: `path:${placeFirst(rig, 4)}#devShell.x86_64-linux`,
        apply: 'shell: [ (toString (builtins.pathExists "/bin/sh")) ]',
        inputs: firstInputs,
      }),
    ).toEqual([""]);
    const names = await packageNames(rig, ".#devShells.x86_64-darwin.default");
    expect(names).not.toContain("manylinux2014");
    expect(
      await evaluate<string[]>(rig, {
        installable: ".#devShells.x86_64-darwin",
        apply: "builtins.attrNames",
      }),
    ).toEqual(["default"]);
  }, 60_000);

  test("a local.nix beside it turns CUDA on and adds packages", async () => {
    await using rig = await openRig();
    await flakeWorkbench(rig);
    rig.write("local.nix", "{ cudaSupport = true; packages = pkgs: [ pkgs.htop ]; }\n");
    expect(await packageNames(rig, ".#devShells.x86_64-linux.default")).toEqual(
      expect.arrayContaining(["cuda-merged", "htop"]),
    );
    const onMac = await packageNames(rig, ".#devShells.aarch64-darwin.default");
    expect(onMac).toContain("htop");
    expect(onMac).not.toContain("cuda-merged");
  }, 60_000);

  test("a local.nix may be a function, and says what it cannot be", async () => {
    await using rig = await openRig({ description: 'name = "bench"\n' });
    await writeFlake(rig);
    const names = () => packageNames(rig, ".#devShells.x86_64-linux.default");
    for (const text of [
      "{ pkgs, ... }: { packages = [ pkgs.htop ]; cudaSupport = true; }",
      "{ pkgs }: { packages = pkgs: [ pkgs.htop ]; cudaSupport = pkgs.stdenv.isLinux; }",
      "pkgs: { packages = [ pkgs.htop ]; cudaSupport = true; }",
      "{ pkgs, lib, ... }: { packages = lib.optional true pkgs.htop; cudaSupport = true; }",
    ]) {
      rig.write("local.nix", `${text}\n`);
      expect(await names(), text).toEqual(expect.arrayContaining(["cuda-merged", "htop"]));
    }
    const may =
      "local.nix may have `cudaSupport`, true or false, and `packages`, a list of packages, and nothing else";
    for (const [text, told] of [
      ["[ ]", may],
      ["{ pkgs, ... }: [ pkgs.htop ]", may],
      ["{ cudasupport = true; htop = 1; }", may],
      ["{ pkgs, config, nothing }: { }", "local.nix:1:1 called without required argument 'nothing'"],
      ['{ cudaSupport = "yes"; }', may],
      ['{ packages = "htop"; }', may],
      ['{ packages = [ "htop" ]; }', may],
      ["{ packages = pkgs: pkgs.htop; }", may],
      ['{ packages = [ (throw "not today") ]; }', "not today"],
      ["{ cudaSupport = true }", "local.nix:1:"],
    ] as const) {
      rig.write("local.nix", `${text}\n`);
      expectOutcome(await nix(rig, {}, "eval", ".#devShells.x86_64-linux.default.drvPath"), {
        code: 1,
        stderr: [told],
      });
    }
  }, 60_000);

  test("unfree packages need `unfree`, and one of another platform is named", async () => {
    await using rig = await openRig({ description: '[packages]\ncommon = ["vscode"]\n' });
    await writeFlake(rig);
    const drvPath = ".#devShells.x86_64-linux.default.drvPath";
    expectOutcome(await nix(rig, {}, "eval", drvPath), { code: 1, stderr: ["vscode", "unfree"] });
    rig.write("jig.toml", '[packages]\ncommon = ["vscode"]\nunfree = true\n');
    await writeFlake(rig);
    await evaluate(rig, { installable: drvPath });
    rig.write("jig.toml", '[packages]\ncommon = ["mas"]\n');
    await writeFlake(rig);
    expectOutcome(await nix(rig, {}, "eval", drvPath), { code: 1, stderr: ["mas", "not available"] });
  }, 60_000);

  test.skipIf(Bun.which("shellcheck") === null)(
    "its shell code has nothing that shellcheck finds",
    async () => {
      await using rig = await openRig();
      await flakeWorkbench(rig);
      const paths = (await requisites(rig, ".#devShells.x86_64-linux.default")).split("\n");
      const texts = paths
        .filter((path) => /-(?:enter|jupyter|ollama|server|commands)$/.test(path))
        .map((path) => readFileSync(path, "utf8"));
      expect(texts.length).toBe(5);
      const hook = await evaluate<string>(rig, { installable: ".#devShells.x86_64-linux.default.shellHook" });
      for (const text of [...texts, hook]) {
        const ran = Bun.spawnSync(["shellcheck", "--shell=bash", "-"], { stdin: Buffer.from(text) });
        expect(ran.stdout.toString()).toBe("");
        expect(text.length).toBeGreaterThan(50);
      }
    },
    60_000,
  );
});
