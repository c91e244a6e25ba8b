import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { unzipSync } from "fflate";

import { packArchive } from "./pack-archive.ts";
import { packNpm, packNpmLauncher } from "./pack-npm.ts";
import { packWheel } from "./pack-wheel.ts";
import { readPackaging } from "./packaging.ts";
import { choosePlatforms, platforms, type Platform } from "./platforms.ts";

const contents = {
  executable: new TextEncoder().encode("#!/bin/sh\n"),
  packaging: { ...readPackaging(), version: "1.2.0-rc.3" },
};
const platform: Platform = {
  name: "linux-x64-musl",
  target: "",
  runtime: "",
  wheelTag: "musllinux_1_2_x86_64",
  npm: { os: "linux", cpu: "x64", libc: "musl" },
};
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), "jig-pack-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const list = (name: string): string => Bun.spawnSync(["tar", "-tvzf", join(folder, name)]).stdout.toString();

const fileOf = (name: string, path: string): string =>
  Bun.spawnSync(["tar", "-xzOf", join(folder, name), path]).stdout.toString();

test("a wheel holds jig as a script, asks for uv, and spells the version as Python does", () => {
  const name = packWheel(folder, platform, contents);
  expect(name).toBe("jigup-1.2.0rc3-py3-none-musllinux_1_2_x86_64.whl");
  const files = unzipSync(readFileSync(join(folder, name)));
  expect(Object.keys(files)).toEqual([
    "jigup-1.2.0rc3.data/scripts/jig",
    "jigup-1.2.0rc3.dist-info/METADATA",
    "jigup-1.2.0rc3.dist-info/WHEEL",
    "jigup-1.2.0rc3.dist-info/licenses/LICENSE",
    "jigup-1.2.0rc3.dist-info/RECORD",
  ]);
  const text = (path: string): string => new TextDecoder().decode(files[`jigup-1.2.0rc3.dist-info/${path}`]);
  expect(text("METADATA")).toMatch(/^Requires-Dist: uv>=\d+\.\d+\.\d+$/m);
  expect(text("RECORD").split("\n")[0]).toBe(
    "jigup-1.2.0rc3.data/scripts/jig,sha256=qAdtPSjSHgIBKyDq99v3VAmmJ3E0Q5Al8oLjaOMwWr8,10",
  );
});

test("an archive holds a program that may be run, in a folder with its version", () => {
  const name = packArchive(folder, platform, contents);
  expect(name).toBe("jig-1.2.0-rc.3-linux-x64-musl.tar.gz");
  expect(list(name)).toMatch(/^-rwxr-xr-x .* jig-1\.2\.0-rc\.3-linux-x64-musl\/jig\n-rw-r--r-- .*LICENSE\n$/);
});

test("an npm package says for which machines it is, and the main one has all as optional parts", () => {
  packNpm(folder, platform, contents);
  const part = "jigup-linux-x64-musl-1.2.0-rc.3.tgz";
  expect(list(part)).toMatch(/^-rwxr-xr-x .* package\/bin\/jig$/m);
  expect(JSON.parse(fileOf(part, "package/package.json"))).toMatchObject({
    name: "@jigup/linux-x64-musl",
    os: ["linux"],
    cpu: ["x64"],
    libc: ["musl"],
  });
  packNpmLauncher(folder, platforms, contents.packaging);
  const main = JSON.parse(fileOf("jigup-1.2.0-rc.3.tgz", "package/package.json"));
  expect(Object.keys(main.optionalDependencies)).toEqual(platforms.map(({ name }) => `@jigup/${name}`));
  expect(main.scripts).toBeUndefined();
});

const pack = (): readonly string[] =>
  [packWheel(folder, platform, contents), packArchive(folder, platform, contents)].map((name) =>
    readFileSync(join(folder, name)).toString("base64"),
  );

test("the same executable gives the same bytes", () => {
  expect(pack()).toEqual(pack());
});

test("a platform that is none is refused with those that are", () => {
  expect(() => choosePlatforms(["windows-x64"])).toThrow("no platform `windows-x64`: there are linux-x64, ");
});
