import { expect, test } from "bun:test";

import { fakeFiles } from "../../host/files/fake-files.ts";
import { findStrays } from "./find-strays.ts";

const site = "/p/.venv/lib/python3.11/site-packages";
const record = "some/__init__.py,,\nsome/inner/one.py,,\nsome/data/a.json,,\nsome.libs/a.so,,\nother.py,,\n";

const straysAmong = (...paths: readonly string[]): readonly string[] => {
  const texts = Object.fromEntries(paths.map((path) => [`${site}/${path}`, ""]));
  const files = fakeFiles({ [`${site}/some-1.0.dist-info/RECORD`]: record, ...texts }, 1000);
  return findStrays(files, "/p/.venv").map(({ path }) => path);
};

const whole = ["some/__init__.py", "some/inner/one.py", "some/data/a.json", "some.libs/a.so", "other.py"];

test("code in a package's own folders that no package brought is named, data and byte code are not", () => {
  expect(straysAmong(...whole)).toEqual([]);
  expect(straysAmong(...whole, "some/cache.pickle", "some/inner/__pycache__/one.cpython-311.pyc")).toEqual(
    [],
  );
  const added = ["some/extra.py", "some/__init__.cpython-311-x86_64-linux-gnu.so", "some/inner/more.py"];
  expect(straysAmong(...whole, ...added)).toEqual(added.toSorted());
  expect(straysAmong(...whole, "some/deep/er/a.py", "some/deep/b.py", "some/kept/a.json")).toEqual([
    "some/deep",
  ]);
  expect(straysAmong(...whole, "some.libs/b.so", "mine.py")).toEqual(["mine.py", "some.libs/b.so"]);
  const libraries = ["some.libs/liba.so.1", "some.libs/liba.so.1.2.3", "some.libs/libb.2.dylib"];
  expect(straysAmong(...whole, "some.libs/liba.so.txt", ...libraries)).toEqual(libraries);
});
