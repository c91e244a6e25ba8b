import { expect, test } from "bun:test";
import fs from "node:fs";
import { join } from "node:path";

import { libcIn, loadedLibc } from "./loaded-libc.ts";

test("the library is one that this process has loaded, by its whole path", () => {
  expect(loadedLibc()).toStartWith("/");
  if (process.platform === "linux") expect(fs.existsSync(loadedLibc())).toBe(true);
});

/** What a process has mapped, this among it. */
const mapped = (path: string) =>
  `7f10-7f20 r--p 00000000 fd:00 26 /opt/a b/jig\n7f30-7f40 r-xp 00026000 fd:00 27                 ${path}\n7f50-7f60 rw-p 00000000 00:00 0 \n`;

test("glibc and musl are found under each of their names, and in a store of their own", () => {
  for (const path of [
    "/usr/lib/x86_64-linux-gnu/libc.so.6",
    "/lib/libc-2.31.so",
    "/lib/ld-musl-x86_64.so.1",
    "/lib/libc.musl-aarch64.so.1",
    "/nix/store/abc-glibc-2.40/lib/libc.so.6",
  ]) {
    expect(libcIn(mapped(path))).toBe(path);
  }
  expect(libcIn(mapped("/usr/lib/libm.so.6"))).toBeNull();
  expect(libcIn(mapped("[heap]"))).toBeNull();
});

test("no library is opened by a bare name anywhere: one in the current folder would do", () => {
  const host = join(import.meta.dir, "..");
  const files = fs.readdirSync(host, { recursive: true, encoding: "utf8" });
  for (const file of files.filter((name) => /^[^.]+\.ts$/.test(name))) {
    const text = fs.readFileSync(join(host, file), "utf8");
    expect({ file, calls: text.match(/dlopen\((?!loadedLibc\(\))[^)]/g) ?? [] }).toEqual({ file, calls: [] });
  }
});
