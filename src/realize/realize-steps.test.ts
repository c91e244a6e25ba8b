import { afterEach, expect, test } from "bun:test";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import {
  fakeBench,
  lockOf,
  planFor,
  realizeBench,
  removeBenches,
  type FakeBench,
} from "../../test/fixtures/realize/fake-bench.ts";
import { lockFile } from "../host/files/file-lock.ts";
import { currentSteps } from "./current-steps.ts";
import { explainFailure } from "./explain/explain-failure.ts";

afterEach(removeBenches);

const site = ({ layout }: FakeBench): string => join(layout.venv, "lib/python3.11/site-packages");
const commandsOf = (calls: readonly string[]): readonly string[] =>
  calls.map((call) => call.split(" ")[0] ?? "");
const allCurrent = {
  uv: "current",
  python: "current",
  venv: "current",
  install: "current",
  "import-check": "current",
};

test("an empty project gets a lock, an environment and its packages, in this order", async () => {
  const fresh = fakeBench();
  const { realized, outcomes } = await realizeBench(fresh);
  expect(realized).toEqual({
    ok: true,
    value: { lock: null, uv: join(fresh.dir, "uv"), python: "3.11.7", packages: 2 },
  });
  expect(outcomes).toEqual({
    uv: "current",
    python: "current",
    lock: "done",
    venv: "done",
    install: "done",
    "import-check": "done",
  });
  expect(commandsOf(fresh.uvCalls())).toEqual(["--version", "lock", "export", "venv", "pip"]);
  expect(readdirSync(fresh.layout.root).toSorted()).toEqual([".venv", "jig.lock"]);
  expect(lockOf(fresh)?.packages.map(({ name, marker }) => [name, marker])).toEqual([
    ["appnope", "sys_platform == 'darwin'"],
    ["six", null],
  ]);
});

test("the environment's scripts name the folder they are in, and git sees none of it", async () => {
  const fresh = fakeBench();
  await realizeBench(fresh);
  const { venv } = fresh.layout;
  expect(readFileSync(join(venv, "bin/tool"), "utf8")).toBe(`#!${venv}/bin/python\n`);
  expect(readFileSync(join(venv, ".gitignore"), "utf8")).toBe("*\n");
});

test("a second run starts no uv, no Python, and writes nothing", async () => {
  const warm = fakeBench();
  await realizeBench(warm);
  warm.uvCalls();
  const journal = readFileSync(join(warm.layout.state, "journal.json"), "utf8");
  const still: FakeBench = {
    ...warm,
    host: { ...warm.host, run: () => Promise.reject(new Error("nothing may be started")) },
  };
  const { realized, outcomes } = await realizeBench(still);
  expect(realized.ok && realized.value.packages).toBe(2);
  expect(outcomes).toEqual(allCurrent);
  expect(readFileSync(join(warm.layout.state, "journal.json"), "utf8")).toBe(journal);
  expect(warm.uvCalls()).toEqual([]);
});

test("a uv that was removed is not missed while nothing has to be made", async () => {
  const warm = fakeBench();
  await realizeBench(warm);
  rmSync(join(warm.dir, "uv"));
  const { realized, outcomes } = await realizeBench(warm);
  expect(realized.ok).toBe(true);
  expect(outcomes).toEqual(allCurrent);
});

test("byte code that Python leaves behind is no reason to work", async () => {
  const warm = fakeBench();
  await realizeBench(warm);
  mkdirSync(join(site(warm), "__pycache__"));
  expect((await realizeBench(warm)).outcomes).toEqual(allCurrent);
});

test("what the user installed stays, and is looked at once", async () => {
  const own = fakeBench();
  await realizeBench(own);
  mkdirSync(join(site(own), "mine-1.0.dist-info"));
  own.uvCalls();
  const { realized, outcomes } = await realizeBench(own);
  expect(outcomes).toEqual({ ...allCurrent, install: "done", "import-check": "done" });
  expect(realized.ok && realized.value.packages).toBe(3);
  expect(commandsOf(own.uvCalls())).toEqual(["pip"]);
  expect((await realizeBench(own)).outcomes).toEqual(allCurrent);
});

test("a package whose files are gone is installed anew; one of the user's is left as it is", async () => {
  const damaged = fakeBench();
  await realizeBench(damaged);
  rmSync(join(site(damaged), "six.py"));
  mkdirSync(join(site(damaged), "mine-1.0.dist-info"));
  await realizeBench(damaged);
  expect(existsSync(join(site(damaged), "six.py"))).toBe(true);
  expect(existsSync(join(site(damaged), "mine-1.0.dist-info"))).toBe(true);
});

test("a journal that cannot be read costs a look, not the environment", async () => {
  const damaged = fakeBench();
  await realizeBench(damaged);
  for (const text of [
    "",
    "{",
    "[]",
    '{"version":1,"steps":{"uv":7,"venv":null}}',
    '{"version":9}',
    "\u0000",
  ]) {
    writeFileSync(join(damaged.layout.state, "journal.json"), text);
    damaged.uvCalls();
    const { realized } = await realizeBench(damaged);
    expect(realized.ok).toBe(true);
    expect(commandsOf(damaged.uvCalls())).toEqual(["--version", "pip"]);
  }
});

test("an interpreter that is gone means one new environment, and that is said", async () => {
  const dead = fakeBench();
  await realizeBench(dead);
  rmSync(join(dead.layout.venv, "bin/python"));
  symlinkSync("/nonexistent/python", join(dead.layout.venv, "bin/python"));
  const { realized, events } = await realizeBench(dead);
  expect(realized.ok).toBe(true);
  const venv = events.find((event) => event.event === "step-done" && event.step === "venv");
  expect(venv).toMatchObject({ title: ".venv made with Python 3.11.7 again: its interpreter was gone" });
  expect((await realizeBench(dead)).outcomes).toEqual(allCurrent);
  expect(readdirSync(dead.layout.root).toSorted()).toEqual([".venv", "jig.lock"]);
});

test("a folder that jig did not make is never touched", async () => {
  const foreign = fakeBench();
  mkdirSync(foreign.layout.venv);
  writeFileSync(join(foreign.layout.venv, "precious"), "data");
  const { realized } = await realizeBench(foreign);
  expect(realized).toEqual({ ok: false, failure: { reason: "venv-not-ours", path: foreign.layout.venv } });
  expect(readdirSync(foreign.layout.venv)).toEqual(["precious"]);
  rmSync(foreign.layout.venv, { recursive: true });
  symlinkSync("/", foreign.layout.venv);
  expect((await realizeBench(foreign)).realized.ok).toBe(false);
  expect(existsSync("/usr")).toBe(true);
});

const installTitle = (events: Awaited<ReturnType<typeof realizeBench>>["events"]): string | undefined =>
  events
    .flatMap((event) => (event.event === "step-done" && event.step === "install" ? event.title : []))
    .at(-1);

test("it is told how many packages a step installed, and how many there are, and which nobody required, when that is more", async () => {
  const counted = fakeBench();
  const first = await realizeBench(counted);
  expect(installTitle(first.events)).toBe("2 packages installed");
  expect(first.events).toContainEqual(
    expect.objectContaining({ event: "step-started", step: "install", title: "installing packages" }),
  );
  for (const event of first.events) {
    if (event.event === "step-progress") expect([event.done, event.total]).toEqual([null, null]);
  }
  mkdirSync(join(site(counted), "mine-1.0.dist-info"));
  expect(installTitle((await realizeBench(counted)).events)).toBe(
    "2 locked packages in place (3 in .venv; not declared: mine)",
  );
  rmSync(join(site(counted), "six.py"));
  mkdirSync(join(site(counted), "more-1.0.dist-info"));
  expect(installTitle((await realizeBench(counted)).events)).toBe(
    "1 package installed (4 in .venv; not declared: mine, more)",
  );
});

test("a state folder that cannot be made is named, and how to name another", async () => {
  const blocked = fakeBench();
  writeFileSync(join(blocked.dir, "state"), "");
  const { realized } = await realizeBench(blocked);
  expect(realized).toMatchObject({ failure: { reason: "state-unwritable", folder: blocked.layout.state } });
  expect(realized.ok || explainFailure(realized.failure)).toMatchObject({
    message: `jig cannot write to its own folder \`${blocked.layout.state}\` (ENOTDIR)`,
    hint: "name another place with `JIG_STATE_DIR`",
  });
});

test("an install that fails names the package, and leaves the environment of before whole", async () => {
  const before = fakeBench();
  await realizeBench(before);
  const offline = fakeBench({ dir: before.dir, env: { FAKE_UV_FAIL: "lock" } });
  const locking = await realizeBench(offline, { wish: { requirements: ["six", "numpy"] } });
  expect(locking.realized.ok || locking.realized.failure.reason).toBe("lock-failed");
  expect((await realizeBench(before)).outcomes).toEqual(allCurrent);

  const failing = fakeBench({ dir: before.dir, env: { FAKE_UV_FAIL: "install" } });
  const changed = planFor(failing);
  const plan = { ...changed, steps: changed.steps.map((step) => ({ ...step, digest: `${step.digest}+` })) };
  const { realized, outcomes } = await realizeBench(failing, { plan });
  expect(outcomes["install"]).toBe("failed");
  expect(realized.ok || realized.failure).toMatchObject({
    reason: "install-failed",
    package: "six",
    formerEnvironment: true,
    program: { code: 1 },
  });
  expect(realized.ok || explainFailure(realized.failure)).toMatchObject({
    code: "install-failed",
    message: "`six` could not be installed",
    hint: "is the network there? behind a proxy, set `HTTPS_PROXY`; with a mirror, `UV_DEFAULT_INDEX`",
  });
  expect((await realizeBench(before)).realized.ok).toBe(true);
});

test("a new environment that bears the number of the former is not filled with the packages of that", async () => {
  const before = fakeBench();
  await realizeBench(before);
  rmSync(before.layout.venv, { recursive: true });
  const former = join(before.layout.state, "uv", "installed.txt");
  const failing = fakeBench({ dir: before.dir, env: { FAKE_UV_FAIL: "install" } });
  expect((await realizeBench(failing)).outcomes["install"]).toBe("failed");
  expect(existsSync(former)).toBe(false);
  expect((await realizeBench(before)).realized.ok).toBe(true);
  expect(existsSync(former)).toBe(true);
});

test("an environment that cannot be replaced stays, and nothing is left beside it", async () => {
  const before = fakeBench();
  await realizeBench(before);
  rmSync(join(before.layout.venv, "bin", "python"));
  for (const command of ["venv", "install"]) {
    const failing = fakeBench({ dir: before.dir, env: { FAKE_UV_FAIL: command } });
    expect((await realizeBench(failing)).realized.ok).toBe(false);
    expect(readdirSync(before.layout.root).toSorted()).toEqual([".venv", "jig.lock"]);
    expect(existsSync(join(site(before), "six.py"))).toBe(true);
  }
});

test("a kill in the middle of a swap loses nothing: the former environment comes back", async () => {
  const swapped = fakeBench();
  await realizeBench(swapped);
  const { venv } = swapped.layout;
  const { ino } = lstatSync(venv);
  renameSync(venv, `${venv}.jig-new.old`);
  mkdirSync(`${venv}.jig-new`);
  const { outcomes } = await realizeBench(fakeBench({ dir: swapped.dir, env: { FAKE_UV_FAIL: "venv" } }));
  expect(outcomes["install"]).toBe("done");
  expect(lstatSync(venv).ino).toBe(ino);
  expect(readdirSync(swapped.layout.root).toSorted()).toEqual([".venv", "jig.lock"]);
});

test("modules that do not import are all named, after the packages are there", async () => {
  const lacking = fakeBench({ env: { FAKE_PYTHON_LACKS: "six" } });
  const { realized } = await realizeBench(lacking);
  expect(realized).toEqual({
    ok: false,
    failure: {
      reason: "import-failed",
      modules: [{ module: "six", error: "ModuleNotFoundError: No module named 'six'" }],
    },
  });
  expect(Object.keys(currentSteps(lacking.host, lacking.layout, planFor(lacking)))).toEqual([
    "uv",
    "python",
    "venv",
    "install",
  ]);
});

test("a run that is told to stop says so, and leaves the rest to the next", async () => {
  const stopped = fakeBench();
  const { realized } = await realizeBench(stopped, { signal: AbortSignal.abort() });
  expect(realized).toEqual({ ok: false, failure: { reason: "interrupted" } });
  expect((await realizeBench(stopped)).realized.ok).toBe(true);
});

test("while another works the second says for whom it waits, and stops when told to", async () => {
  const shared = fakeBench();
  mkdirSync(shared.layout.state, { recursive: true });
  const turn = lockFile(join(shared.layout.state, "realize.lock"));
  turn?.write("`jig up` (pid 123)\n");
  const stop = new AbortController();
  const told: string[] = [];
  const waiting = realizeBench(
    {
      ...shared,
      host: {
        ...shared.host,
        now: () => {
          told.push("told");
          if (told.length > 1) stop.abort();
          return new Date(0);
        },
        monotonic: () => told.length * 10_000 + performance.now(),
      },
    },
    { signal: stop.signal },
  );
  const { realized, events } = await waiting;
  expect(realized).toEqual({ ok: false, failure: { reason: "interrupted" } });
  expect(events).toContainEqual(
    expect.objectContaining({ event: "step-progress", detail: "waiting for `jig up` (pid 123)" }),
  );
  turn?.release();
  expect((await realizeBench(shared)).realized.ok).toBe(true);
});

test("two at once make one environment", async () => {
  const shared = fakeBench();
  const [one, other] = await Promise.all([realizeBench(shared), realizeBench(shared)]);
  expect([one.realized.ok, other.realized.ok]).toEqual([true, true]);
  const calls = commandsOf(shared.uvCalls());
  expect(calls.filter((command) => command === "lock" || command === "venv")).toEqual(["lock", "venv"]);
});

const here = join(import.meta.dir, "../../test/fixtures/realize/fake-bench.ts");
for (const point of ["lock", "venv", "install", "record"]) {
  test(`a kill in the middle of ${point} leaves what the next run completes`, async () => {
    const killed = fakeBench();
    const script = `
      import { fakeBench, realizeBench } from ${JSON.stringify(here)};
      const env = { FAKE_UV_KILL: ${JSON.stringify(point)} };
      await realizeBench(fakeBench({ dir: ${JSON.stringify(killed.dir)}, env }));
    `;
    const child = Bun.spawn([process.execPath, "-e", script], { stdio: ["ignore", "ignore", "inherit"] });
    await child.exited;
    expect(child.signalCode).toBe("SIGKILL");
    const { realized } = await realizeBench(killed);
    expect(realized.ok && realized.value.packages).toBe(2);
    expect(readdirSync(killed.layout.root).toSorted()).toEqual([".venv", "jig.lock"]);
    expect(existsSync(join(site(killed), "six-1.17.0.dist-info/RECORD"))).toBe(true);
    expect((await realizeBench(killed)).outcomes).toEqual(allCurrent);
  });
}
