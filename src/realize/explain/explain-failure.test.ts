import { expect, test } from "bun:test";

import { explainFailure } from "./explain-failure.ts";

const program = (lines: string) => ({ argv: ["uv"], code: 1, signal: null, lastLines: lines.split("\n") });

test("a Python that cannot be had is told without uv's addresses, and with those that are here", () => {
  const lines = `error: Failed to install cpython-3.14.10-linux-x86_64-gnu
  cause: Request failed after 3 retries in 10.7s
  cause: Failed to download \`https://example.org/cpython-3.14.10.tar.gz\`
  cause: error sending request for url (https://example.org/cpython-3.14.10.tar.gz)
  cause: client error (Connect)
  cause: dns error
  cause: failed to lookup address information: Name or service not known`;
  const failure = { reason: "python-unavailable", request: "3.14", program: program(lines) } as const;
  expect(explainFailure({ ...failure, here: ["3.13", "3.9", "3.11"] })).toMatchObject({
    message: "there is no Python 3.14 on this machine, and it could not be fetched",
    detail: [
      "error: Failed to install cpython-3.14.10-linux-x86_64-gnu",
      "  cause: failed to lookup address information: Name or service not known",
    ],
    hint: "install Python 3.14 on this machine; jig finds it by itself, or ask for one that is here: 3.9, 3.11, 3.13",
  });
  expect(explainFailure({ ...failure, here: [] }).hint).toBe(
    "install Python 3.14 on this machine; jig finds it by itself",
  );
});

test("of a build that failed the end is shown, and none of uv's advice for package makers", () => {
  const lines = `error: Failed to build \`numpy==1.19.0\`
…
           File "/tmp/setuptools/build_meta.py", line 410, in _build_with_temp_dir
             self.run_setup()
           File "/tmp/setuptools/build_meta.py", line 317, in run_setup
             exec(code, locals())
           File "<string>", line 489, in <module>
           File "/tmp/numpy/distutils/mingw32ccompiler.py", line 28, in <module>
             from distutils.msvccompiler import get_build_version as get_build_msvc_version
         ModuleNotFoundError: No module named 'distutils.msvccompiler'
hint: This error likely indicates that \`numpy@1.19.0\` depends on \`distutils.msvccompiler\`, but doesn't declare it
[tool.uv.extra-build-dependencies]
numpy = ["distutils.msvccompiler"]`;
  const explained = explainFailure({
    reason: "install-failed",
    program: program(lines),
    package: "numpy",
    formerEnvironment: false,
  });
  expect(explained).toMatchObject({
    message: "`numpy` could not be installed",
    hint: "nobody has built it for this Python and machine, and building it here failed: try a newer version of it, or an older Python: 3.8 was its last",
  });
  expect(explained.detail).toHaveLength(7);
  expect(explained.detail.at(-1)).toBe(
    "         ModuleNotFoundError: No module named 'distutils.msvccompiler'",
  );
});

test("a package that fails on purpose since another has its place is told by that one's name", () => {
  const lines =
    "error: Failed to build `tensorflow-gpu==2.12.0`\n…\n  packaging.requirements.InvalidRequirement: Expected semicolon";
  expect(explainFailure({ reason: "lock-failed", program: program(lines) })).toMatchObject({
    hint: "did you mean `tensorflow`?",
    detail: ["error: Failed to build `tensorflow-gpu==2.12.0`"],
  });
});

test("a system library that a build lacks is named", () => {
  const lines = `error: Failed to build \`pygraphviz==1.11\`
…
         pygraphviz/graphviz_wrap.c:3020:10: fatal error: graphviz/cgraph.h: No such file or directory
         compilation terminated.
hint: This error likely indicates that you need to install a library that provides \`graphviz/cgraph.h\` for \`pygraphviz@1.11\``;
  const { detail } = explainFailure({
    reason: "install-failed",
    program: program(lines),
    package: "pygraphviz",
    formerEnvironment: false,
  });
  expect(detail.at(-1)).toStartWith("hint: This error likely indicates that you need to install a library");
});

test("a file that ends too early came damaged, whether the lock or the installation met it", () => {
  const lines = `error: Failed to download \`alder==2.0\`
  cause: Failed to write to the distribution cache
  cause: error reading a body from connection
  cause: end of file before message length reached`;
  const words = { message: "`alder` came damaged from the package index" };
  expect(explainFailure({ reason: "lock-failed", program: program(lines) })).toMatchObject(words);
  expect(
    explainFailure({
      reason: "install-failed",
      program: program(lines),
      package: "alder",
      formerEnvironment: true,
    }),
  ).toMatchObject(words);
});

test("a Python that nixpkgs lacks is told by its version, with those that it has", () => {
  const place = { file: "jig.toml", line: 2, column: 11 };
  const blamed = { attribute: "python314", place, trouble: "no-such-python", systems: [] } as const;
  const explain = (instead: readonly string[]) =>
    explainFailure({
      reason: "packages-unknown",
      packages: [{ ...blamed, instead }],
      system: "x86_64-linux",
    });
  expect(explain(["python310", "python313", "python39"])).toMatchObject({
    message: "there is no Python 3.14 in nixpkgs, which has 3.9, 3.10, 3.13",
    place,
    hint: expect.stringContaining("`version` in `[python]`"),
  });
  expect(explain([]).message).toBe("there is no Python 3.14 in nixpkgs");
});

test("a package that this system cannot have is told with where it belongs", () => {
  const place = { file: "jig.toml", line: 2, column: 1 };
  const hintOf = (system: string, systems: readonly string[]) =>
    explainFailure({
      reason: "packages-unknown",
      packages: [{ attribute: "x", place, trouble: "not-for-this-system", systems }],
      system,
    }).hint;
  expect(hintOf("x86_64-linux", ["aarch64-darwin"])).toBe("move it to `macos` in `[packages]`");
  expect(hintOf("aarch64-darwin", ["x86_64-linux", "aarch64-linux"])).toBe(
    "move it to `linux` in `[packages]`",
  );
  const elsewhere = "move it to the `jig.local.toml` of the machines that can have it";
  expect(hintOf("aarch64-linux", ["x86_64-linux"])).toBe(elsewhere);
  expect(hintOf("aarch64-linux", ["x86_64-linux", "x86_64-darwin"])).toBe(elsewhere);
  expect(hintOf("x86_64-linux", [])).toContain("broken or insecure");
});
