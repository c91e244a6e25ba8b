// What uv 0.13.9 really wrote, recorded on a Linux machine with Python 3.11.

import { expect, test } from "bun:test";

import { explainVersions } from "./explain-versions.ts";

const told = (reason: string) =>
  explainVersions(
    `error: No solution found when resolving dependencies for split (markers: sys_platform == 'linux')
  cause: ${reason}`.split("\n"),
  );

test("a version that there is not", () => {
  expect(
    told(
      "Because there is no version of numpy==99 and your project depends on numpy==99, we can conclude that your project's requirements are unsatisfiable.",
    ),
  ).toEqual({
    message: "there is no `numpy==99` in the package index",
    hint: "is there such a version? without one, the newest that fits is taken",
    about: "numpy",
    isAbsent: true,
  });
});

test("a build of torch's is no version of the usual index", () => {
  expect(
    told(
      "Because there is no version of torch==2.1.0+cu118 and your project depends on torch==2.1.0+cu118, we can conclude that your project's requirements are unsatisfiable.",
    )?.hint,
  ).toStartWith("write `torch==2.1.0`: with a `[gpu]` table");
});

test("a range above all that there are", () => {
  expect(
    told(
      "Because only ipython<=9.18.1 is available and your project depends on ipython>=10, we can conclude that your project's requirements are unsatisfiable.",
    ),
  ).toEqual({
    message: "there is no `ipython>=10` in the package index",
    hint: "the newest that there is: 9.18.1",
    about: "ipython",
    isAbsent: true,
  });
});

test("a version for newer Pythons", () => {
  expect(
    told(`Because the requested Python version (==3.11.*) does not satisfy Python>=3.12 and numpy>=2.5.0 depends on Python>=3.12, we can conclude that numpy>=2.5.0 cannot be used.
         And because your project depends on numpy>=2.5, we can conclude that your project's requirements are unsatisfiable.

hint: The \`requires-python\` value (==3.11.*) includes Python versions that are not supported by your dependencies (e.g., numpy>=2.5.0 only supports >=3.12). Consider using a more restrictive \`requires-python\` value (like >=3.12).`),
  ).toEqual({
    message: "`numpy>=2.5` needs Python 3.12 or newer, and this project has 3.11",
    hint: 'ask for an older version of it, or write `version = "3.12"` in `[python]`',
    about: "numpy",
  });
});

test("several versions for newer Pythons, of which the first is named, whatever is left of uv's words", () => {
  expect(
    told(`…
  cause: Because the requested Python version (==3.8.*) does not satisfy Python>=3.11 and all of:
             pandas>=3.0.0rc0,<=3.0.3
         Because the requested Python version (==3.8.*) does not satisfy Python>=3.9 and pandas>=2.2.0,<=2.3.3 depends on Python>=3.9, we can conclude that pandas>=2.2.0,<=2.3.3 cannot be used.
         And because we know from (1) that all of:
             pandas>=3.0.0rc0,<=3.0.3
             pandas>=3.0.5
          cannot be used, we can conclude that all of:
             pandas>=2.2.0,<=3.0.3
             pandas>=3.0.5
          cannot be used.
         And because pandas==3.0.4 was yanked (reason: Reported segfaults with datetime-related functionality) and your project depends on pandas>=2.2, we can conclude that your project's requirements are unsatisfiable.

hint: The \`requires-python\` value (==3.8.*) includes Python versions that are not supported by your dependencies (e.g., all of:
    pandas>=3.0.0rc0,<=3.0.3
    pandas>=3.0.5
 only support >=3.11). Consider using a more restrictive \`requires-python\` value (like >=3.11).`),
  ).toEqual({
    message: "`pandas>=2.2` needs Python 3.9 or newer, and this project has 3.8",
    hint: 'ask for an older version of it, or write `version = "3.9"` in `[python]`',
    about: "pandas",
  });
});

test("a version whose wheels are for older Pythons", () => {
  expect(
    told(`Because torch==1.8.0 has no wheels with a matching Python version tag (e.g., \`cp311\`) and your project depends on torch==1.8, we can conclude that your project's requirements are unsatisfiable.

hint: Wheels are available for \`torch\` (v1.8.0) with the following Python ABI tags: \`cp36m\`, \`cp37m\`, \`cp38\`, \`cp39\``),
  ).toEqual({
    message: "there is no `torch==1.8` for Python 3.11",
    hint: 'its last Python was 3.9: ask for a newer version of it, or write `version = "3.9"` in `[python]`',
    about: "torch",
  });
  expect(
    told(`Because tensorflow<=2.11.1 has no wheels with a matching Python version tag (e.g., \`cp311\`) and only the following versions of tensorflow are available:
             tensorflow<=2.11.1
             tensorflow>=2.12
         we can conclude that tensorflow<2.12 cannot be used.
         And because your project depends on tensorflow<2.12, we can conclude that your project's requirements are unsatisfiable.

hint: Wheels are available for \`tensorflow\` (v2.11.1) with the following Python ABI tags: \`cp38\`, \`cp39\`, \`cp310\``)
      ?.message,
  ).toBe("there is no `tensorflow<2.12` for Python 3.11");
});

test("other reasons are not about a version", () => {
  expect(
    told(
      "Because your project depends on six==1.16.0 and six>1.16, we can conclude that your project's requirements are unsatisfiable.",
    ),
  ).toBeNull();
  expect(
    told("Because sixx was not found in the package registry and your project depends on sixx, …"),
  ).toBeNull();
});

test("releases that are all too young", () => {
  expect(
    told(`Because there is no version of numpy==2.3.5 and your project depends on numpy==2.3.5, we can conclude that your project's requirements are unsatisfiable.

hint: \`numpy\` was filtered by \`exclude-newer\` to only include packages uploaded before 2006-02-03T00:00:00Z. The requested version, v2.3.5, was published at 2025-11-16T22:49:19.336Z. Consider using \`exclude-newer-package\` to override the cutoff for this package.`)
      ?.hint,
  ).toBe("2.3.5 is of 2025-11-16: ask for an older version of it, or change `exclude-newer` in `[python]`");
  expect(
    told(`Because there are no versions of numpy and your project depends on numpy, we can conclude that your project's requirements are unsatisfiable.

hint: \`numpy\` was filtered by \`exclude-newer\` to only include packages uploaded before 2006-02-03T00:00:00Z. The latest version satisfying the requirement is v2.5.5, published at 2026-11-15T21:30:10Z. Consider using \`exclude-newer-package\` to override the cutoff for this package.`),
  ).toEqual({
    message: "there is no `numpy` that was published before 2006-02-03",
    hint: "2.5.5 is of 2026-11-15: ask for an older version of it, or change `exclude-newer` in `[python]`",
    about: "numpy",
  });
});
