import { expect, test } from "bun:test";

import { describe } from "../describe.ts";

/** Every problem of a line in `[python]`, with what it points at. */
const inPython = (line: string): string[] => {
  const text = `[python]\nversion = "3.11"\n${line}\n`;
  const result = describe({ file: "jig.toml", text });
  return result.ok
    ? []
    : result.failure.map(
        ({ message, range, hint = "" }) =>
          `<${text.slice(range.offset, range.offset + range.length)}> ${message} (${hint})`,
      );
};

test("what may be built, and how young a release may be, are told by a word", () => {
  for (const time of ["14 days", "1 week", "36 hours", "2026-01-31", "2026-01-31T10:00:00Z"])
    expect(inPython(`exclude-newer = "${time}"`)).toEqual([]);
  expect(inPython('build = "always"\nexclude-newer = "14d"')).toEqual([
    '<"always"> `build` cannot be `always` (write `"never"` (wheels alone), or `"allow"`, which it is anyway)',
    '<"14d"> `exclude-newer` cannot be `14d` (write how old a release has to be, as `"14 days"` or `"2 weeks"`, or a day, as `"2026-01-31"`)',
  ]);
  expect(inPython("exclude-newer = 14")).toEqual([
    '<14> `exclude-newer` must be a string, not a number (write `"14 days"`)',
  ]);
  expect(inPython("exclude-newer = 2026-01-31")).toEqual([
    '<2026-01-31> `exclude-newer` must be a string, not a date (write how old a release has to be, as `"14 days"` or `"2 weeks"`, or a day, as `"2026-01-31"`)',
  ]);
});

test("who writes a version of Python 2 is told that it takes one of Python 3", () => {
  const result = describe({ file: "jig.toml", text: '[python]\nversion = "2.7"\n' });
  expect(result.ok ? "" : result.failure[0]?.hint).toContain("write a version of Python 3");
});

const hintWith = (there: readonly string[]): string | undefined => {
  const source = {
    file: "jig.toml",
    text: '[python]\nversion = "3.11"\nrequirements = "requirments.txt"\n',
  };
  const result = describe(source, { kindOf: (path) => (there.includes(path) ? "file" : null) });
  return result.ok ? "" : result.failure[0]?.hint;
};

test("a file that is not there is told by the usual one that is", () => {
  expect(hintWith(["requirements.txt"])).toBe("did you mean `requirements.txt`?");
  expect(hintWith([])).toBe("create it, or take it out of the list");
});
