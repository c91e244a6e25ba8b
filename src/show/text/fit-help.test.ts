import { expect, test } from "bun:test";

import { fitHelp } from "./fit-help.ts";
import { widthOf } from "./visible-text.ts";

const HELP = `USAGE
  jig up [-C DIR] [--foreground] [--no-open] [--timeout TIME] [--locked | --frozen] [SERVICE]...

FLAGS
  -C [--directory]       Work as if started in this folder
     [--locked]          Fail when jig.lock is not up to date    [default = false]
  -h  --help             Show this
`;

test("at sixty columns no line of a help is too long, and no word is cut", () => {
  expect(fitHelp(HELP, 60)).toBe(`USAGE
  jig up [-C DIR] [--foreground] [--no-open]
      [--timeout TIME] [--locked | --frozen] [SERVICE]...

FLAGS
  -C [--directory]       Work as if started in this folder
     [--locked]          Fail when jig.lock is not up to
                         date [default = false]
  -h  --help             Show this
`);
});

test("where the column would be too narrow, what is said stands below", () => {
  expect(fitHelp(HELP, 40)).toContain(`
     [--locked]
         Fail when jig.lock is not up to
         date [default = false]
`);
  for (const line of fitHelp(HELP, 40).split("\n")) expect(widthOf(line)).toBeLessThanOrEqual(40);
});

test("without a terminal, and where it fits, a help is left as it is", () => {
  expect(fitHelp(HELP, null)).toBe(HELP);
  expect(fitHelp(HELP, 200)).toBe(HELP);
});
