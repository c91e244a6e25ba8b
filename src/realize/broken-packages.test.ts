import { expect, test } from "bun:test";

import { fakeFiles } from "../host/fake-files.ts";
import { findBrokenPackages } from "./broken-packages.ts";

const site = "/p/.venv/lib/python3.11/site-packages";
const info = "some_name-1.0.dist-info";
const whole = `../../../bin/some,,\nsome.py,,\n${info}/INSTALLER,,\n${info}/RECORD,,\n`;

const broken = (record: string | null): readonly string[] => {
  const files = fakeFiles(
    {
      "/p/.venv/bin/some": "",
      [`${site}/some.py`]: "",
      [`${site}/${info}/INSTALLER`]: "uv",
      ...(record === null ? {} : { [`${site}/${info}/RECORD`]: record }),
    },
    1000,
  );
  return findBrokenPackages(files, site).map(({ name }) => name);
};

test("what is there as its record says is whole, whatever byte code came or went", () => {
  expect(broken(whole)).toEqual([]);
  expect(broken(`${whole}__pycache__/some.cpython-311.pyc,,\n`)).toEqual([]);
  expect(broken(whole.replaceAll("\n", "\r\n"))).toEqual([]);
});

test.each([
  ["not there", null],
  ["empty", ""],
  ["cut off in the middle of a line", whole.slice(0, -4)],
  ["the one that came with the wheel", `some.py,,\n${info}/RECORD,,\n`],
  ["about a file that is gone", `other.py,,\n${whole}`],
])("a package whose record is %s is broken", (_, record) => {
  expect(broken(record)).toEqual(["some-name"]);
});
