import { expect, test } from "bun:test";

import { fakeHost, type FakeHostOptions } from "../../host/fake-host.ts";
import { probeSession } from "./session.ts";
import { isContainer, wslVersion } from "./wsl.ts";

const program = { executable: true } as const;
const openers = (options: FakeHostOptions, wsl: boolean) =>
  probeSession(fakeHost(options), wsl).openers.map(({ path }) => path);

test("on WSL the openers come in the order that works, and elsewhere Windows' are not looked for", () => {
  const env = { PATH: "/usr/bin:/mnt/c/WINDOWS" };
  const files = {
    "/usr/bin/wslview": program,
    "/usr/bin/xdg-open": program,
    "/mnt/c/WINDOWS/explorer.exe": program,
    "/mnt/c/Windows/explorer.exe": program,
  };
  expect(openers({ env, files }, true)).toEqual([
    "/usr/bin/wslview",
    "/usr/bin/xdg-open",
    "/mnt/c/WINDOWS/explorer.exe",
  ]);
  expect(openers({ env: { PATH: "/usr/bin" }, files }, true).at(-1)).toBe("/mnt/c/Windows/explorer.exe");
  expect(openers({ env, files }, false)).toEqual(["/usr/bin/xdg-open"]);
  expect(openers({ env }, true)).toEqual([]);
});

test.each([
  [{ CI: "true" }, true],
  [{ CI: "1" }, true],
  [{ GITHUB_ACTIONS: "true" }, true],
  [{ CI: "false" }, false],
  [{ CI: "" }, false],
  [{}, false],
] as [Record<string, string>, boolean][])("%j is CI: %p", (env, ci) => {
  expect(probeSession(fakeHost({ env }), false).ci).toBe(ci);
});

test.each([
  ["linux", { DISPLAY: ":0" }, true],
  ["linux", { WAYLAND_DISPLAY: "wayland-0" }, true],
  ["linux", { DISPLAY: "" }, false],
  ["linux", {}, false],
  ["darwin", {}, true],
  ["darwin", { SSH_CONNECTION: "a" }, false],
] as [string, Record<string, string>, boolean][])(
  "%s with %j has a display: %p",
  (platform, env, display) => {
    expect(probeSession(fakeHost({ env, machine: { platform } }), false).display).toBe(display);
  },
);

const kernel = (version: string, files: FakeHostOptions["files"] = {}): FakeHostOptions => ({
  files: { "/proc/version": version, ...files },
});

test.each([
  ["Linux version 4.4.0-19041-Microsoft (Microsoft@Microsoft.com)", 1],
  ["Linux version 5.15.167.4-microsoft-standard-WSL2 (root@f9c826d3017f)", 2],
  ["Linux version 6.1.0-31-amd64 (debian-kernel@lists.debian.org)", null],
] as const)("%s is WSL %p", (version, wsl) => {
  expect(wslVersion(fakeHost(kernel(version)))).toBe(wsl);
});

test("a kernel of one's own is WSL 2 by Windows' door", () => {
  const door = { "/proc/sys/fs/binfmt_misc/WSLInterop": "enabled" };
  const options = kernel("Linux version 6.6.1 (me@home)", door);
  expect(wslVersion(fakeHost({ ...options, env: { WSL_DISTRO_NAME: "Debian" } }))).toBe(2);
  expect(wslVersion(fakeHost(options))).toBeNull();
});

test("a container on WSL's kernel is a container and not WSL", () => {
  const options = kernel("Linux version 5.15.167.4-microsoft-standard-WSL2", { "/.dockerenv": "" });
  expect(wslVersion(fakeHost(options))).toBeNull();
  expect(isContainer(fakeHost(options))).toBe(true);
});

test.each([
  [{ files: { "/run/.containerenv": "" } }, true],
  [{ env: { container: "podman" } }, true],
  [{ env: { container: "wsl" } }, false],
  [{ env: { KUBERNETES_SERVICE_HOST: "10.0.0.1" } }, true],
  [{ files: { "/proc/1/cgroup": "1:name=systemd:/docker/0123\n" } }, true],
  [{ files: { "/proc/1/cgroup": "0::/init.scope\n" } }, false],
  [{ files: { "/proc/1/cgroup": { text: "", error: "EACCES" } } }, false],
] as [FakeHostOptions, boolean][])("%j is a container: %p", (options, container) => {
  expect(isContainer(fakeHost(options))).toBe(container);
});
