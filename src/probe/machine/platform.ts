// What kind of machine this is: system, processor, C library, distribution. By files alone, no program is started.

import type { Host } from "../../host/host.ts";
import type { Arch, Facts, Os } from "../../plan/facts.ts";

type Platform = Pick<Facts, "os" | "arch" | "libc" | "distribution">;

export const probePlatform = (host: Host): Platform => {
  const os: Os = host.machine.platform === "darwin" ? "macos" : "linux";
  const arch: Arch = host.machine.arch === "arm64" ? "arm64" : "x64";
  return os === "macos"
    ? { os, arch, libc: null, distribution: macosVersion(host) }
    : { os, arch, libc: linuxLibc(host), distribution: linuxDistribution(host) };
};

/**
 * By the text of `ldd`, which is a script on every distribution that has it: glibc's names its version, musl's names the
 * loader. The loaders decide where there is none, and then glibc's version stays unknown.
 */
const linuxLibc = (host: Host): Facts["libc"] => {
  const ldd = host.files.readText("/usr/bin/ldd") ?? "";
  const loader = (host.files.list("/lib") ?? []).find((name) => /^ld-musl-.*\.so\.1$/.test(name));
  const glibc = /ldd \([^)]*\) (\d+\.\d+)/.exec(ldd)?.[1];
  if (glibc !== undefined) return { kind: "glibc", version: glibc };
  if (loader === undefined) return { kind: "glibc", version: null };
  return { kind: "musl", version: muslVersion(host.files.readBytes(`/lib/${loader}`)) };
};

/** The loader is the library, and holds its version as a text of its own. */
const muslVersion = (library: Uint8Array | null): string | null =>
  library === null
    ? null
    : (/\0(1\.\d+\.\d+)\0/.exec(new TextDecoder("latin1").decode(library))?.[1] ?? null);

const linuxDistribution = (host: Host): Facts["distribution"] => {
  const text = host.files.readText("/etc/os-release") ?? host.files.readText("/usr/lib/os-release");
  if (text === null) return null;
  const value = (name: string): string | null =>
    new RegExp(`^${name}=(["']?)(.*)\\1$`, "m").exec(text)?.[2] ?? null;
  const id = value("ID") ?? "linux";
  return { id, version: value("VERSION_ID"), title: value("PRETTY_NAME") ?? value("NAME") ?? id };
};

const macosVersion = (host: Host): Facts["distribution"] => {
  const text = host.files.readText("/System/Library/CoreServices/SystemVersion.plist") ?? "";
  const version = /<key>ProductVersion<\/key>\s*<string>([^<]+)</.exec(text)?.[1] ?? null;
  return { id: "macos", version, title: version === null ? "macOS" : `macOS ${version}` };
};
