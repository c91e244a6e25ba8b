import { afterAll, expect, test } from "bun:test";
import fs from "node:fs";
import os from "node:os";
import { join } from "node:path";

import { errorCode, visible } from "./file-error.ts";
import { realFiles } from "./real-files.ts";

const folder = fs.realpathSync(fs.mkdtempSync(join(os.tmpdir(), "jig-files-")));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

test("what is not there is null, whichever way it is asked for", () => {
  const path = at("missing");
  expect(realFiles.readText(path)).toBeNull();
  expect(realFiles.readBytes(path)).toBeNull();
  expect(realFiles.list(path)).toBeNull();
  expect(realFiles.stat(path)).toBeNull();
  expect(realFiles.lstat(path)).toBeNull();
  expect(realFiles.realPath(path)).toBeNull();
  expect(realFiles.readLink(path)).toBeNull();
  expect(realFiles.freeBytes(path)).toBeNull();
  expect(realFiles.isExecutable(path)).toBe(false);
});

test("a path that goes on below a file is not there either", () => {
  realFiles.writeText(at("plain"), "x");
  expect(realFiles.readText(at("plain/below"))).toBeNull();
  expect(realFiles.list(at("plain"))).toBeNull();
});

test("a link that leads to itself is not there, and is seen without following it", () => {
  fs.symlinkSync("loop", at("loop"));
  expect(realFiles.stat(at("loop"))).toBeNull();
  expect(realFiles.realPath(at("loop"))).toBeNull();
  expect(realFiles.lstat(at("loop"))?.kind).toBe("symlink");
  expect(realFiles.readLink(at("loop"))).toBe("loop");
});

test("one stamp of many paths tells that one was changed, exchanged, made or removed, in place or with its folder", () => {
  const paths = ["many/one", "many/two", "many/none", "many"].map((name) => at(name));
  fs.mkdirSync(at("many"));
  fs.writeFileSync(at("many/one"), "1");
  fs.symlinkSync("nowhere", at("many/two"));
  const changes = [
    () => fs.appendFileSync(at("many/one"), "2"),
    () => fs.utimesSync(at("many/one"), 1, 1),
    () => fs.rmSync(at("many/two")),
    () => fs.writeFileSync(at("many/none"), ""),
    () => fs.rmSync(at("many"), { recursive: true }),
  ];
  for (const change of changes) {
    const before = realFiles.stampAll(paths);
    expect(realFiles.stampAll(paths)).toBe(before);
    change();
    expect(realFiles.stampAll(paths)).not.toBe(before);
  }
});

test("reading a folder as a text is thrown, as node throws it", () => {
  let code = "";
  try {
    realFiles.readText(folder);
  } catch (error) {
    code = errorCode(error);
  }
  expect(code).toBe("EISDIR");
});

const denied = (code: string) => () => {
  throw Object.assign(new Error(code), { code });
};

test("what may not be seen is null for those who say so, and other trouble stays trouble", () => {
  expect(visible(denied("EACCES"))).toBeNull();
  expect(visible(denied("EPERM"))).toBeNull();
  expect(() => visible(denied("EIO"))).toThrow("EIO");
});

test("a written file is whole, has its mode whatever the umask, and leaves nothing beside it", () => {
  const before = process.umask(0o077);
  try {
    realFiles.makeFolder(at("made/deep"), 0o755);
    realFiles.writeText(at("made/deep/a"), "één");
    realFiles.writeBytes(at("made/deep/b"), new Uint8Array([1, 2, 3]), 0o644);
    realFiles.writeText(at("made/deep/a"), "zwei");
  } finally {
    process.umask(before);
  }
  expect(realFiles.list(at("made/deep"))).toEqual(["a", "b"]);
  expect(realFiles.readText(at("made/deep/a"))).toBe("zwei");
  expect([...(realFiles.readBytes(at("made/deep/b")) ?? [])]).toEqual([1, 2, 3]);
  expect([...(realFiles.readStart(at("made/deep/b"), 2) ?? [])]).toEqual([1, 2]);
  expect([...(realFiles.readStart(at("made/deep/b"), 9) ?? [])]).toEqual([1, 2, 3]);
  expect(realFiles.readStart(at("made/none"), 2)).toBeNull();
  expect(realFiles.stat(at("made/deep/a"))?.mode).toBe(0o600);
  expect(realFiles.stat(at("made/deep/b"))?.mode).toBe(0o644);
  expect(realFiles.stat(at("made/deep"))?.mode).toBe(0o755);
});

test("a write that cannot be finished leaves the former file and nothing beside it", () => {
  realFiles.makeFolder(at("kept/taken"));
  realFiles.writeText(at("kept/taken/inside"), "x");
  expect(() => realFiles.writeText(at("kept/taken"), "y")).toThrow();
  expect(realFiles.list(at("kept"))).toEqual(["taken"]);
});

test("a new file is made only where nothing is, and a link that leads nowhere is something", () => {
  fs.symlinkSync("nowhere", at("dangling"));
  expect(realFiles.createText(at("dangling"), "x")).toBe(false);
  expect(realFiles.readLink(at("dangling"))).toBe("nowhere");
  expect(realFiles.createText(at("fresh"), "first", 0o644)).toBe(true);
  expect(realFiles.createText(at("fresh"), "second")).toBe(false);
  expect(realFiles.readText(at("fresh"))).toBe("first");
  expect(realFiles.stat(at("fresh"))).toMatchObject({ mode: 0o644, links: 1 });
  expect(realFiles.list(folder)?.filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

test("only a folder with nothing in it is removed as an empty one", () => {
  realFiles.writeText(at("target-of-link"), "x");
  realFiles.makeFolder(at("hollow/inner"));
  fs.symlinkSync(at("hollow/inner"), at("to-inner"));
  for (const name of ["hollow", "to-inner", "target-of-link", "never-there"]) {
    expect(realFiles.removeEmpty(at(name)), name).toBe(false);
  }
  expect(realFiles.removeEmpty(at("hollow/inner"))).toBe(true);
  expect(realFiles.list(at("hollow"))).toEqual([]);
});

test("writing over a link replaces the link and not what it points to", () => {
  realFiles.writeText(at("target"), "theirs");
  fs.symlinkSync(at("target"), at("link"));
  realFiles.writeText(at("link"), "ours");
  expect(realFiles.readText(at("target"))).toBe("theirs");
  expect(realFiles.lstat(at("link"))?.kind).toBe("file");
});

test("removing a folder does not follow the links in it, and removing nothing is no error", () => {
  realFiles.writeText(at("outside"), "stays");
  realFiles.makeFolder(at("gone"));
  fs.symlinkSync(at("outside"), at("gone/link"));
  realFiles.remove(at("gone"));
  realFiles.remove(at("gone"));
  expect(realFiles.stat(at("gone"))).toBeNull();
  expect(realFiles.readText(at("outside"))).toBe("stays");
});

test("a folder is not executable, even for root", () => {
  expect(realFiles.isExecutable("/bin/sh")).toBe(true);
  expect(realFiles.isExecutable("/bin")).toBe(false);
});

test("a stat tells identity and time exactly", () => {
  realFiles.writeText(at("timed"), "x");
  const stat = realFiles.stat(at("timed"));
  const raw = fs.statSync(at("timed"), { bigint: true });
  expect(stat).toMatchObject({
    kind: "file",
    size: 1,
    inode: Number(raw.ino),
    device: Number(raw.dev),
    modified: String(raw.mtimeNs),
    uid: process.getuid?.() ?? 0,
  });
});
