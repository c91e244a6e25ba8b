import { expect, test } from "bun:test";

import { readUvLine } from "./read-uv-line.ts";

test("uv's lines of progress are told, and nothing else is", () => {
  const lines = [
    "Using CPython 3.11.7 interpreter at: /usr/bin/python3.11",
    "Resolved 96 packages in 12ms",
    "Downloading numpy (15.9MiB)",
    "   Building pygraphviz==1.11",
    " Downloaded numpy",
    "      Built pygraphviz==1.11",
    "Prepared 2 packages in 1.02s",
    "Uninstalled 1 package in 3ms",
    "Installed 94 packages in 210ms",
    " + numpy==2.4.6",
    "Audited 94 packages in 1ms",
    "",
  ];
  expect(lines.map((line) => readUvLine(line))).toEqual([
    null,
    "resolved",
    "downloading numpy (15.9MiB)",
    "building pygraphviz==1.11",
    "downloaded numpy",
    "built pygraphviz==1.11",
    "prepared 2 packages in 1.02s",
    "uninstalled 1 package in 3ms",
    "installed 94 packages in 210ms",
    null,
    "audited 94 packages in 1ms",
    null,
  ]);
});
