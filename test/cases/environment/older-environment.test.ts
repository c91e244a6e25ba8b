import { expect, test } from "bun:test";

import { describeService } from "../../rig/describe-service.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { offline } from "../../rig/offline.ts";
import { servePackageIndex } from "../../rig/package-index.ts";
import { openRig } from "../../rig/rig.ts";

test("when new packages cannot be had, `up` starts on the environment of before, says so, and fails", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  const describe = (packages: readonly string[]) =>
    `[python]\nversion = "3.11"\npackages = ${JSON.stringify(packages)}\n\n${describeService("web", { run: web.words })}`;
  rig.write("jig.toml", describe(["six==1.16.0"]));
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  const lock = rig.read("jig.lock");

  rig.write("jig.toml", describe(["six==1.16.0", "no-such-package-of-anybody==1.0"]));
  const env = offline;
  const up = await rig.jigWith({ env }, "up");
  expectOutcome(up, { code: 1, stdout: ["web", "ready"], stderr: ["the packages are those of before"] });
  expect((await rig.serviceStatus("web")).state).toBe("ready");
  expect(rig.read("jig.lock")).toBe(lock);
  // Nothing else takes the older environment for the new one.
  expectOutcome(await rig.jigWith({ env }, "sync"), { code: 1, stderr: anything });
  expectOutcome(await rig.jigWith({ env }, "run", "--", "true"), { code: 1, stderr: anything });
});

test("a service on older packages is named, and `restart` without a name restarts exactly that", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  const describe = (version: string) =>
    `[python]\nversion = "3.11"\npackages = ["six==${version}"]\n\n${describeService("web", { run: web.words })}`;
  rig.write("jig.toml", describe("1.16.0"));
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig("restart"), {
    stdout: /^nothing to restart/,
    stderr: anything,
  });
  expect(web.starts()).toBe(1);
  rig.write("jig.toml", describe("1.17.0"));
  expectOutcome(await rig.jig("up"), {
    stdout: anything,
    stderr: ["jig.toml or its packages changed", "jig restart", "web"],
  });
  expect(web.starts()).toBe(1);
  expectOutcome(await rig.jig("restart"), { stdout: anything, stderr: anything });
  expect(web.starts()).toBe(2);
});

test("a service that started on the packages of before is as old as they are", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  const describe = (packages: readonly string[]) =>
    `[python]\nversion = "3.11"\npackages = ${JSON.stringify(packages)}\n\n${describeService("web", { run: web.words })}`;
  const before = describe(["six==1.16.0"]);
  rig.write("jig.toml", before);
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  rig.write("jig.toml", describe(["six==1.16.0", "no-such-package-of-anybody==1.0"]));
  expectOutcome(await rig.jigWith({ env: offline }, "up"), { code: 1, stdout: anything, stderr: anything });
  // The line is taken out again: nothing has changed below the service.
  rig.write("jig.toml", before);
  expect((await rig.serviceStatus("web")).reason).toBeNull();
  // Really new packages make it older.
  rig.write("jig.toml", describe(["six==1.16.0", "iniconfig==2.0.0"]));
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  expect((await rig.serviceStatus("web")).reason).toContain("jig restart web");
});

test("`add`, `remove` and `sync` name the services that still use the former packages, and stop none", async () => {
  await using index = await servePackageIndex();
  const [web, job] = ["web", "job"];
  await using rig = await openIndexedRig(index);
  const service = rig.service("web");
  const description = `[python]\nversion = "3.11"\npackages = ["alder"]\n\n${describeService(web, { run: service.words })}`;
  rig.write("jig.toml", `${description}\n[services.${job}]\nrun = "true"\noneshot = true\n`);
  const still = "note: web still uses what it was started with: `jig restart web` applies the change\n";
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig("sync"), { stdout: anything });
  const added = await rig.jig("add", "cedar");
  expectOutcome(added, { stdout: /packages\n$/, stderr: [still] });
  for (const words of [["add", "cedar"], ["sync"]]) {
    const { stdout } = await rig.jig(...words, "--json");
    const last = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
    expect(last).toMatchObject({ event: "summary", former: [web] });
  }
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: still });
  expect(service.starts()).toBe(1);
  expectOutcome(await rig.jig("restart"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig("sync"), { stdout: anything });
  expectOutcome(await rig.jig("remove", "cedar"), { stdout: anything, stderr: [still] });
  expect(service.starts()).toBe(2);
  expectOutcome(await rig.jig("down"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig("add", "cedar"), { stdout: anything, stderr: /^(?!.*still uses)/s });
});
