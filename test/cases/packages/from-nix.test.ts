import { describe, expect, test } from "bun:test";
import {
  closeSync,
  cpSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";

import { talkTo } from "../../rig/interactive-shell.ts";
import { hasNix } from "../../rig/nix.ts";
import { offline } from "../../rig/offline.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { jigNixEnv, recordingNix } from "../../rig/recording-nix.ts";
import { openRig, type Rig } from "../../rig/rig.ts";

/** With what the stand-in puts before a library's place in the loader's way. */
const openNixRig = (description: string, env: Readonly<Record<string, string>> = {}): Promise<Rig> =>
  openRig({ description, env: { ...jigNixEnv, ...env } });

const packages = '[packages]\ncommon = ["hello", "zlib"]\n';

const stateOf = (rig: Rig): string =>
  join(rig.state, "projects", readdirSync(join(rig.state, "projects"))[0] ?? "");

const run = async (rig: Rig, script: string): Promise<string> => {
  const { code, stdout, stderr } = await rig.jig("run", "--", "sh", "-c", script);
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(/^(✓ \d system packages from Nix( \(\d+\.\d s\))?\n)?$/);
  return stdout.trimEnd();
};

/** Of a build, and harmful to whoever inherits them. */
const NEVER =
  /^(TMPDIR|TMP|TEMP|TEMPDIR|SOURCE_DATE_EPOCH|PYTHONPATH|PYTHONHOME|PYTHONHASHSEED|PYTHONNOUSERSITE|NIX_BUILD_TOP|LD_LIBRARY_PATH|NIX_ENFORCE_PURITY|IN_NIX_SHELL|NIX_STORE|out|name|stdenv|buildInputs|JIG_PATH)=/;

describe.skipIf(!hasNix)("packages from Nix", () => {
  test("services find the packages, commands find compilers' variables too, and nothing of the build leaks", async () => {
    await using rig = await openNixRig("");
    const service = rig.service("web");
    rig.write(
      "jig.toml",
      `${packages}[services.web]\nrun = ${JSON.stringify(service.words)}\npackages = ["jq"]\n`,
    );
    expectOutcome(await rig.jig("up"), {
      stdout:
        "\n✓ my projét is up\n\n  web  ready\n\n  stop: jig down   logs: jig logs -f   again: jig status\n",
      stderr: /✓ 3 system packages from Nix/,
    });
    const { env } = await service.nextRun();
    expect(env["PATH"]).toMatch(/^\/nix\/store\/[^:]*-hello-[^:]*\/bin:.*-jq-1\.0\/bin:/);
    const names = Object.keys(env);
    expect(names.filter((name) => /^(NIX_CFLAGS|NIX_LDFLAGS|CMAKE_)/.test(name))).toEqual([]);
    expect(names.filter((name) => NEVER.test(`${name}=`) && name !== "TMPDIR")).toEqual([]);
    expect(env["TMPDIR"]).toBe(rig.env["TMPDIR"] ?? "");

    const seen = (await run(rig, "env")).split("\n");
    expect(seen.filter((line) => NEVER.test(line))).toEqual([`TMPDIR=${rig.env["TMPDIR"]}`]);
    expect(seen.find((line) => line.startsWith("NIX_CFLAGS_COMPILE="))).toContain("-zlib-1.2.13/include");
    expect(seen.find((line) => line.startsWith("CMAKE_PREFIX_PATH="))).toContain("-zlib-1.2.13");
    expect(await run(rig, "hello there")).toBe("there");
  });

  test("in `jig shell` compilers' variables are there, and a service that is started from it has none of them", async () => {
    await using rig = await openNixRig("");
    const service = rig.service("web");
    rig.write("jig.toml", `${packages}[services.web]\nrun = ${JSON.stringify(service.words)}\n`);
    const running = rig.start({ terminal: true, env: { SHELL: "/bin/bash" } }, "shell");
    const shell = talkTo(running, join(rig.base, "answers"));
    const seen = await shell.variables();
    expect(seen.get("NIX_CFLAGS_COMPILE")).toContain("-zlib-1.2.13/include");
    expect(seen.get("NIX_LDFLAGS")).toContain("-zlib-1.2.13/lib");
    expect(seen.get("CMAKE_PREFIX_PATH")).toContain("-zlib-1.2.13");
    expect([...seen.keys()].filter((name) => NEVER.test(`${name}=`))).toEqual(["TMPDIR"]);
    expect(await shell.ask("hello there")).toBe("there\n");
    const started = shell.ask("start");
    const { env } = await service.nextRun();
    expect(env["PATH"]).toMatch(/-hello-[^:]*\/bin:/);
    expect(Object.keys(env).filter((name) => /^(NIX_CFLAGS|NIX_LDFLAGS|CMAKE_)/.test(name))).toEqual([]);
    await started;
    await shell.leave();
  });

  test("a warm command calls Nix not once, and needs no network", async () => {
    await using rig = await openNixRig(`${packages}[services.web]\nrun = "sleep 1000"\n`);
    const nix = recordingNix(rig);
    expectOutcome(await rig.jig("up"), { stdout: anything, stderr: /2 system packages from Nix/ });
    const cold = nix.calls();
    expect(cold.length).toBe(2);
    const env = { ...offline, JIG_NIXPKGS: jigNixEnv["JIG_NIXPKGS"] ?? "" };
    for (const words of [["up"], ["sync"], ["run", "--", "hello"], ["plan"], ["status"], ["restart"]]) {
      const { code } = await rig.jigWith({ env }, ...words);
      expect([words, code, nix.calls().length]).toEqual([words, 0, cold.length]);
    }
    rig.write("jig.toml", rig.read("jig.toml").replace("zlib", "jq"));
    expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: /2 system packages from Nix/ });
    expect(nix.calls().length).toBe(4);
  });

  test("JIG_NIX and JIG_NIXPKGS count whenever they are set, and another name of the same Nix is the same", async () => {
    await using rig = await openNixRig(packages);
    expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: /2 system packages from Nix/ });
    const without = { env: { JIG_NIX: "none" } };
    expectOutcome(await rig.jigWith(without, "sync"), {
      stdout: anything,
      stderr:
        /looked for 2 system packages on this machine, found 1[^\n]*\nwarning: `hello` is not on this machine/,
    });
    expectOutcome(await rig.jigWith(without, "run", "--", "hello"), {
      code: 127,
      stderr: anything,
    });
    expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: /2 system packages from Nix/ });
    const copy = join(rig.base, "nixpkgs");
    cpSync((jigNixEnv["JIG_NIXPKGS"] ?? "").replace(/^path:/, ""), copy, { recursive: true });
    const other = { env: { JIG_NIXPKGS: `path:${copy}` } };
    expectOutcome(await rig.jigWith(other, "sync"), {
      stdout: anything,
      stderr: /2 system packages from Nix/,
    });
    const alias = join(rig.base, "nix-alias");
    symlinkSync(Bun.which("nix") ?? "", alias);
    expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: /2 system packages from Nix/ });
    rig.write("jig.toml", `${packages}# changed\n`);
    const env = { ...offline, JIG_NIXPKGS: jigNixEnv["JIG_NIXPKGS"] ?? "", JIG_NIX: alias };
    expectOutcome(await rig.jigWith({ env }, "sync"), { stdout: anything });
  });

  test("the user's loader path is cleared for Nix and left to everybody else", async () => {
    await using rig = await openNixRig(packages, { LD_LIBRARY_PATH: "/nonexistent/lib" });
    const nix = recordingNix(rig);
    expect(await run(rig, 'printf %s "$LD_LIBRARY_PATH"')).toBe("/nonexistent/lib");
    expect(nix.calls().every((call) => call.startsWith("LD= "))).toBe(true);
    expect(nix.calls().length).toBe(2);
  });

  test.each(["a b", "é", "#x", "a?b", "a+b", "a%20b", "a@b", "a=b&c", `a'b"c`, "a$b`c`\\d"])(
    "a project in `%s` with its state there, too",
    async (name) => {
      await using outer = await openRig();
      const folder = join(outer.base, name);
      mkdirSync(folder);
      await using rig = await openRig({
        folder: name,
        description: packages,
        env: { ...jigNixEnv, JIG_STATE_DIR: join(folder, "state") },
      });
      expect(await run(rig, "hello x")).toBe("x");
      expect(existsSync(join(folder, "state", "projects"))).toBe(true);
    },
  );

  test("git's index, what it ignores and large files beside play no part", async () => {
    await using rig = await openNixRig(packages);
    const git = (...words: string[]): string =>
      Bun.spawnSync(["git", ...words], { cwd: rig.root }).stdout.toString();
    git("init", "-q");
    rig.write(".gitignore", "*\n");
    const large = openSync(join(rig.root, "data.bin"), "w");
    ftruncateSync(large, 5_000_000_000);
    closeSync(large);
    const begun = performance.now();
    expect(await run(rig, "hello x")).toBe("x");
    // Copying it would take far longer.
    expect(performance.now() - begun).toBeLessThan(15_000);
    expect(git("status", "--porcelain")).toBe("");
    expect(readdirSync(rig.root).toSorted()).toEqual([".git", ".gitignore", "data.bin", "jig.toml"]);
  });

  test("what Nix brought is kept from being collected, once, and brought again when it is gone", async () => {
    await using rig = await openNixRig(packages);
    await run(rig, "true");
    const folder = join(stateOf(rig), "nix");
    const links = () => readdirSync(folder).filter((name) => /^profile-\d+-link$/.test(name));
    expect(links()).toHaveLength(1);
    const dead = Bun.spawnSync(["nix-store", "--gc", "--print-dead"], {
      env: { ...process.env, ...jigNixEnv },
    }).stdout.toString();
    const path = (await run(rig, "command -v hello")).replace(/\/bin\/hello$/, "");
    expect(path).toStartWith("/nix/store/");
    expect(dead.split("\n")).not.toContain(path);
    rig.write("jig.toml", packages.replace("zlib", "jq"));
    await run(rig, "true");
    expect(links()).toHaveLength(1);
    const nix = recordingNix(rig);
    rmSync(join(folder, "profile"));
    expect(await run(rig, "hello again")).toBe("again");
    expect(nix.calls().length).toBe(2);
    // Without `[packages]` nothing of theirs is kept, and they are brought anew where they come back.
    rig.write("jig.toml", 'name = "bench"\n');
    await run(rig, "true");
    expect(readdirSync(folder)).not.toContain("profile");
    expect(links()).toEqual([]);
    rig.write("jig.toml", packages);
    expect(await run(rig, "hello back")).toBe("back");
    expect(links()).toHaveLength(1);
  });

  test("jig.local.toml adds packages of this machine's own", async () => {
    await using rig = await openNixRig(packages);
    rig.write("jig.local.toml", '[packages]\ncommon = ["jq"]\n');
    expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: /3 system packages from Nix/ });
    expect(await run(rig, "command -v jq")).toMatch(/^\/nix\/store\/.*-jq-1\.0\/bin\/jq$/);
  });

  test("a flake that the project brings, and a `nix` in its folder, are nobody's here", async () => {
    await using rig = await openNixRig(packages);
    rig.write("flake.nix", 'throw "read"');
    rig.write("flake.lock", "{");
    expect(await run(rig, "hello x")).toBe("x");
    expect(rig.read("flake.nix")).toBe('throw "read"');
  });
});

describe.skipIf(!hasNix)("a name that Nix refuses", () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    [
      "that nixpkgs does not have",
      'common = ["hello", "nonesuch", "python311Packages.nonesuch"]',
      [
        "error: nixpkgs has no package `nonesuch`",
        "jig.toml:2",
        "nixpkgs has no package `python311Packages.nonesuch` (jig.toml:2)",
        "hint: search.nixos.org has their names",
      ],
    ],
    [
      "of a package with an unfree licence",
      'common = ["vscode"]',
      [
        "error: `vscode` has an unfree licence",
        "hint: allow such packages with `unfree = true` in `[packages]`",
      ],
    ],
    [
      "of another system's package",
      'common = ["mas"]',
      [
        "error: `mas` cannot be had for x86_64-linux, only for x86_64-darwin, aarch64-darwin",
        "hint: move it to `macos`",
      ],
    ],
  ];
  test.each(cases)("%s", async (_, line, stderr) => {
    await using rig = await openNixRig(`[packages]\n${line}\n`);
    expectOutcome(await rig.jig("sync"), { code: 1, stderr });
    expectOutcome(await rig.jig("sync"), { code: 1, stderr });
  });

  test("and unfree ones are there when they are allowed", async () => {
    await using rig = await openNixRig('[packages]\ncommon = ["vscode"]\nunfree = true\n');
    expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: /1 system package from Nix/ });
  });
});
