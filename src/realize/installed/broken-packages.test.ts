import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import { join } from "node:path";

import { fakeFiles } from "../../host/files/fake-files.ts";
import { realFiles } from "../../host/files/real-files.ts";
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

test("a link in the place of a module is read as what it leads to", () => {
  const root = fs.mkdtempSync(join(os.tmpdir(), "jig-broken-"));
  try {
    const write = (path: string, text: string): void => fs.writeFileSync(join(root, path), text);
    const hash = `sha256=${createHash("sha256").update("a = 1\n").digest("base64url")}`;
    fs.mkdirSync(join(root, info));
    write(`${info}/INSTALLER`, "uv");
    write(`${info}/RECORD`, `some.py,${hash},6\n${info}/INSTALLER,,\n${info}/RECORD,,\n`);
    const past = new Date(Date.now() - 60_000);
    fs.utimesSync(join(root, `${info}/RECORD`), past, past);
    write("other", "a = 1\n");
    fs.symlinkSync("other", join(root, "some.py"));
    expect(findBrokenPackages(realFiles, root)).toEqual([]);
    write("other", "a = 2\n");
    expect(findBrokenPackages(realFiles, root)).toMatchObject([{ altered: [{ path: "some.py", hash }] }]);
  } finally {
    fs.rmSync(root, { recursive: true });
  }
});
