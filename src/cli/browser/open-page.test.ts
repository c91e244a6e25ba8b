import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, expect, test } from "bun:test";

import type { Facts, Session } from "../../plan/facts.ts";
import { openPage } from "./open-page.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "jig-openers ")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Name = Session["openers"][number]["name"];

/** How a fake behaves: the code it ends with; `hangs` stays; `broken` is no program of this system. */
type Behaviour = number | "hangs" | "broken";

let count = 0;

/** Fake openers, each of which writes down its arguments, one a line, and what it was called. */
const openersOf = (behaviours: Partial<Record<Name, Behaviour>>) => {
  count += 1;
  const log = join(folder, `calls-${count}`);
  const openers = (["open", "wslview", "xdg-open", "explorer.exe"] as const).flatMap((name) => {
    const behaviour = behaviours[name];
    if (behaviour === undefined) return [];
    const path = join(folder, `${count}-${name}`);
    const ending =
      behaviour === "hangs"
        ? // Until it is told to end, or the folder is gone with the tests.
          `while [ -e "$0" ] && [ ! -e '${log}.end' ]; do sleep 0.02; done`
        : `exit ${behaviour}`;
    const script = `#!/bin/sh\nprintf '%s\\n' "${name} $# $*" >>'${log}'\n${ending}\n`;
    writeFileSync(path, behaviour === "broken" ? "MZ\u0000\u0001no program of this system" : script);
    chmodSync(path, 0o755);
    return [{ name, path }];
  });
  const calls = (): readonly string[] =>
    existsSync(log)
      ? readFileSync(log, "utf8")
          .split("\n")
          .filter((line) => line !== "")
      : [];
  return { openers, calls, release: () => writeFileSync(`${log}.end`, "") };
};

const machine = (
  openers: Session["openers"],
  {
    os = "linux",
    wsl = null,
    display = true,
  }: Partial<Pick<Facts, "os" | "wsl"> & Pick<Session, "display">> = {},
): Pick<Facts, "os" | "wsl" | "session"> => ({
  os,
  wsl,
  session: { display, ssh: false, ci: false, stdinTty: true, stdoutTty: true, stderrTty: true, openers },
});

/** Waits for the call of an opener and gives the link that it got. */
const linkOf = async (calls: () => readonly string[], name: Name): Promise<string> => {
  for (;;) {
    const call = calls().find((line) => line.startsWith(`${name} `));
    const [, argumentCount, link] = call?.split(" ") ?? [];
    if (argumentCount === "1" && link !== undefined) return link;
    if (argumentCount !== undefined) throw new Error(`called with ${call}`);
    await Bun.sleep(5);
  }
};

const secret = "http://127.0.0.1:1/lab?token=a%26b&next=/x?y=1&z=é#end";
const location = new URL(secret).href;

const cases: readonly (readonly [
  string,
  Parameters<typeof machine>[1],
  Parameters<typeof openersOf>[0],
  Name,
])[] = [
  ["macOS", { os: "macos" }, { open: 0 }, "open"],
  ["Linux", {}, { "xdg-open": 0 }, "xdg-open"],
  ["WSL with wslview", { wsl: 2, display: false }, { wslview: 0, "explorer.exe": 1 }, "wslview"],
  ["WSL where wslview fails", { wsl: 2, display: false }, { wslview: 3, "explorer.exe": 1 }, "explorer.exe"],
  [
    "WSL where wslview and xdg-open fail",
    { wsl: 2 },
    { wslview: 1, "xdg-open": 4, "explorer.exe": 1 },
    "explorer.exe",
  ],
  [
    "WSL with explorer.exe alone, whose exit code lies",
    { wsl: 1, display: false },
    { "explorer.exe": 1 },
    "explorer.exe",
  ],
  ["an opener that stays as long as the browser", {}, { "xdg-open": "hangs" }, "xdg-open"],
];

for (const [where, place, behaviours, winner] of cases) {
  test(`a page is opened on ${where}: one loopback link in argv, and all of the address arrives`, async () => {
    const { openers, calls, release } = openersOf(behaviours);
    const opening = openPage(machine(openers, place), { link: secret, signal: new AbortController().signal });
    const link = await linkOf(calls, winner);
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[^?&]+$/);
    const followed = await fetch(link, { redirect: "manual" });
    expect(followed.headers.get("location")).toBe(location);
    expect(await opening).toEqual({ kind: "opened" });
    release();
  });
}

test("when every opener fails, each is told with its reason", async () => {
  const { openers } = openersOf({ wslview: 3, "xdg-open": 4 });
  const opened = await openPage(machine(openers, { wsl: 2 }), {
    link: secret,
    signal: new AbortController().signal,
  });
  expect(opened.kind).toBe("not-opened");
  expect(opened).toMatchObject({
    reason: expect.stringMatching(/wslview`: exit code 3; .*xdg-open`: exit code 4$/),
  });
});

test("with interop off explorer.exe cannot be started, and that is said", async () => {
  const { openers } = openersOf({ "explorer.exe": "broken" });
  const opened = await openPage(machine(openers, { wsl: 2 }), {
    link: secret,
    signal: new AbortController().signal,
  });
  expect(opened).toMatchObject({
    kind: "not-opened",
    reason: expect.stringMatching(/explorer\.exe`: it cannot be started \(ENOEXEC\)$/),
  });
});

test("an opener that is content is the last one, even when nobody comes", async () => {
  const { openers, calls } = openersOf({ wslview: 0, "explorer.exe": 1 });
  const end = new AbortController();
  const opening = openPage(machine(openers, { wsl: 2 }), { link: secret, signal: end.signal });
  await linkOf(calls, "wslview");
  end.abort();
  expect(await opening).toEqual({ kind: "not-fetched" });
  expect(calls().length).toBe(1);
});

test("nothing is started without a display, under SSH or in CI", async () => {
  const { openers, calls } = openersOf({ "xdg-open": 0 });
  for (const change of [{ display: false }, { ssh: true }, { ci: true }, { stdoutTty: false }]) {
    const facts = machine(openers);
    const session = { ...facts.session, ...change };
    const opened = await openPage(
      { ...facts, session },
      { link: secret, signal: new AbortController().signal },
    );
    expect(opened.kind).toBe("not-opened");
  }
  expect(calls()).toEqual([]);
});
