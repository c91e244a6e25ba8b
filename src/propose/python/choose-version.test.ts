import { expect, test } from "bun:test";

import { chooseFor, chooseVersion } from "./choose-version.ts";

const pythons = (...versions: readonly string[]) =>
  versions.map((version) => ({ path: `/usr/bin/python${version}`, version }));

test("the newest usual Python of this machine is taken, and 3.12 where there is none", () => {
  expect(chooseVersion([], pythons("3.11.2", "3.12.1", "3.14.0")).version).toBe("3.12");
  expect(chooseVersion([], pythons("3.14.0", "3.9.2")).version).toBe("3.12");
  expect(chooseVersion([], []).version).toBe("3.12");
});

test("a range rules out, and this machine decides between what is left", () => {
  const wish = { range: ">=3.13", from: "pyproject.toml" };
  expect(chooseVersion([wish], pythons("3.11.2", "3.14.1")).version).toBe("3.14");
  expect(chooseVersion([wish], pythons("3.11.2")).version).toBe("3.13");
  expect(chooseVersion([{ range: "=3.7", from: "environment.yml" }], []).version).toBe("3.7");
});

test("of wishes that exclude each other the first counts, and the other is named", () => {
  const first = { range: ">=3.12", from: "pyproject.toml" };
  const second = { range: "=3.10", from: ".python-version" };
  expect(chooseVersion([first, second], [])).toEqual({ version: "3.12", against: [second] });
});

test("a pinned version that has no ready-made file for the newest Python gets an older one, and that is said", () => {
  const machine = { pythons: pythons("3.13.1", "3.11.2") };
  expect(chooseFor([], ["numpy==1.26.4", "six"], machine)).toEqual({
    version: "3.11",
    notes: ["Python 3.11, not 3.13: `numpy==1.26.4` has ready-made files up to Python 3.12 only"],
  });
  expect(chooseFor([], ["numpy>=1.26.4"], machine)).toEqual({ version: "3.13", notes: [] });
});

test("a Python that a file asks for is taken even where packages have to be built for it, and that is said", () => {
  const wish = { range: "=3.13", from: ".python-version" };
  expect(chooseFor([wish], ["numpy==1.26.4"], { pythons: [] })).toEqual({
    version: "3.13",
    notes: [
      "`numpy==1.26.4` has no ready-made file for Python 3.13, only up to 3.12: it has to be built here, which takes long",
    ],
  });
});
