import { expect, test } from "bun:test";

import { fakeHost, type FakeHostOptions } from "../../host/fake-host.ts";
import { findPackage, foldersBesidePath } from "./find-packages.ts";
import { findNix, nixPlaces } from "./nix.ts";

const program = { executable: true, text: "" } as const;
const env = { PATH: "/usr/local/bin:/usr/bin" };

const linux = (files: NonNullable<FakeHostOptions["files"]>, more: Partial<FakeHostOptions> = {}) =>
  fakeHost({ files, env, ...more });

test("a command counts under each of its names, and all that a package consists of must be there", () => {
  const host = linux({ "/usr/bin/samu": program, "/usr/bin/gcc": program });
  expect(findPackage(host, "ninja")).toEqual(["/usr/bin/samu"]);
  expect(findPackage(host, "gcc")).toBeNull();
  expect(findPackage(linux({ "/usr/bin/gcc": program, "/usr/bin/g++": program }), "gcc")).toHaveLength(2);
});

test("a library counts by its description, or by itself with whatever number", () => {
  const described = linux({ "/usr/lib/x86_64-linux-gnu/pkgconfig/zlib.pc": "" });
  expect(findPackage(described, "zlib")).toEqual(["/usr/lib/x86_64-linux-gnu/pkgconfig/zlib.pc"]);
  for (const name of ["libz.so", "libz.so.1", "libz.so.1.2.13"]) {
    expect(findPackage(linux({ [`/usr/lib64/${name}`]: "" }), "zlib")).toEqual([`/usr/lib64/${name}`]);
  }
  for (const name of ["libz.a", "libzstd.so.1", "libz.so.txt", "xlibz.so"]) {
    expect(findPackage(linux({ [`/usr/lib64/${name}`]: "" }), "zlib")).toBeNull();
  }
  const elsewhere = linux({ "/opt/x/zlib.pc": "" }, { env: { ...env, PKG_CONFIG_PATH: "relative:/opt/x" } });
  expect(findPackage(elsewhere, "zlib")).toEqual(["/opt/x/zlib.pc"]);
  expect(findPackage(linux({ "/usr/lib64": { folder: true, error: "EACCES" } }), "zlib")).toBeNull();
});

test("macOS has its own libraries where no file shows them, and Homebrew's where it keeps them", () => {
  const machine = { platform: "darwin", arch: "arm64" };
  expect(findPackage(linux({}, { machine }), "zlib")).toEqual([]);
  const brew = linux({ "/opt/homebrew/lib/libhdf5.310.dylib": "" }, { machine });
  expect(findPackage(brew, "hdf5")).toEqual(["/opt/homebrew/lib/libhdf5.310.dylib"]);
});

test("what Homebrew links nowhere is found in its own folder, which `PATH` then needs", () => {
  const machine = { platform: "darwin", arch: "arm64" };
  const opt = "/opt/homebrew/opt";
  const brew = linux(
    { [`${opt}/openssl@3/lib/libssl.3.dylib`]: "", [`${opt}/postgresql@17/bin/postgres`]: program },
    { machine },
  );
  expect(findPackage(brew, "openssl")).toEqual([`${opt}/openssl@3/lib/libssl.3.dylib`]);
  expect(findPackage(brew, "postgresql")).toEqual([`${opt}/postgresql@17/bin/postgres`]);
  expect(foldersBesidePath(brew, [`${opt}/postgresql@17/bin/postgres`, "/usr/bin/git"])).toEqual([
    `${opt}/postgresql@17/bin`,
  ]);
  const known = linux({}, { machine, env: { PATH: `/bin:${opt}/postgresql@17/bin` } });
  expect(foldersBesidePath(known, [`${opt}/postgresql@17/bin/postgres`])).toEqual([]);
  const other = linux(
    { "/home/linuxbrew/opt/openssl@3/lib/libssl.so.3": "" },
    { env: { ...env, HOMEBREW_PREFIX: "/home/linuxbrew" } },
  );
  expect(findPackage(other, "openssl")).toHaveLength(1);
});

test("a name that nobody wrote down is a command or a library of that name", () => {
  expect(findPackage(linux({ "/usr/bin/frob": program }), "frob")).toEqual(["/usr/bin/frob"]);
  expect(findPackage(linux({ "/usr/lib/libfrob.so.2": "" }), "libfrob")).toEqual(["/usr/lib/libfrob.so.2"]);
  expect(findPackage(linux({ "/usr/bin/numpy": program }), "python311Packages.numpy")).toBeNull();
});

test("Nix is looked for on PATH, then where it hides, and nowhere when it is not wanted", () => {
  const machine = { home: "/home/ada" };
  expect(
    nixPlaces({ env: { PATH: "/bin:rel", USER: "ada" }, machine: fakeHost({ machine }).machine }),
  ).toEqual([
    "/bin/nix",
    "/nix/var/nix/profiles/default/bin/nix",
    "/home/ada/.nix-profile/bin/nix",
    "/home/ada/.local/state/nix/profile/bin/nix",
    "/etc/profiles/per-user/ada/bin/nix",
    "/run/current-system/sw/bin/nix",
  ]);
  const hidden = { "/nix/var/nix/profiles/default/bin/nix": program };
  expect(findNix(linux(hidden))).toBe("/nix/var/nix/profiles/default/bin/nix");
  expect(findNix(linux(hidden, { env: { ...env, JIG_NIX: "none" } }))).toBeNull();
  expect(findNix(linux(hidden, { env: { ...env, JIG_NIX: "/opt/nix" } }))).toBe("/opt/nix");
  const other = linux({ ...hidden, "/usr/bin/lix": program }, { env: { ...env, JIG_NIX: "lix" } });
  expect(findNix(other)).toBe("/usr/bin/lix");
  expect(findNix(linux({}))).toBeNull();
});
