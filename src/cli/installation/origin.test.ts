import { expect, test } from "bun:test";

import type { FakeEntry } from "../../host/files/fake-files.ts";
import { fakeHost } from "../../host/fake-host.ts";
import { findOrigin, ownOrigin, sayOrigin, sayPathLine, sayRemoval, type Origin } from "./origin.ts";

const originIn = (executable: string, files: Readonly<Record<string, FakeEntry>>): Origin =>
  findOrigin(fakeHost({ files: { [executable]: { executable: true }, ...files } }).files, executable);

const installedBy = (base: string, installer: string): Readonly<Record<string, FakeEntry>> => ({
  [`${base}/lib/python3.11/site-packages/jigup-0.1.0.dist-info/INSTALLER`]: installer,
});

test("what installers keep beside jig tells which of them it was", () => {
  const tool = "/home/a/.local/share/uv/tools/jigup";
  expect(originIn(`${tool}/bin/jig`, { ...installedBy(tool, "uv\n"), [`${tool}/uv-receipt.toml`]: "" })).toBe(
    "uv-tool",
  );
  const pipx = "/home/a/.local/share/pipx/venvs/jigup";
  expect(
    originIn(`${pipx}/bin/jig`, { ...installedBy(pipx, "pip\n"), [`${pipx}/pipx_metadata.json`]: "{}" }),
  ).toBe("pipx");
  const cached = "/home/a/.cache/uv/archive-v0/Xyz";
  expect(originIn(`${cached}/bin/jig`, installedBy(cached, "uv\n"))).toBe("uvx");
  expect(originIn("/venv/bin/jig", installedBy("/venv", "uv\n"))).toBe("uv-pip");
  expect(originIn("/home/a/.local/bin/jig", installedBy("/home/a/.local", "pip\n"))).toBe("pip");
  const debian = "/usr/local/lib/python3.11/dist-packages/jigup-0.1.0.dist-info/RECORD";
  expect(originIn("/usr/local/bin/jig", { [debian]: "" })).toBe("pip");
  expect(originIn("/opt/node/lib/node_modules/@jigup/linux-x64/bin/jig", {})).toBe("npm");
  expect(originIn("/home/a/.npm/_npx/1f/node_modules/@jigup/linux-x64/bin/jig", {})).toBe("npx");
  expect(originIn("/home/a/.local/bin/jig", { "/home/a/.local/lib/python3.11/site-packages/x.py": "" })).toBe(
    "unpacked",
  );
});

test("folders that are closed to us do no harm", () => {
  expect(originIn("/opt/jig/bin/jig", { "/opt/jig/lib": { folder: true, error: "EACCES" } })).toBe(
    "unpacked",
  );
});

test("the removal names the very file", () => {
  expect(sayOrigin(ownOrigin())).toBe("built from source");
  expect(sayRemoval("unpacked", "/home/a/bin/jig")).toBe("to remove jig itself: `rm /home/a/bin/jig`");
  expect(sayRemoval("unpacked", "/home/a $& b/jig")).toBe("to remove jig itself: `rm '/home/a $& b/jig'`");
  expect(sayRemoval("uv-pip", "/venv/bin/jig")).toContain("--python /venv/bin/python ");
});

test("the line that put it on the PATH is named where somebody wrote one", () => {
  expect(sayPathLine("unpacked", "/home/a/.local/bin/jig")).toBe(
    "did you put `/home/a/.local/bin` on your PATH for jig alone? then take that line out of your shell's file",
  );
  expect(sayPathLine("uv-tool", "/home/a/.local/bin/jig")).toBeNull();
});
