import { expect, test } from "bun:test";

import { findHookLines } from "./hook-lines.ts";

const hook = '# >>> jig >>>\neval "$(jig hook bash)"\n# <<< jig <<<\n';

test("what stands between the marks is taken out, and not a byte of the rest", () => {
  expect(findHookLines(`alias a=b\n${hook}export C=d`)).toEqual({
    enclosed: [2, 3, 4],
    rest: "alias a=b\nexport C=d",
    own: [],
  });
  expect(findHookLines(hook + hook)).toEqual({ enclosed: [1, 2, 3, 4, 5, 6], rest: "", own: [] });
  expect(findHookLines("alias a=b\r\n\n")).toEqual({ enclosed: [], rest: "alias a=b\r\n\n", own: [] });
});

test("a mark without its partner encloses nothing", () => {
  const torn = "# >>> jig >>>\nalias a=b\n";
  expect(findHookLines(torn)).toEqual({ enclosed: [], rest: torn, own: [] });
  expect(findHookLines(`# <<< jig <<<\n${torn}`).enclosed).toEqual([]);
  expect(findHookLines(`${torn}${hook}`).rest).toBe(torn);
});

test("the user's own lines that call the hook are named, and comments are not", () => {
  expect(findHookLines('# jig hook bash\neval "$(jig hook bash)"\n').own).toEqual([2]);
});

test.each([
  "source <(jig completions bash)",
  'eval "$(jig completions zsh)"',
  "jig completions fish | source",
  "command -v jig >/dev/null && source <(jig completions bash)",
])("the line for the tab key is the user's own: `%s`", (line) => {
  expect(findHookLines(`alias a=b\n${line}\n`)).toMatchObject({ enclosed: [], own: [2] });
});
