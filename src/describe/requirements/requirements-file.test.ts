import { expect, test } from "bun:test";
import * as fc from "fast-check";

import { parseRequirementsFile } from "./requirements-file.ts";

const read = (text: string): string[] =>
  parseRequirementsFile({ file: "requirements.txt", text }).map((entry) => {
    const content = entry.kind === "include" || entry.kind === "constraint" ? entry.path : entry.text;
    return `${entry.kind} ${content}`;
  });

test("requirements are read without comments, hashes and blanks", () => {
  const text = [
    "# a comment",
    "",
    "numpy>=1.26  # why",
    "uvicorn[standard] ; python_version < '3.12'",
    "  pandas==2.2.0 \\",
    "    --hash=sha256:aaaa \\",
    "    --hash=sha256:bbbb",
    "a#b",
  ].join("\r\n");
  expect(read(text)).toEqual([
    "requirement numpy>=1.26",
    "requirement uvicorn[standard] ; python_version < '3.12'",
    "requirement pandas==2.2.0",
    "requirement a#b",
  ]);
});

test("other files and options are told apart", () => {
  const text = [
    "-r base.txt",
    "-rbase.txt",
    "--requirement=with space.txt",
    '--requirement "quoted name.txt"',
    "-c constraints.txt",
    "--constraint constraints.txt",
    "--index-url https://example.org/simple",
    "-i https://example.org/simple",
    "--no-binary :all:",
    "numpy --config-settings=x=y",
  ].join("\n");
  expect(read(text)).toEqual([
    "include base.txt",
    "include base.txt",
    "include with space.txt",
    "include quoted name.txt",
    "constraint constraints.txt",
    "constraint constraints.txt",
    "option --index-url https://example.org/simple",
    "option -i https://example.org/simple",
    "option --no-binary :all:",
    "requirement numpy",
    "option --config-settings=x=y",
  ]);
});

test("what no lock can hold a hash of is recognised", () => {
  const entries = [
    "-e .",
    "--editable ./lib",
    "./lib",
    ".",
    ".[dev]",
    "../lib",
    "/opt/lib",
    "libs/mine",
    "git+https://example.org/x.git@main",
    "https://example.org/x-1.0-py3-none-any.whl",
    "file:///x.tar.gz",
    "mine @ git+ssh://example.org/x",
    "mine[a] @ https://example.org/x.zip ; python_version > '3'",
    "x-1.0.tar.gz",
  ];
  expect(read(entries.join("\n"))).toEqual(entries.map((entry) => `place ${entry}`));
});

test("an entry's place covers it, over its continuation lines", () => {
  const text = "  numpy # c\nscipy \\\n  --hash=sha256:a\n";
  const [numpy, scipy] = parseRequirementsFile({ file: "r.txt", text });
  const shown = [numpy, scipy].map((entry) =>
    text.slice(entry?.range.offset, (entry?.range.offset ?? 0) + (entry?.range.length ?? 0)),
  );
  expect(shown).toEqual(["numpy", "scipy \\\n  --hash=sha256:a"]);
});

test("a continuation that the file's end or a comment cuts off is what it was until then", () => {
  expect(read("numpy \\")).toEqual(["requirement numpy"]);
  expect(read("numpy \\\n# comment \\\nscipy")).toEqual(["requirement numpy", "requirement scipy"]);
});

test("no text makes it throw, and every place lies in the text", () => {
  const unit = fc.constantFrom(
    "numpy",
    " ",
    "\n",
    "\r\n",
    "\\",
    "#",
    "-r",
    "-e",
    "--hash=x",
    "==1",
    "@",
    "/",
    '"',
    "é",
    ";",
  );
  fc.assert(
    fc.property(fc.string({ unit }), (text) => {
      for (const { range } of parseRequirementsFile({ file: "r.txt", text })) {
        expect(range.length).toBeGreaterThan(0);
        expect(range.offset + range.length).toBeLessThanOrEqual(text.length);
      }
    }),
  );
});
