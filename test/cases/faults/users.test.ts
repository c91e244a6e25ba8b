import { expect, test } from "bun:test";
import { chmodSync, copyFileSync, lstatSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";

import { describeService } from "../../rig/describe-service.ts";
import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { anything, expectOutcome, type Outcome } from "../../rig/outcome.ts";
import { servePackageIndex, type PackageIndex } from "../../rig/package-index.ts";
import { executable } from "../../rig/paths.ts";
import { processesOf } from "../../rig/processes.ts";
import type { Rig } from "../../rig/rig.ts";
import { startProgram } from "../../rig/start-program.ts";
import { waitFor } from "../../rig/wait-for.ts";

const isRoot = process.getuid?.() === 0 && Bun.which("setpriv") !== null;

const description =
  '[python]\nversion = "3.11"\npackages = ["alder"]\nimport-check = ["alder"]\n\n' +
  describeService("web", { run: ["sleep", "1000"] });

/** Another person on this machine, with a home of their own and a jig that they can start. */
interface Person {
  readonly home: string;
  jig(...args: string[]): Promise<Outcome>;
}

const chown = (uid: number, folder: string): void => {
  const ran = Bun.spawnSync(["chown", "-R", `${uid}:${uid}`, folder]);
  if (ran.exitCode !== 0) throw new Error(ran.stderr.toString());
};

const createPerson = (rig: Rig, index: PackageIndex, uid: number): Person => {
  const home = join(rig.base, `home-${uid}`);
  for (const folder of ["tmp", "run"]) mkdirSync(join(home, folder), { recursive: true, mode: 0o700 });
  const jig = join(home, "jig");
  const uv = join(home, "uv");
  for (const [from, to] of [
    [executable, jig],
    [rig.env["JIG_UV"] ?? "", uv],
  ] as const) {
    copyFileSync(from, to);
    chmodSync(to, 0o755);
  }
  chown(uid, home);
  chmodSync(home, 0o700);
  // The way to it is open to all, as `/home` is.
  chmodSync(rig.base, 0o755);
  const env = {
    ...rig.env,
    ...index.env,
    HOME: home,
    TMPDIR: join(home, "tmp"),
    JIG_UV: uv,
    JIG_CACHE_DIR: "",
    JIG_STATE_DIR: "",
    JIG_RUNTIME_DIR: join(home, "run"),
    UV_CACHE_DIR: join(home, "uv-cache"),
    PATH: "/usr/local/bin:/usr/bin:/bin",
  };
  const become = ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups"];
  return { home, jig: (...args) => startProgram([...become, jig, ...args], { cwd: rig.root, env }).ended };
};

const printVersion = ["run", "--", "python", "-c", "import alder; print(alder.version)"] as const;

test.skipIf(!isRoot)(
  "two people on one machine have a bench each: neither sees, changes nor stops the other's",
  async () => {
    await using index = await servePackageIndex();
    await using rig = await openIndexedRig(index);
    const [anna, ben] = [createPerson(rig, index, 54_321), createPerson(rig, index, 54_322)];
    // The folder belongs to Anna, and Ben may read it.
    rig.write("jig.toml", description);
    chown(54_321, rig.root);
    chmodSync(rig.root, 0o755);
    expectOutcome(await anna.jig("up"), { stdout: anything, stderr: anything });

    expectOutcome(await ben.jig("status"), { stdout: /web +stopped/ });
    expectOutcome(await ben.jig("down"), { stdout: "nothing is running\n" });
    // He may use what is there, for himself.
    expectOutcome(await ben.jig("up"), { stdout: anything, stderr: anything });
    expectOutcome(await ben.jig(...printVersion), { stdout: "2.0\n" });
    expectOutcome(await ben.jig("down"), { stdout: "stopped web\n" });
    expectOutcome(await anna.jig("status"), { stdout: /web +ready/ });
    // What would have to be written is refused by the system, and nothing of hers changes.
    rig.write("jig.toml", description.replace('"alder"', '"alder==1.0"'));
    expectOutcome(await ben.jig("sync"), { code: 1, stderr: ["jig.lock`: permission denied"] });
    rig.write("jig.toml", description);
    expectOutcome(await anna.jig(...printVersion), { stdout: "2.0\n" });
    expectOutcome(await anna.jig("down"), { stdout: "stopped web\n" });
  },
);

test.skipIf(!isRoot)(
  "a project of somebody else's that nothing may be written into is told as that, and stays as it is",
  async () => {
    await using index = await servePackageIndex();
    await using rig = await openIndexedRig(index, { description });
    const ben = createPerson(rig, index, 54_322);
    chmodSync(rig.root, 0o755);
    for (const command of ["sync", "up", "lock"]) {
      expectOutcome(await ben.jig(command), {
        code: 1,
        stderr: [`\`${join(rig.root, "jig.lock")}\`: permission denied`, "hint: see what `ls -ld"],
      });
    }
    expectOutcome(await ben.jig("status"), { stdout: /web +stopped/ });
    expect(readdirSync(rig.root)).toEqual(["jig.toml"]);
  },
);

test.skipIf(!isRoot)(
  "after a `sudo jig` its user is told the one command that gives everything back",
  async () => {
    await using index = await servePackageIndex();
    await using rig = await openIndexedRig(index, { description });
    const anna = createPerson(rig, index, 54_321);
    chown(54_321, rig.root);
    expectOutcome(await anna.jig("sync"), { stdout: anything, stderr: anything });
    const sudo = {
      HOME: anna.home,
      JIG_STATE_DIR: "",
      JIG_CACHE_DIR: "",
      JIG_RUNTIME_DIR: join(anna.home, "run"),
    };
    expectOutcome(await rig.jigWith({ env: sudo }, "up"), { stdout: anything, stderr: anything });
    expectOutcome(await rig.jigWith({ env: sudo }, "down"), { stdout: "stopped web\n" });
    await waitFor("root's supervisor to end", () => processesOf(rig.base).length === 0);
    const told = await anna.jig("status");
    const advice = /`sudo chown -R \$USER ([^`]+)` makes it yours/.exec(told.stderr)?.[1];
    expect(advice, told.stderr).toBeDefined();
    expect(lstatSync(advice ?? "").isDirectory()).toBe(true);
    expect(dirname(advice ?? "").startsWith(anna.home)).toBe(true);
    chown(54_321, advice ?? "");
    for (const command of ["status", "up", "down"]) {
      expectOutcome(await anna.jig(command), { stdout: anything, stderr: anything });
    }
  },
);
