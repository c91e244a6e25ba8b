// What uv 0.13.9 really wrote, recorded: each trouble was brought about on a Linux machine.

import { expect, test } from "bun:test";

import { explainFailure } from "./explain-failure.ts";
import { packageNamedIn, troubleIn, type UvTrouble } from "./explain-uv.ts";

const samples: readonly {
  readonly what: string;
  readonly trouble: UvTrouble;
  readonly about: string | null;
  readonly lines: string;
}[] = [
  {
    what: "an index that nobody serves",
    trouble: "network",
    about: "six",
    lines: `error: Failed to fetch: http://127.0.0.1:9/simple/six/
  cause: error sending request for url (http://127.0.0.1:9/simple/six/)
  cause: client error (Connect)
  cause: tcp connect error
  cause: Connection refused (os error 111)`,
  },
  {
    what: "a host that no name server knows",
    trouble: "network",
    about: "six",
    lines: `error: Failed to fetch: https://index.invalid/simple/six/
  cause: error sending request for url (https://index.invalid/simple/six/)
  cause: client error (Connect)
  cause: dns error
  cause: error resolving DNS
  cause: failed to lookup address information: Name or service not known`,
  },
  {
    what: "a certificate that nobody trusts",
    trouble: "certificate",
    about: "six",
    lines: `error: Failed to fetch: https://localhost:5923/simple/six/
  cause: error sending request for url (https://localhost:5923/simple/six/)
  cause: client error (Connect)
  cause: invalid peer certificate: Other(OtherError(CaUsedAsEndEntity))`,
  },
  {
    what: "an index that asks for a password",
    trouble: "authentication",
    about: "six",
    lines: `error: No solution found when resolving dependencies
  cause: Because six was not found in the package registry and you require six==1.17.0, we can conclude that your requirements are unsatisfiable.
hint: An index URL (http://localhost:5924/simple) could not be queried due to a lack of valid authentication credentials (401 Unauthorized)`,
  },
  {
    what: "a version that never was",
    trouble: "no-version",
    about: "six",
    lines: `error: No solution found when resolving dependencies
  cause: Because there is no version of six==99 and you require six==99, we can conclude that your requirements are unsatisfiable.`,
  },
  {
    what: "an index with trouble of its own",
    trouble: "server-error",
    about: "alder",
    lines: `error: Failed to fetch: http://127.0.0.1:42029/simple/alder/
  cause: HTTP status server error (503 Service Unavailable) for url (http://127.0.0.1:42029/simple/alder/)`,
  },
  {
    what: "half a file",
    trouble: "broken-download",
    about: "alder",
    lines: `error: Failed to download \`alder==2.0\`
  cause: Failed to write to the distribution cache
  cause: error decoding response body
  cause: request or response body error
  cause: error reading a body from connection
  cause: end of file before message length reached`,
  },
  {
    what: "half a file whose record is looked for",
    trouble: "broken-download",
    about: "pip",
    lines: `error: Failed to fetch: http://127.0.0.1:42029/files/pip-2.0-py3-none-any.whl
  cause: error sending request for url (http://127.0.0.1:42029/files/pip-2.0-py3-none-any.whl)
  cause: client error (SendRequest)
  cause: connection closed before message completed`,
  },
  {
    what: "a file that was changed on the way",
    trouble: "broken-download",
    about: "alder",
    lines: `error: Failed to download \`alder==2.0\`
  cause: Failed to extract archive: alder-2.0-py3-none-any.whl
  cause: Bad CRC (got ca80f79c, expected 45d32d2d) for file: alder.py`,
  },
  {
    what: "a page in the place of a file",
    trouble: "broken-download",
    about: "alder",
    lines: `error: No solution found when resolving dependencies for split (markers: sys_platform == 'linux')
  cause: Because alder==1.0 has an invalid package format and your project depends on alder==1.0, we can conclude that your project's requirements are unsatisfiable.`,
  },
  {
    what: "a name that nobody has",
    trouble: "no-version",
    about: "jig-no-such-package-xyz",
    lines: `error: No solution found when resolving dependencies for split (markers: sys_platform == 'linux')
  cause: Because jig-no-such-package-xyz was not found in the package registry and your project depends on jig-no-such-package-xyz, we can conclude that your project's requirements are unsatisfiable.`,
  },
  {
    what: "wheels for other Pythons only",
    trouble: "no-wheel",
    about: "tensorflow-macos",
    lines: `error: No solution found when resolving dependencies
  cause: Because tensorflow-macos==2.9.0 has no wheels with a matching Python ABI tag (e.g., \`cp311\`) and you require tensorflow-macos==2.9.0, we can conclude that your requirements are unsatisfiable.
hint: You require CPython 3.11 (\`cp311\`), but we only found wheels for \`tensorflow-macos\` (v2.9.0) with the following Python ABI tags: \`cp38\`, \`cp39\`, \`cp310\``,
  },
  {
    what: "wheels for other systems only",
    trouble: "no-wheel",
    about: "tensorflow-macos",
    lines: `error: No solution found when resolving dependencies for split (markers: sys_platform == 'linux')
  cause: Because tensorflow-macos>=2.12.0 has no Linux-compatible wheels and your project depends on tensorflow-macos, we can conclude that your project's requirements are unsatisfiable.`,
  },
  {
    what: "two wishes that exclude each other",
    trouble: "conflict",
    about: null,
    lines: `error: No solution found when resolving dependencies for split (markers: sys_platform == 'linux')
  cause: Because your project depends on six==1.16.0 and six>1.16, we can conclude that your project's requirements are unsatisfiable.`,
  },
  {
    what: "a file that is not the locked one",
    trouble: "hash-mismatch",
    about: "six",
    lines: `error: Failed to download \`six==1.16.0\`
  cause: Hash mismatch for \`six==1.16.0\`
         Expected:
           sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274
         Computed:
           sha256:8abb2f1d86890a2dfb989f9a77cfcfd3e47c2a354b01111771326f8aa26e0254`,
  },
  {
    what: "a C library that is not there",
    trouble: "build-failed",
    about: "pygraphviz",
    lines: `error: Failed to build \`pygraphviz==1.11\`
…
         pygraphviz/graphviz_wrap.c:3020:10: fatal error: graphviz/cgraph.h: No such file or directory
         compilation terminated.
hint: This error likely indicates that you need to install a library that provides \`graphviz/cgraph.h\` for \`pygraphviz@1.11\``,
  },
  {
    what: "a full disk under uv's cache",
    trouble: "disk-full",
    about: "numpy",
    lines: `error: Failed to download \`numpy==2.4.6\`
  cause: I/O operation failed during extraction
  cause: failed to write to file \`/home/user/.cache/uv/.tmphJbAhX/numpy.so\`: No space left on device (os error 28)`,
  },
  {
    what: "a full disk under the environment",
    trouble: "disk-full",
    about: "numpy",
    lines: `error: Failed to install: numpy-2.4.6-cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl (numpy==2.4.6)
  cause: failed to copy file from /a/.so to /b/.so: No space left on device (os error 28)`,
  },
];

for (const { what, trouble, about, lines } of samples) {
  test(`uv meets ${what}`, () => {
    expect(troubleIn(lines.split("\n"))).toBe(trouble);
    expect(packageNamedIn(lines.split("\n"))).toBe(about);
  });
}

test("words that are not known are of no kind", () => {
  expect(troubleIn(["error: something new"])).toBeNull();
  expect(packageNamedIn([])).toBeNull();
});

/** What a person is told of a lock that failed with these lines: headline, detail, hint, and whose place is shown. */
const told = (lines: string): readonly unknown[] => {
  const program = { argv: ["uv", "lock"], code: 1, signal: null, lastLines: lines.split("\n") };
  const { message, detail, hint, place } = explainFailure(
    { reason: "lock-failed", program },
    { placesOf: (name) => [{ text: name, as: "requirement", place: { file: name, line: 1, column: 1 } }] },
  );
  return [message, detail, hint, place?.file ?? null];
};

test("a lock without a network says so first", () => {
  const refused = `error: Request failed after 3 retries in 8.8s
  cause: Failed to fetch: http://127.0.0.1:9/simple/pip/
  cause: error sending request for url (http://127.0.0.1:9/simple/pip/)
  cause: client error (Connect)
  cause: tcp connect error
  cause: Connection refused (os error 111)`;
  const disabled = `error: No solution found when resolving dependencies for split (markers: sys_platform == 'linux')
  cause: Because pip was not found in the cache and your project depends on pip, we can conclude that your project's requirements are unsatisfiable.

hint: Packages were unavailable because the network was disabled. When the network is disabled, registry packages may only be read from the cache.`;
  expect(told(refused)[0]).toBe("the package index cannot be reached");
  expect(told(disabled)[0]).toBe("uv is to stay offline, and its cache does not have `pip`");
});

test("a name that the index does not have is told with its place", () => {
  const lines = `error: No solution found when resolving dependencies for split (markers: sys_platform == 'linux')
  cause: Because No_Such.Package was not found in the package registry and your project depends on No_Such.Package, we can conclude that your project's requirements are unsatisfiable.`;
  expect(told(lines)).toEqual([
    "there is no package `no-such-package` in the package index",
    [],
    "is the name spelled right?",
    "no-such-package",
  ]);
});

test("versions that exclude each other are told by the two requirements and the reason between them", () => {
  const direct = `error: No solution found when resolving dependencies for split (markers: sys_platform == 'linux')
  cause: Because your project depends on six==1.16.0 and six>1.16, we can conclude that your project's requirements are unsatisfiable.`;
  expect(told(direct)[0]).toBe("`six==1.16.0` and `six>1.16` exclude each other");
  const between = `error: No solution found when resolving dependencies for split (markers: sys_platform == 'linux')
  cause: Because pandas==2.2.0 depends on numpy>=1.23.2,<2 and your project depends on numpy==1.20.0, we can conclude that your project and pandas==2.2.0 are incompatible.
         And because your project depends on pandas==2.2.0, we can conclude that your project's requirements are unsatisfiable.`;
  expect(told(between)).toEqual([
    "`numpy==1.20.0` and `pandas==2.2.0` exclude each other",
    [
      "pandas==2.2.0 depends on numpy>=1.23.2,<2 and your project depends on numpy==1.20.0",
      "`pandas` stands at pandas:1:1",
    ],
    "loosen one of them",
    "numpy",
  ]);
  const concluded = `error: No solution found when resolving dependencies for split (markers: sys_platform == 'linux')
  cause: Because jupyterlab>=4.2.0 depends on tornado>=6.2.0 and your project depends on jupyterlab>=4.2, we can conclude that your project depends on tornado>=6.2.0.
         And because your project depends on tornado<6, we can conclude that your project's requirements are unsatisfiable.`;
  expect(told(concluded)[0]).toBe("`jupyterlab>=4.2` and `tornado<6` exclude each other");
});

test("a Python that newer versions ask for is no reason while something else stands against the older ones", () => {
  const lines = `error: No solution found when resolving dependencies for split (markers: sys_platform == 'linux')
  cause: Because jax>=0.8.0,<=0.10.2 depends on numpy>=2.0 and numpy==1.26.4, we can conclude that jax>=0.8.0,<=0.10.2 cannot be used.
         And because only the following versions of jax are available:
             jax<=0.10.2
             jax>=0.11.0
         we can conclude that jax>=0.8.0,<0.11.0 cannot be used. (1)

         Because the requested Python version (==3.11.*) does not satisfy Python>=3.12 and jax>=0.11.0 depends on Python>=3.12, we can conclude that jax>=0.11.0 cannot be used.
         And because we know from (1) that jax>=0.8.0,<0.11.0 cannot be used, we can conclude that jax>=0.8.0 cannot be used.
         And because your project depends on jax>=0.8, we can conclude that your project's requirements are unsatisfiable.

hint: The \`requires-python\` value (==3.11.*) includes Python versions that are not supported by your dependencies (e.g., jax>=0.11.0 only supports >=3.12). Consider using a more restrictive \`requires-python\` value (like >=3.12).`;
  expect(told(lines)).toEqual([
    "no set of package versions could be chosen",
    [
      "jax>=0.8.0,<=0.10.2 depends on numpy>=2.0 and numpy==1.26.4",
      "asked for: jax>=0.8",
      "`numpy` stands at numpy:1:1",
    ],
    "loosen one of them",
    "jax",
  ]);
  const direct = `error: No solution found when resolving dependencies for split (markers: sys_platform == 'linux')
  cause: Because the requested Python version (==3.11.*) does not satisfy Python>=3.12 and jax>=0.11.0 depends on Python>=3.12, we can conclude that jax>=0.11.0 cannot be used.
         And because jax>=0.8.0,<=0.10.2 depends on numpy>=2.0, we can conclude that jax>=0.8.0 depends on numpy>=2.0.
         And because your project depends on jax>=0.8 and numpy<2, we can conclude that your project's requirements are unsatisfiable.`;
  expect(told(direct).slice(0, 2)).toEqual([
    "`jax>=0.8` and `numpy<2` exclude each other",
    ["jax>=0.8.0,<=0.10.2 depends on numpy>=2.0", "`numpy` stands at numpy:1:1"],
  ]);
});

test("a package that uv knows a better name for is not explained as one that lacks build tools", () => {
  const lines = `error: Failed to build \`sklearn==0.0.post12\`
  cause: The build backend returned an error
  cause: Call to \`setuptools.build_meta:__legacy__.get_requires_for_build_wheel\` failed (exit status: 1)
         [stderr]
         The 'sklearn' PyPI package is deprecated, use 'scikit-learn'
hint: \`sklearn\` is often confused for \`scikit-learn\`. Did you mean to install \`scikit-learn\` instead?
hint: Build failures usually indicate a problem with the package or the build environment`;
  const [message, , hint, place] = told(lines);
  expect([message, hint, place]).toEqual([
    "`sklearn` could not be built, so its versions are not known",
    "did you mean `scikit-learn`?",
    "sklearn",
  ]);
});
