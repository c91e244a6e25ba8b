import { expect, test } from "bun:test";
import { linkSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { describeService } from "../../rig/describe-service.ts";
import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { servePackageIndex } from "../../rig/package-index.ts";
import { openRig } from "../../rig/rig.ts";
import { canMount, mountReadOnly, mountSmallDisk, mountWithoutPrograms } from "../../rig/small-disk.ts";

const describe = (version: string): string =>
  `[python]\nversion = "3.11"\npackages = ["alder==${version}"]\nimport-check = ["alder"]\n\n` +
  describeService("web", { run: ["sleep", "1000"] });

const printVersion = ["run", "--", "python", "-c", "import alder; print(alder.version)"] as const;

test.skipIf(!canMount).each(["project", "state", "cache"] as const)(
  "on a full disk of the %s `sync` and `up` say so, the former environment stays, and room is all that is needed",
  async (where) => {
    await using index = await servePackageIndex();
    await using rig = await openIndexedRig(index, { description: describe("1.0") });
    rig.write("mine.txt", "my work");
    expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
    const lock = rig.read("jig.lock");
    {
      using disk = mountSmallDisk({ project: rig.root, state: rig.state, cache: index.cache }[where]);
      // A disk of its own is another place: what was made in the former one is made again.
      expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
      rig.write("jig.toml", describe("2.0"));
      disk.fill();
      for (const command of ["sync", "up"]) {
        const { code, stderr } = await rig.jig(command);
        expect(code, stderr).toBe(1);
        expect(stderr).toMatch(/the disk is full|there is no room left|the disk of .* is full/);
        expect(stderr).not.toMatch(/ENOSPC|\.tmp\b/);
      }
      expect(rig.read("jig.lock")).toBe(lock);
      expect(rig.read("mine.txt")).toBe("my work");
      expect(
        readdirSync(rig.root).filter((name) => name.includes("jig-new") || name.endsWith(".tmp")),
      ).toEqual([]);
      expectOutcome(await rig.jig("status"), { stdout: anything });
      disk.empty();
      rig.write("jig.toml", describe("1.0"));
      expectOutcome(await rig.jig(...printVersion), { stdout: "1.0\n", stderr: anything });
      rig.write("jig.toml", describe("2.0"));
      expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
      expectOutcome(await rig.jig(...printVersion), { stdout: "2.0\n" });
      expectOutcome(await rig.jig("down"), { stdout: anything });
    }
  },
);

test.skipIf(!canMount)(
  "a project that cannot be written to is used as it is, and told as that when something is missing",
  async () => {
    await using index = await servePackageIndex();
    await using rig = await openIndexedRig(index, { description: describe("1.0") });
    expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
    {
      using _ = mountReadOnly(rig.root);
      for (const command of ["status", "sync", "up", "down"]) {
        expectOutcome(await rig.jig(command), { stdout: anything, stderr: anything });
      }
      expectOutcome(await rig.jig(...printVersion), { stdout: "1.0\n" });
    }
    rmSync(join(rig.root, ".venv"), { recursive: true });
    rmSync(join(rig.root, "jig.lock"));
    {
      using _ = mountReadOnly(rig.root);
      for (const command of ["sync", "lock", "up"]) {
        expectOutcome(await rig.jig(command), {
          code: 1,
          stderr: [`\`${join(rig.root, "jig.lock")}\`: the file system is read-only`, "hint: "],
        });
      }
    }
    expect(readdirSync(rig.root)).toEqual(["jig.toml"]);
  },
);

test.skipIf(!canMount)(
  "with a state folder that cannot be written to, what runs is shown, and the rest is told as that",
  async () => {
    await using index = await servePackageIndex();
    await using rig = await openIndexedRig(index, { description: describe("1.0") });
    expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
    {
      using _ = mountReadOnly(rig.state);
      expect((await rig.serviceStatus("web")).state).toBe("ready");
      expectOutcome(await rig.jig(...printVersion), { stdout: "1.0\n" });
      expectOutcome(await rig.jig("up"), { stdout: anything });
      rig.write("jig.toml", describe("2.0"));
      expectOutcome(await rig.jig("sync"), {
        code: 1,
        stderr: ["the file system is read-only", "JIG_STATE_DIR"],
      });
    }
    rig.write("jig.toml", describe("1.0"));
    expect((await rig.serviceStatus("web")).state).toBe("ready");
    expectOutcome(await rig.jig("down"), { stdout: anything });
    {
      using _ = mountReadOnly(rig.state);
      expect((await rig.serviceStatus("web")).state).toBe("stopped");
      expectOutcome(await rig.jig("up"), {
        code: 1,
        stderr: ["the file system is read-only", "JIG_STATE_DIR"],
      });
      expectOutcome(await rig.jig("down"), { stdout: "nothing is running\n" });
    }
  },
);

test.skipIf(!canMount)(
  "on a disk that runs no programs, what needs one says so, and the rest works",
  async () => {
    await using index = await servePackageIndex();
    await using rig = await openIndexedRig(index, { description: describe("1.0") });
    using _ = mountWithoutPrograms(rig.root);
    expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
    expectOutcome(await rig.jig(...printVersion), { stdout: "1.0\n" });
    expectOutcome(await rig.jig("run", "--", "alder"), {
      code: 126,
      stderr: [
        ".venv/bin/alder` may not be executed",
        "(`noexec`)",
        "hint: keep the project on another disk",
      ],
    });
    expectOutcome(await rig.jig("down"), { stdout: "stopped web\n" });
  },
);

test.skipIf(!canMount)(
  "a flake or a first description that does not fit, or has no place, is told with what helps there",
  async () => {
    await using rig = await openRig({ description: 'name = "bench"\n' });
    {
      using disk = mountSmallDisk(rig.root);
      rig.write("jig.toml", 'name = "bench"\n');
      disk.fill();
      expectOutcome(await rig.jig("flake"), {
        code: 1,
        stderr: ["there is no room left on the device", "hint: make room there; `df "],
      });
      // One that has another name as well cannot get a new file in its place.
      disk.empty();
      expect((await rig.jig("flake")).code).toBe(0);
      linkSync(join(rig.root, "flake.nix"), join(rig.root, "other"));
      const flake = rig.read("flake.nix");
      const services = Array.from({ length: 40 }, (_, at) => `[services.s${at}]\nrun = "sleep 9"\n`);
      rig.write("jig.toml", `name = "other"\n${services.join("")}`);
      disk.fill();
      expectOutcome(await rig.jig("flake"), { code: 1, stderr: ["there is no room left on the device"] });
      expect(rig.read("flake.nix")).toBe(flake);
    }
    rig.write("jig.toml", 'name = "bench"\n');
    {
      using _ = mountReadOnly(rig.root);
      expectOutcome(await rig.jig("flake"), {
        code: 1,
        stderr: ["the file system is read-only", "hint: work in a copy of it where you may write"],
      });
    }
    const empty = join(rig.base, "empty");
    mkdirSync(empty);
    using _ = mountReadOnly(empty);
    const init = await rig.jig("init", "--yes", "-C", empty);
    expectOutcome(init, {
      code: 1,
      stdout: anything,
      stderr: ["the file system is read-only", "hint: work in a copy of it where you may write"],
    });
    expect(init.stderr).not.toContain("whose");
  },
);
