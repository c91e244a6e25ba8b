import { expect, test } from "bun:test";

import type { Facts, Session } from "../../plan/facts.ts";
import { chooseOpener } from "./choose-opener.ts";

type Opener = Session["openers"][number]["name"];

const machine = (
  os: Facts["os"],
  openers: readonly Opener[],
  changes: Partial<Session> & { wsl?: 1 | 2 } = {},
): Pick<Facts, "os" | "wsl" | "session"> => {
  const { wsl = null, ...session } = changes;
  return {
    os,
    wsl,
    session: {
      display: true,
      ssh: false,
      ci: false,
      stdinTty: true,
      stdoutTty: true,
      stderrTty: true,
      openers: openers.map((name) => ({ name, path: `/bin/${name}` })),
      ...session,
    },
  };
};

const cases: readonly [string, ReturnType<typeof machine>, string][] = [
  ["macOS", machine("macos", ["open"]), "/bin/open"],
  ["Linux with a display", machine("linux", ["xdg-open"]), "/bin/xdg-open"],
  ["Linux without a display", machine("linux", ["xdg-open"], { display: false }), "there is no display"],
  ["Linux without an opener", machine("linux", []), "no xdg-open on PATH"],
  [
    "WSL with wslview",
    machine("linux", ["wslview", "xdg-open", "explorer.exe"], { wsl: 2 }),
    "/bin/wslview /bin/xdg-open /bin/explorer.exe",
  ],
  [
    "WSL with a display",
    machine("linux", ["xdg-open", "explorer.exe"], { wsl: 2 }),
    "/bin/xdg-open /bin/explorer.exe",
  ],
  [
    "WSL without a display, where xdg-open would start a text browser",
    machine("linux", ["xdg-open", "explorer.exe"], { wsl: 2, display: false }),
    "/bin/explorer.exe",
  ],
  [
    "WSL with interop off",
    machine("linux", [], { wsl: 2 }),
    "no wslview or xdg-open or explorer.exe on PATH",
  ],
  ["SSH", machine("linux", ["xdg-open"], { ssh: true }), "this is an SSH session"],
  ["CI", machine("linux", ["xdg-open"], { ci: true }), "this runs in CI"],
  ["no terminal", machine("macos", ["open"], { stdoutTty: false }), "the output is not a terminal"],
];

for (const [name, facts, expected] of cases) {
  test(`the openers on ${name}`, () => {
    const opening = chooseOpener(facts);
    const tried = opening.kind === "open" ? opening.openers.map(({ path }) => path).join(" ") : null;
    expect(tried ?? (opening.kind === "none" ? opening.reason : "")).toBe(expected);
  });
}

test("only explorer.exe is known to lie with its exit code", () => {
  expect(chooseOpener(machine("linux", ["explorer.exe"], { wsl: 2 }))).toEqual({
    kind: "open",
    openers: [{ path: "/bin/explorer.exe", exitCodeLies: true }],
  });
});
