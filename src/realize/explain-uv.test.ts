// What uv 0.13.9 really wrote, recorded: each trouble was brought about on a Linux machine.

import { expect, test } from "bun:test";

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
