// Samples in the shape that the manuals of ps(1) and lsof(8) describe.

import { expect, test } from "bun:test";

import { parseDescriptors, parseListeners, parsePs, parsePsEnvironment } from "./macos-tables.ts";

test("processes are read with their start time as one text", () => {
  const sample = [
    "    1     0     1      0 Ss   Mon Nov  3 08:00:12 2025     /sbin/launchd",
    "  812     1   812      0 S    Sat Nov 22 09:14:03 2025     /Applications/Some App.app/Contents/MacOS/Some App -x",
    " 4242   812   812      0 Z    Sat Nov 22 09:14:04 2025     (python3.11)",
    "",
  ].join("\n");
  expect(parsePs(sample)).toEqual([
    {
      pid: 1,
      ppid: 0,
      pgid: 1,
      sid: 0,
      state: "S",
      startTime: "Mon Nov 3 08:00:12 2025",
      command: "launchd",
    },
    {
      pid: 812,
      ppid: 1,
      pgid: 812,
      sid: 0,
      state: "S",
      startTime: "Sat Nov 22 09:14:03 2025",
      command: "Some",
    },
    {
      pid: 4242,
      ppid: 812,
      pgid: 812,
      sid: 0,
      state: "Z",
      startTime: "Sat Nov 22 09:14:04 2025",
      command: "(python3.11)",
    },
  ]);
});

test("variables are found behind the command's words", () => {
  const text = "/usr/bin/python3 -m http.server PATH=/usr/bin:/bin JIG_ID=abc123 TERM=xterm-256color\n";
  expect(parsePsEnvironment(text)).toMatchObject({ JIG_ID: "abc123", PATH: "/usr/bin:/bin" });
  expect(parsePsEnvironment("\n")).toBeNull();
});

test("descriptors are named, and what is no descriptor is passed over", () => {
  const text =
    "p812\nfcwd\nn/Users/ada\nftxt\nn/bin/sleep\nf1\nn/Users/ada/a log\nf2\nn/Users/ada/a log\nf3\n";
  expect(parseDescriptors(text)).toEqual(
    new Map([
      [1, "/Users/ada/a log"],
      [2, "/Users/ada/a log"],
    ]),
  );
  expect(parseDescriptors("")).toBeNull();
});

test("listening sockets are read with their owners", () => {
  const text = "p812\ncpython3.11\nf7\nn127.0.0.1:8888\nf8\nn[::1]:8888\np90\ncControlCe\nf9\nn*:5000\n";
  expect(parseListeners(text)).toEqual([
    { port: 8888, address: "127.0.0.1", inode: "812", owner: { pid: 812, command: "python3.11" } },
    { port: 8888, address: "::1", inode: "812", owner: { pid: 812, command: "python3.11" } },
    { port: 5000, address: "0.0.0.0", inode: "90", owner: { pid: 90, command: "ControlCe" } },
  ]);
});
