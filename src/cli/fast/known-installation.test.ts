import { expect, test } from "bun:test";

import { fakeHost } from "../../host/fake-host.ts";
import type { FakeEntry } from "../../host/files/fake-files.ts";
import { layoutOf } from "../../host/layout.ts";
import { readRecords } from "../../realize/installed/read-records.ts";
import {
  forgetInstallation,
  knownInstallation,
  rememberInstallation,
  stampInstallation,
} from "./known-installation.ts";

const site = "/p/.venv/lib/python3.11/site-packages";
const info = "some-1.0.dist-info";
const paths = [
  "some.py",
  "some/data/one.json",
  "some/tests/test_some.py",
  "some/core.pyi",
  `${info}/INSTALLER`,
];
const mine = { kind: "not-declared", name: "mine", version: "1", neededBy: [] } as const;

const besides = {
  undeclared: [mine],
  strays: [{ kind: "stray-file", path: "more.pth", isObeyed: true }],
} as const;

const bench = () => {
  const files: Record<string, FakeEntry> = {
    "/p/jig.toml": "",
    "/p/jig.lock": "",
    [`${site}/${info}/RECORD`]: `${paths.map((path) => `${path},,\n`).join("")}${info}/RECORD,,\n`,
  };
  for (const path of paths) files[`${site}/${path}`] = "";
  const env = { JIG_STATE_DIR: "/s", JIG_CACHE_DIR: "/c", JIG_RUNTIME_DIR: "/r" };
  const host = fakeHost({ env, files });
  const layout = layoutOf(host, { root: "/p", file: "jig.toml" });
  const stamped = stampInstallation(host, layout, { site, records: readRecords(host.files, site) });
  rememberInstallation(host, layout, { ...stamped, ...besides });
  return { host, layout, known: () => knownInstallation(host, layout) };
};

test("what was found holds as long as locks, folders and code are as they were", () => {
  expect(bench().known()).toEqual(besides);
  for (const path of [`${site}/some.py`, `${site}/some/data`, `${site}/${info}`, "/p/jig.lock", site]) {
    const { host, known } = bench();
    host.files.remove(path);
    expect(known()).toBeNull();
  }
  const { host, known } = bench();
  host.files.writeText(`${site}/some.py`, "mine = 1");
  expect(known()).toBeNull();
});

test("data, stubs and tests that were changed in place are left to a whole look, which makes the record forgotten", () => {
  const { host, layout, known } = bench();
  for (const path of paths.slice(1, 4)) host.files.writeText(`${site}/${path}`, "other");
  expect(known()).toEqual(besides);
  forgetInstallation(host, layout);
  expect(known()).toBeNull();
});

test("a record that is none, or another jig's, counts as none", () => {
  const { host, layout, known } = bench();
  const path = `${layout.state}/installation.json`;
  const text = host.files.readText(path) ?? "";
  for (const other of [
    "",
    "{",
    "null",
    "[]",
    text.replace('"shape":3', '"shape":2'),
    text.replace('"jig":"', '"jig":"9'),
  ]) {
    host.files.writeText(path, other);
    expect(known()).toBeNull();
  }
});
