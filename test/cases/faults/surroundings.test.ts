import { expect, test } from "bun:test";
import { lutimesSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describeService } from "../../rig/describe-service.ts";
import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { anything, expectOutcome, type Outcome } from "../../rig/outcome.ts";
import { servePackageIndex } from "../../rig/package-index.ts";
import { executable } from "../../rig/paths.ts";
import { openRig, type Rig } from "../../rig/rig.ts";
import { canMount, mountSmallDisk } from "../../rig/small-disk.ts";
import { startProgram } from "../../rig/start-program.ts";
import { waitFor } from "../../rig/wait-for.ts";

const services = describeService("web", { run: ["sleep", "1000"] });
const description = `[python]\nversion = "3.11"\npackages = ["alder"]\nimport-check = ["alder"]\n\n${services}`;

/** A line of shell in the project; `$JIG` is the executable. */
const shell = (rig: Rig, line: string, env: Readonly<Record<string, string>> = {}): Promise<Outcome> =>
  startProgram(["/bin/sh", "-c", line], { cwd: rig.root, env: { ...rig.env, JIG: executable, ...env } })
    .ended;

/** From nothing to a running service and back. */
const expectWholeDay = async (rig: Rig, env: Readonly<Record<string, string>>): Promise<void> => {
  expectOutcome(await rig.jigWith({ env }, "up"), { stdout: ["ready"], stderr: anything });
  expectOutcome(await rig.jigWith({ env }, "status"), { stdout: /web +ready/ });
  const code = "import alder, tempfile; tempfile.mkdtemp(dir='.'); print(alder.version)";
  expectOutcome(await rig.jigWith({ env }, "run", "--", "python", "-c", code), { stdout: "2.0\n" });
  expectOutcome(await rig.jigWith({ env }, "down"), { stdout: "stopped web\n" });
};

test("without HOME, the user database's home counts", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description });
  await expectWholeDay(rig, { HOME: "" });
  // Nothing is made in the folder that happens to be the current one.
  expect(
    readdirSync(rig.root)
      .filter((name) => !name.startsWith("tmp"))
      .toSorted(),
  ).toEqual([".venv", "jig.lock", "jig.toml"]);
});

test.each(["JIG_STATE_DIR", "JIG_CACHE_DIR", "JIG_RUNTIME_DIR"])(
  "a relative %s is refused by every command, and makes no folder",
  async (name) => {
    await using rig = await openRig({ description: services });
    for (const words of [["up"], ["run", "true"], ["status"], ["doctor"], ["uninstall"], ["presets"]]) {
      expectOutcome(await rig.jigWith({ env: { [name]: "here" } }, ...words), {
        code: 2,
        stderr: [`error: \`${name}\` must begin with \`/\`\n`],
      });
    }
    expectOutcome(await rig.jigWith({ env: { [name]: "here" } }, "__complete", "bash", "up", ""));
    expectOutcome(await rig.jigWith({ env: { [name]: "here" } }, "--help"), { stdout: ["jig up"] });
    expect(readdirSync(rig.root)).toEqual(["jig.toml"]);
  },
);

test.skipIf(process.platform !== "linux")(
  "with too little address space jig says so, and how much it needs",
  async () => {
    await using rig = await openRig({ description: services });
    for (const command of ["up", "run true", "status", "presets"]) {
      const outcome = await shell(rig, `ulimit -v 1500000; exec "$JIG" ${command}`);
      expectOutcome(outcome, {
        code: 1,
        stderr:
          /^error: the limit on address space is too low \(`ulimit -v`\): jig needs about 3 GB of it\nhint: .*\n$/,
      });
    }
  },
);

test("a TMPDIR that was deleted hinders nobody", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description });
  await expectWholeDay(rig, { TMPDIR: join(rig.base, "deleted") });
});

test.skipIf(!canMount)("a temporary folder without room hinders nobody", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description });
  const full = join(rig.base, "full");
  using disk = mountSmallDisk(full);
  disk.fill();
  await expectWholeDay(rig, { TMPDIR: full });
});

test.each(["C", "POSIX", "tr_TR.UTF-8", "tr_TR.ISO-8859-9", "no_SUCH.locale"])(
  "in the locale %s everything is as in every other",
  async (locale) => {
    await using rig = await openRig({ description: services.replace("web", "file-i") });
    const env = { LANG: locale, LC_ALL: locale, LANGUAGE: locale };
    expectOutcome(await rig.jigWith({ env }, "up"), {
      stdout: ["my projét is up", "file-i"],
      stderr: anything,
    });
    expectOutcome(await rig.jigWith({ env }, "up", "FILE-I"), { code: 2, stderr: ["file-i"] });
    expectOutcome(await rig.jigWith({ env }, "down"), { stdout: "stopped file-i\n" });
  },
);

test("on a terminal of four columns everything is still said", async () => {
  await using rig = await openRig({ description: services });
  const line = 'stty cols 4 rows 2; "$JIG" up && "$JIG" status && "$JIG" down';
  const { code, stdout } = await startProgram(["/bin/sh", "-c", line], {
    cwd: rig.root,
    env: { ...rig.env, JIG: executable },
    terminal: true,
  }).ended;
  expect(code, stdout).toBe(0);
  for (const word of ["web", "ready", "stopped web"]) expect(stdout).toContain(word);
});

test("with its input closed, or all three, jig does the same", async () => {
  await using rig = await openRig({ description: services });
  expectOutcome(await shell(rig, '"$JIG" up <&-'), { stdout: ["ready"], stderr: anything });
  expectOutcome(await shell(rig, '"$JIG" run -- sh -c "echo said" <&-'), { stdout: "said\n" });
  expectOutcome(await shell(rig, '"$JIG" down <&- >&- 2>&-'));
  expectOutcome(await shell(rig, '"$JIG" up <&- >&- 2>&-'));
  // What it starts has three descriptors all the same, and none of them is somebody else's.
  const { pid } = await rig.serviceStatus("web");
  expect(readdirSync(`/proc/${pid}/fd`).toSorted()).toEqual(["0", "1", "2"]);
  expectOutcome(await shell(rig, '"$JIG" down <&-'), { stdout: "stopped web\n" });
});

test("a reader that leaves early breaks nothing: the services are up", async () => {
  await using rig = await openRig({ description: services });
  for (const command of ["up", "up --json", "status", "logs", "down"]) {
    const { code, stderr } = await shell(rig, `"$JIG" ${command} | head -0; "$JIG" ${command} | head -1`);
    expect({ command, code, stderr: stderr.replaceAll(/^✓ .*\n/gm, "") }).toEqual({
      command,
      code: 0,
      stderr: "",
    });
    const isUp = !["down"].includes(command);
    await waitFor(`web to be ${isUp ? "up" : "down"}`, async () => {
      const { state } = await rig.serviceStatus("web");
      return state === (isUp ? "ready" : "stopped");
    });
  }
});

test("a caller that dies at once leaves an `up` that goes on", async () => {
  await using rig = await openRig({ description: services });
  const caller = await shell(rig, '"$JIG" up >up.out 2>&1 & kill -KILL $$');
  expect(caller.code).toBe(137);
  await waitFor("web to be ready", async () => (await rig.serviceStatus("web")).state === "ready");
  await waitFor("`up` to say so", () => readFileSync(join(rig.root, "up.out"), "utf8").includes("jig down"));
});

test("times from the future and from long ago are only times", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description });
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  const { pid } = await rig.serviceStatus("web");
  const [project = ""] = readdirSync(join(rig.state, "projects"));
  const record = join(rig.state, "projects", project, "services/web/state.json");
  for (const time of ["2040-01-01T00:00:00.000Z", "1980-01-01T00:00:00.000Z"]) {
    // As if the clock had been there when all this was made.
    const text = readFileSync(record, "utf8").replace(/"startedAt":"[^"]*"/, `"startedAt":"${time}"`);
    writeFileSync(record, text);
    for (const folder of [rig.state, rig.root]) {
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        lutimesSync(join(entry.parentPath, entry.name), new Date(time), new Date(time));
      }
    }
    const { supervisor } = await rig.status();
    if (supervisor !== null) process.kill(supervisor.pid, "SIGKILL");
    const { stdout } = await rig.jig("status");
    expect(stdout).toMatch(/web +ready +\d+ +\S/);
    expect(stdout).not.toMatch(/-\d|NaN|Infinity/);
    expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
    expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
    expect((await rig.serviceStatus("web")).pid).toBe(pid);
  }
  expectOutcome(await rig.jig("restart", "web"), { stdout: anything, stderr: anything });
  expect((await rig.serviceStatus("web")).state).toBe("ready");
});

test.skipIf(!canMount)(
  "without /proc jig does not start, and what runs is neither stopped nor forgotten",
  async () => {
    await using rig = await openRig({ description: services });
    expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
    const { pid } = await rig.serviceStatus("web");
    const without = [
      "unshare",
      "--mount",
      "sh",
      "-c",
      'mount -t tmpfs none /proc && exec "$0" "$@"',
      executable,
    ];
    for (const command of ["status", "up", "down"]) {
      const { code, stdout } = await startProgram([...without, command], { cwd: rig.root, env: rig.env })
        .ended;
      expect(code).not.toBe(0);
      expect(stdout).toBe("");
    }
    expect(await rig.serviceStatus("web")).toMatchObject({ state: "ready", pid });
  },
);

test("in a folder that was deleted jig says so and does nothing", async () => {
  await using rig = await openRig();
  const gone = join(rig.base, "gone");
  const { code, stdout, stderr } = await shell(
    rig,
    'mkdir "$GONE" && cd "$GONE" && rmdir "$GONE" && exec "$JIG" up',
    {
      GONE: gone,
    },
  );
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain("deleted");
});
