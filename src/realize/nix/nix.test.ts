import { describe, expect, test } from "bun:test";

import { fakeHost } from "../../host/fake-host.ts";
import type { Ran, RunRequest } from "../../host/host.ts";
import { explainNix } from "../explain/explain-nix.ts";
import { nixFlakeText } from "./nix-flake-text.ts";
import { readNixEnvironment } from "./read-nix-environment.ts";
import { runNix } from "./run-nix.ts";

const variable = (value: string) => ({ type: "exported", value });

test("of Nix's environment only what is on the list is taken", () => {
  const variables = {
    JIG_PATH: variable("/nix/store/a/bin:/nix/store/b/bin:/nix/store/a/bin:relative"),
    JIG_LIBRARIES: variable("/nix/store/l/lib:"),
    PATH: variable("/nix/store/stdenv/bin"),
    PKG_CONFIG_PATH: variable("/nix/store/z/lib/pkgconfig"),
    NIX_CFLAGS_COMPILE: variable(" -isystem /nix/store/z/include"),
    NIX_LDFLAGS: variable(""),
    CMAKE_PREFIX_PATH: { type: "var", value: "/not/exported" },
    SSL_CERT_FILE: variable("/no-cert-file.crt"),
    NIX_SSL_CERT_FILE: variable("/nix/store/c/etc/ssl/certs/ca-bundle.crt"),
    TMPDIR: variable("/tmp/nix-build"),
    SOURCE_DATE_EPOCH: variable("315532800"),
    PYTHONPATH: variable("/nix/store/p"),
    NIX_BUILD_TOP: variable("/build"),
    LD_LIBRARY_PATH: variable("/nix/store/z/lib"),
    array: { type: "array", value: ["x"] },
    // No program can be given one.
    GDAL_DATA: variable("/nix/store/g\0/share"),
  };
  expect(readNixEnvironment(JSON.stringify({ variables, bashFunctions: {} }))).toEqual({
    environment: {
      path: ["/nix/store/a/bin", "/nix/store/b/bin"],
      set: {
        NIX_SSL_CERT_FILE: "/nix/store/c/etc/ssl/certs/ca-bundle.crt",
        PKG_CONFIG_PATH: "/nix/store/z/lib/pkgconfig",
      },
      build: { NIX_CFLAGS_COMPILE: "-isystem /nix/store/z/include" },
    },
    libraryFolders: ["/nix/store/l/lib"],
  });
  for (const text of ["", "[]", "{}", '{"variables":{}}', "{"]) expect(readNixEnvironment(text)).toBeNull();
});

test("jig's own flake is the same for the same packages, and quotes what it is given", () => {
  const why = { file: "jig.toml", line: 1, column: 1 };
  const step = {
    packages: [{ attribute: "a.b", why, services: [] }],
    nixpkgs: 'x"${y}\\',
    unfree: false,
    system: "x86_64-linux",
    bringsPython: false,
  };
  const text = nixFlakeText(step);
  expect(nixFlakeText(step)).toBe(text);
  expect(text).toContain('[ "a" "b" ]');
  expect(text).not.toContain("makeLibraryPath");
  expect(nixFlakeText({ ...step, bringsPython: true })).toContain("JIG_LIBRARIES = pkgs.lib.makeLibraryPath");
  expect(text).toContain(String.raw`github:NixOS/nixpkgs/x\"\${y}\\"`);
});

const asked = async (answer: (request: RunRequest) => Ran, silenceMs = 1000) => {
  const host = fakeHost({
    programs: { "/n/nix": answer },
    env: { LD_PRELOAD: "x", LD_LIBRARY_PATH: "y", A: "b" },
  });
  const progress: string[] = [];
  const context = {
    host,
    signal: new AbortController().signal,
    progress: (detail: string) => progress.push(detail),
    turn: null,
  };
  const ran = await runNix(context, {
    nix: "/n/nix",
    args: ["eval"],
    folder: "/f",
    silenceMs,
    thinkingMs: 5000,
  });
  return { ran, progress, request: host.calls[0] };
};

const patience = { silenceMs: 60_000, thinkingMs: 90_000 };

const exited = (code: number): Ran => ({ kind: "exited", code, stdout: "", stderr: "" });

test("Nix is run with flakes allowed, nothing of the user's loader, and its log is read for people", async () => {
  const { ran, progress, request } = await asked(({ onStderrLine }) => {
    onStderrLine?.(
      '@nix {"action":"start","id":1,"type":105,"level":3,"text":"building \'/nix/store/0123456789abcdfghijklmnpqrsvwxyz-git-2.39.drv\'"}',
    );
    onStderrLine?.('@nix {"action":"stop","id":1}');
    onStderrLine?.('@nix {"action":"msg","level":0,"msg":"\\u001b[31;1merror:\\u001b[0m it broke"}');
    onStderrLine?.('@nix {"action":"msg","level":5,"msg":"talk"}');
    onStderrLine?.("@nix {");
    onStderrLine?.("plain");
    return exited(1);
  });
  expect(request?.argv.slice(0, 3)).toEqual([
    "/n/nix",
    "--extra-experimental-features",
    "nix-command flakes",
  ]);
  expect(request?.cwd).toBe("/f");
  expect([request?.env?.["LD_PRELOAD"], request?.env?.["LD_LIBRARY_PATH"], request?.env?.["A"]]).toEqual([
    undefined,
    undefined,
    "b",
  ]);
  expect(progress).toEqual(["building git-2.39", "built git-2.39"]);
  expect(ran.messages).toEqual(["error: it broke", "plain"]);
  expect(explainNix(ran, patience)).toBe("it broke");
});

const raised = (text: string): string => `@nix ${JSON.stringify({ action: "msg", level: 0, raw_msg: text })}`;
const advice = `@nix {"action":"msg","level":0,"msg":"(use '--show-trace' to show detailed location information)"}`;

test("of what Nix raises the first error is the reason, and neither advice nor a warning is", async () => {
  const { ran } = await asked(({ onStderrLine }) => {
    onStderrLine?.(
      '@nix {"action":"msg","level":1,"msg":"warning: unable to download \'https://cache.example\'"}',
    );
    onStderrLine?.(raised("getting status of '/nonexistent': No such file or directory"));
    onStderrLine?.(raised("1 dependencies of derivation 'x' failed to build"));
    onStderrLine?.(advice);
    return exited(1);
  });
  expect(explainNix(ran, patience)).toBe("getting status of '/nonexistent': No such file or directory");
});

test("of a flood the first error and the end are kept", async () => {
  const { ran } = await asked(({ onStderrLine }) => {
    onStderrLine?.(raised("the cause"));
    for (let line = 0; line < 100_000; line += 1) onStderrLine?.(`noise ${line} ${"x".repeat(5000)}`);
    return exited(1);
  });
  expect(ran.messages.length).toBeLessThan(500);
  expect(ran.messages.every((line) => line.length <= 2000)).toBe(true);
  expect(ran.messages.at(-1)).toStartWith("noise 99999");
  expect(explainNix(ran, patience)).toBe("the cause");
});

describe("why Nix is of no use is told in a few words", () => {
  const cases: readonly (readonly [string, string])[] = [
    [
      "error: cannot connect to socket at '/nix/var/nix/daemon-socket/socket': No such file or directory",
      "its daemon does not answer",
    ],
    [
      "error: experimental Nix feature 'nix-command' is disabled; use '--extra-…'",
      "its settings forbid flakes",
    ],
    ["error: unrecognised flag '--extra-experimental-features'", "it is too old for flakes"],
    [
      'error: creating directory "/nix/store/.links": Read-only file system',
      "its store cannot be written to",
    ],
    ["error: writing to file: No space left on device", "its disk is full (`nix store gc` makes room)"],
    [
      "error: unable to download 'https://x.example/y': Couldn't resolve host name (6)",
      "nixpkgs cannot be fetched (no network?)",
    ],
    ["error: something else entirely", "something else entirely"],
  ];
  test.each(cases)("%s", (message, words) => {
    expect(explainNix({ ran: exited(1), givenUp: null, messages: [message] }, patience)).toBe(words);
  });

  test.each([
    [
      "error: creating directory '/home/ada/.cache/nix': Read-only file system",
      "`/home/ada/.cache/nix` cannot be written to: the file system is read-only",
    ],
    [
      "error: creating directory '/home/ada/.cache/nix/eval-cache-v2': No space left on device",
      "`/home/ada/.cache/nix/eval-cache-v2` cannot be written to: there is no room left on its disk",
    ],
    [
      "error: executing SQLite statement 'create table': database or disk is full (in '/home/ada/.cache/nix/a.sqlite')",
      "`/home/ada/.cache/nix/a.sqlite` cannot be written to: there is no room left on its disk",
    ],
    [
      "error: opening file '/etc/nix/nix.conf': Permission denied",
      "permission denied for `/etc/nix/nix.conf`",
    ],
    ["error: creating directory '/nix/store/x': Permission denied", "its store cannot be written to"],
    [
      "error: writing to file '/nix/store/x': No space left on device",
      "its disk is full (`nix store gc` makes room)",
    ],
    // What it did without is not what it failed for.
    [
      "error (ignored): error: database or disk is full (in '/c/a.sqlite')\nerror: getting status of '/x': No such file",
      "getting status of '/x': No such file",
    ],
  ])("a folder that refuses Nix is named, its store in its own words: %s", (message, words) => {
    expect(explainNix({ ran: exited(1), givenUp: null, messages: message.split("\n") }, patience)).toBe(
      words,
    );
  });

  test("and so is its end, when it said nothing", () => {
    const silent = { messages: [], givenUp: null };
    expect(explainNix({ ...silent, ran: exited(3) }, patience)).toBe("it ended with 3");
    const killed: Ran = { kind: "killed", signal: "SIGSEGV", timedOut: false, stdout: "", stderr: "" };
    expect(explainNix({ ...silent, ran: killed }, patience)).toBe("it was ended by SIGSEGV");
    expect(explainNix({ ...silent, ran: exited(0) }, patience)).toBe("its answer is none of Nix's");
    const flooding: Ran = { ...killed, signal: "SIGKILL", stdout: "x".repeat(2_000_000) };
    expect(explainNix({ ...silent, ran: flooding }, patience)).toBe("it wrote more than any answer of Nix's");
    expect(explainNix({ ran: killed, givenUp: "silent", messages: [] }, patience)).toBe(
      "it did nothing for 60 s",
    );
    expect(explainNix({ ran: killed, givenUp: "endless", messages: ["x"] }, patience)).toBe(
      "it came to no end in 90 s",
    );
    const absent: Ran = { kind: "failed-to-start", message: "it is not there" };
    expect(explainNix({ ...silent, ran: absent }, patience)).toBe("it is not there");
  });
});
