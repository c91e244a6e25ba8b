import { afterEach, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import {
  fakeBench,
  lockOf,
  realizeBench,
  removeBenches,
  type FakeBench,
} from "../../../test/fixtures/realize/fake-bench.ts";
import { printLock } from "../../plan/lock/print-lock.ts";

afterEach(removeBenches);

const site = ({ layout }: FakeBench): string => join(layout.venv, "lib/python3.11/site-packages");
const has = (bench: FakeBench, name: string): boolean => existsSync(join(site(bench), name));

/** As a colleague's change of the requirements leaves it. */
const takeOutOfLock = (bench: FakeBench, name: string): void => {
  const lock = lockOf(bench);
  if (lock === null) throw new Error("there is no lock");
  const packages = lock.packages.filter((item) => item.name !== name);
  writeFileSync(bench.layout.lock, printLock({ ...lock, packages }));
};

const installTitle = (events: Awaited<ReturnType<typeof realizeBench>>["events"]): string | undefined =>
  events
    .flatMap((event) => (event.event === "step-done" && event.step === "install" ? event.title : []))
    .at(-1);

test("a package that jig installed goes when the lock has it no more, and what the user installed stays", async () => {
  const bench = fakeBench();
  await realizeBench(bench);
  mkdirSync(join(site(bench), "mine-1.0.dist-info"));
  takeOutOfLock(bench, "appnope");
  const { realized, events } = await realizeBench(bench);
  expect(realized.ok && realized.value.packages).toBe(2);
  expect([has(bench, "appnope.py"), has(bench, "six.py"), has(bench, "mine-1.0.dist-info")]).toEqual([
    false,
    true,
    true,
  ]);
  expect(installTitle(events)).toBe("1 package removed: appnope (2 in .venv; not declared: mine)");
  expect(bench.uvCalls().filter((call) => call.startsWith("pip uninstall"))).toHaveLength(1);
  expect((await realizeBench(bench)).outcomes["install"]).toBe("current");
});

test("what a package needs that the user installed stays with it, and goes after it", async () => {
  const bench = fakeBench();
  await realizeBench(bench);
  const mine = join(site(bench), "mine-1.0.dist-info");
  mkdirSync(mine);
  const needing = (...needs: readonly string[]): void =>
    writeFileSync(
      join(mine, "METADATA"),
      ["Name: mine", ...needs.map((need) => `Requires-Dist: ${need}`), ""].join("\n"),
    );
  needing("Appnope>=1 ; sys_platform != 'none'");
  takeOutOfLock(bench, "appnope");
  const { events } = await realizeBench(bench);
  expect(has(bench, "appnope.py")).toBe(true);
  expect(installTitle(events)).toBe(
    "1 locked package in place (3 in .venv; not declared: mine, with appnope)",
  );
  // What only an extra of it would need is not needed.
  needing("appnope ; extra == 'more'");
  mkdirSync(join(site(bench), "other-1.0.dist-info"));
  expect(installTitle((await realizeBench(bench)).events)).toContain("1 package removed: appnope");
  expect(has(bench, "appnope.py")).toBe(false);
});

test("an environment that is made anew names what was installed by hand in the former one", async () => {
  const bench = fakeBench();
  await realizeBench(bench);
  for (const [name, need] of [
    ["mine", "its_part"],
    ["its_part", "six"],
  ] as const) {
    mkdirSync(join(site(bench), `${name}-1.0.dist-info`));
    writeFileSync(join(site(bench), `${name}-1.0.dist-info/METADATA`), `Requires-Dist: ${need}\n`);
  }
  const remake = async () => {
    writeFileSync(join(bench.layout.venv, "pyvenv.cfg"), "version_info = 3.11.2\n");
    writeFileSync(join(bench.layout.state, "journal.json"), "");
    const { events } = await realizeBench(bench);
    return events.filter(({ event }) => event === "diagnostic");
  };
  // What jig itself installed for a former lock is missed by nobody.
  takeOutOfLock(bench, "appnope");
  expect(await remake()).toMatchObject([
    {
      severity: "warning",
      code: "not-declared",
      message: "`.venv` was made anew, without what was installed by hand: mine",
      hint: "`jig add mine` brings it back, for everybody",
    },
  ]);
  expect(has(bench, "mine-1.0.dist-info")).toBe(false);
  expect(await remake()).toEqual([]);
});

test("a package of the lock that the user installed anew is the user's from then on", async () => {
  for (const [file, text] of [
    ["INSTALLER", "pip\n"],
    ["direct_url.json", "{}"],
  ] as const) {
    const bench = fakeBench();
    await realizeBench(bench);
    writeFileSync(join(site(bench), "appnope-1.0.0.dist-info", file), text);
    takeOutOfLock(bench, "appnope");
    expect(installTitle((await realizeBench(bench)).events)).toBe(
      "1 locked package in place (2 in .venv; not declared: appnope)",
    );
    expect(has(bench, "appnope.py")).toBe(true);
  }
});

test("an environment that was filled before it was swapped in knows whose its packages are", async () => {
  const bench = fakeBench();
  await realizeBench(bench);
  writeFileSync(join(bench.layout.venv, "pyvenv.cfg"), "version_info = 3.11.2\n");
  writeFileSync(join(bench.layout.state, "journal.json"), "");
  await realizeBench(bench);
  takeOutOfLock(bench, "appnope");
  expect(installTitle((await realizeBench(bench)).events)).toContain("removed: appnope");
});

test("what cannot be taken out leaves the environment of before whole", async () => {
  const bench = fakeBench();
  await realizeBench(bench);
  takeOutOfLock(bench, "appnope");
  const failing = fakeBench({ dir: bench.dir, env: { FAKE_UV_FAIL: "uninstall" } });
  const { realized } = await realizeBench(failing);
  expect(realized.ok || realized.failure).toMatchObject({
    reason: "install-failed",
    formerEnvironment: true,
  });
  expect(has(bench, "appnope.py")).toBe(true);
  expect(installTitle((await realizeBench(bench)).events)).toContain("removed: appnope");
});

test("a failing installation takes nothing out", async () => {
  const bench = fakeBench();
  await realizeBench(bench);
  takeOutOfLock(bench, "appnope");
  const failing = fakeBench({ dir: bench.dir, env: { FAKE_UV_FAIL: "install" } });
  expect((await realizeBench(failing)).realized.ok).toBe(false);
  expect(has(bench, "appnope.py")).toBe(true);
});

const here = join(import.meta.dir, "../../../test/fixtures/realize/fake-bench.ts");
for (const point of ["record", "uninstall"]) {
  test(`a kill in the middle of ${point} forgets nothing about whose the packages are`, async () => {
    const bench = fakeBench();
    if (point === "uninstall") {
      await realizeBench(bench);
      takeOutOfLock(bench, "appnope");
    }
    const script = `
      import { fakeBench, realizeBench } from ${JSON.stringify(here)};
      const env = { FAKE_UV_KILL: ${JSON.stringify(point)} };
      await realizeBench(fakeBench({ dir: ${JSON.stringify(bench.dir)}, env }));
    `;
    const child = Bun.spawn([process.execPath, "-e", script], { stdio: ["ignore", "ignore", "inherit"] });
    await child.exited;
    expect(child.signalCode).toBe("SIGKILL");
    await realizeBench(bench);
    if (point === "record") takeOutOfLock(bench, "appnope");
    await realizeBench(bench);
    expect(readdirSync(site(bench)).toSorted()).toEqual(["six-1.17.0.dist-info", "six.py"]);
  });
}
