// Every way to install jig that can be tried on this machine, for real: the packages are those that `npm run pack` makes.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";

import { bringUv } from "../../rig/bring-uv.ts";
import { copyWorkbench } from "../../rig/copy-workbench.ts";
import { describeService } from "../../rig/describe-service.ts";
import { anything, expectOutcome, type Outcome } from "../../rig/outcome.ts";
import { openRig, type Rig } from "../../rig/rig.ts";
import { startProgram } from "../../rig/start-program.ts";
import { packJig, platform, serveFolder, serveRegistry, version, type Packed } from "./packed-jig.ts";

let packed: Packed;

const MINUTES = 60_000;

interface Installation {
  readonly rig: Rig;
  /** Runs any program in the project's folder. */
  readonly run: (argv: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Outcome>;
}

const open = async (env: Readonly<Record<string, string>> = {}): Promise<Installation & AsyncDisposable> => {
  const rig = await openRig({ env });
  return {
    rig,
    run: (argv, more) =>
      startProgram(argv, { cwd: rig.root, env: { ...rig.env, ...more }, timeoutMs: 3 * MINUTES }).ended,
    [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose](),
  };
};

/** Runs what must go well, and gives what it printed. */
const must = async ({ run }: Installation, argv: readonly string[], env = {}): Promise<string> => {
  const outcome = await run(argv, env);
  expectOutcome(outcome, { stdout: anything, stderr: anything });
  return outcome.stdout;
};

/** A project with a package and a service comes up and goes down. */
const bringUp = async (installation: Installation, jig: readonly string[], env = {}): Promise<void> => {
  const { rig } = installation;
  const service = describeService("web", { run: rig.service("web").words });
  rig.write(
    "jig.toml",
    `[python]\nversion = "3.11"\npackages = ["six"]\nimport-check = ["six"]\n\n${service}`,
  );
  expect(await must(installation, [...jig, "up", "--no-open"], env)).toContain("web");
  expect((await rig.serviceStatus("web")).state).toBe("ready");
  await must(installation, [...jig, "down"], env);
};

const saysOrigin = async (installation: Installation, jig: readonly string[], words: string): Promise<void> =>
  expectOutcome(await installation.run([...jig, "--version"]), { stdout: `jig ${version} (${words})\n` });

describe.skipIf(platform === null)("installed from its packages, with an empty home, jig", () => {
  beforeAll(() => {
    packed = packJig(platform ?? "");
  }, 3 * MINUTES);

  afterAll(() => packed[Symbol.dispose]());

  test(
    "runs the workbench after `uv tool install`, with the uv that lies beside it, and is named by `uninstall`",
    async () => {
      await using installation = await open();
      const { rig } = installation;
      const uv = await bringUv(rig);
      await must(installation, [uv, "tool", "install", packed.wheel]);
      const jig = join(rig.home, ".local", "bin", "jig");
      await saysOrigin(installation, [jig], "installed by uv tool");

      await copyWorkbench(rig);
      const cache = { JIG_CACHE_DIR: join(rig.base, "cache") };
      await must(installation, [jig, "up", "--no-open"], cache);
      expect(existsSync(join(cache.JIG_CACHE_DIR, "uv"))).toBe(false);
      const { url } = await rig.serviceStatus("server");
      expect(await (await fetch(url ?? "")).text()).toContain("<svg");
      await must(installation, [jig, "down"], cache);
      expect(await must(installation, [jig, "uninstall", "--yes"], cache)).toContain(
        "`uv tool uninstall jigup`",
      );
      mkdirSync(rig.state, { recursive: true });

      await must(installation, [uv, "tool", "uninstall", "jigup"]);
      expect(existsSync(jig)).toBe(false);
    },
    5 * MINUTES,
  );

  test(
    "brings a project up by `uvx`",
    async () => {
      await using installation = await open();
      const uvx = [await bringUv(installation.rig), "tool", "run", "--from", packed.wheel, "jig"];
      expectOutcome(await installation.run([...uvx, "--version"]), {
        stdout: `jig ${version} (run by uvx)\n`,
        stderr: anything,
      });
      await bringUp(installation, uvx);
    },
    3 * MINUTES,
  );

  test(
    "brings a project up after `pip install` and after `pipx install`",
    async () => {
      await using installation = await open();
      const { rig } = installation;
      const venv = join(rig.base, "venv", "bin");
      await must(installation, [rig.python, "-m", "venv", dirname(venv)]);
      await must(installation, [join(venv, "pip"), "install", packed.wheel, "pipx"]);
      await saysOrigin(installation, [join(venv, "jig")], "installed by pip");
      const cache = { JIG_CACHE_DIR: join(rig.base, "cache") };
      await bringUp(installation, [join(venv, "jig")], cache);
      expect(existsSync(join(cache.JIG_CACHE_DIR, "uv"))).toBe(false);

      await must(installation, [join(venv, "pipx"), "install", packed.wheel]);
      await saysOrigin(installation, [join(rig.home, ".local", "bin", "jig")], "installed by pipx");
    },
    3 * MINUTES,
  );

  const npm = Bun.which("npm");

  test.skipIf(npm === null)(
    "brings a project up by `npx` and after `npm install -g`",
    async () => {
      await using installation = await open();
      using registry = serveRegistry(packed.folder);
      const { rig } = installation;
      for (const name of ["node", "npm", "npx"]) symlinkSync(Bun.which(name) ?? "", join(rig.bin, name));
      const env = { npm_config_registry: registry.url, npm_config_update_notifier: "false" };
      const npx = ["npx", "--yes", "jigup"];
      expectOutcome(await installation.run([...npx, "--version"], env), {
        stdout: `jig ${version} (run by npx)\n`,
        stderr: anything,
      });
      await bringUp(installation, npx, env);

      const prefix = join(rig.home, "npm");
      await must(installation, ["npm", "install", "-g", "--prefix", prefix, "jigup"], env);
      await saysOrigin(installation, [join(prefix, "bin", "jig")], "installed by npm");
    },
    3 * MINUTES,
  );

  test(
    "brings a project up after install.sh, from a folder and from a URL",
    async () => {
      await using installation = await open();
      const { rig } = installation;
      const said = await must(installation, ["sh", join(packed.folder, "install.sh")]);
      expect(said).toContain(`jig ${version} is in \`${join(rig.home, ".local", "bin")}\``);
      const jig = join(rig.home, ".local", "bin", "jig");
      await saysOrigin(installation, [jig], "from an archive");
      await bringUp(installation, [jig]);

      using site = serveFolder(packed.folder);
      rig.program("as-piped", `#!/bin/sh\nsh -s -- '${site.url}' <'${join(packed.folder, "install.sh")}'\n`);
      const elsewhere = join(rig.home, "elsewhere");
      await must(installation, ["as-piped"], { JIG_INSTALL_DIR: elsewhere });
      await saysOrigin(installation, [join(elsewhere, "jig")], "from an archive");
    },
    3 * MINUTES,
  );
});
