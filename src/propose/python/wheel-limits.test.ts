import { expect, test } from "bun:test";

import { FIRST_WHEELS } from "./first-wheels.ts";
import { wheelLimits } from "./wheel-limits.ts";

const newestFor = (requirement: string): string | null => wheelLimits([requirement])[0]?.newest ?? null;

test("a pinned version has ready-made files up to some Python", () => {
  for (const [requirement, newest] of [
    ["numpy==1.26.4", "3.12"],
    ["numpy == 1.26.*  # the last of the first", "3.12"],
    ["NumPy~=1.26.0; sys_platform == 'linux'", "3.12"],
    ["numpy>=1.20,<2", "3.12"],
    ["numpy<=2.1", "3.13"],
    ["numpy<2.1", "3.12"],
    ["numpy~=2.0", "3.14"],
    ["scikit_learn==1.2.2", "3.11"],
    ["torch==2.1.0", "3.11"],
    ["tensorflow==2.15.0", "3.11"],
    ["pandas[excel]==2.2.0", "3.12"],
    ["numpy==1.21.0", "3.9"],
    ["numpy==1.19.0", "3.8"],
    ["numpy==1.16.6", "3.7"],
  ] as const) {
    expect([requirement, newestFor(requirement)]).toEqual([requirement, newest]);
  }
});

const PYTHONS = "numpy==1.26.4; python_version < '3.13'";

test("what says no last version, is not in the table, is older than it or only for some Pythons, limits nothing", () => {
  for (const requirement of [
    "numpy",
    "numpy>=1.20",
    "numpy!=1.26.4",
    "six==1.16.0",
    "numpy==1.0",
    "-e .",
    "",
    PYTHONS,
  ]) {
    expect([requirement, newestFor(requirement)]).toEqual([requirement, null]);
  }
});

test("every row of the table goes up with Python", () => {
  for (const [name, row] of Object.entries(FIRST_WHEELS)) {
    const versions = Object.values(row).map((version) =>
      version
        .split(".")
        .map((part) => part.padStart(4, "0"))
        .join("."),
    );
    expect([name, versions]).toEqual([name, versions.toSorted()]);
    const known = ["3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14"];
    const first = known.indexOf(Object.keys(row)[0] ?? "");
    expect(Object.keys(row)).toEqual(known.slice(first, first + Object.keys(row).length));
  }
});
