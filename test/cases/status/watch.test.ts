import { expect, test } from "bun:test";

import { describeService } from "../../rig/describe-service.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { executable } from "../../rig/paths.ts";
import { isAlive } from "../../rig/processes.ts";
import { openRig, type Rig, type Status } from "../../rig/rig.ts";
import type { Running } from "../../rig/start-program.ts";
import { waitFor } from "../../rig/wait-for.ts";

const openWatchRig = async (): Promise<Rig> => {
  const rig = await openRig();
  rig.write("jig.toml", describeService("web", { run: rig.service("web").words }));
  return rig;
};

const hasSaid = (running: Running, pattern: RegExp): Promise<unknown> =>
  waitFor(`${pattern}`, () => pattern.test(running.stdout()), {
    explain: () => JSON.stringify(running.stdout() + running.stderr()),
  });

const up = async (rig: Rig): Promise<void> =>
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });

test("`status --watch` tells each change on a line of its own where there is no terminal", async () => {
  await using rig = await openWatchRig();
  const watching = rig.start({}, "status", "--watch");
  await hasSaid(watching, /^\d\d:\d\d:\d\d  web  stopped\n/);
  await up(rig);
  await hasSaid(watching, /  web  ready  pid \d+\n/);
  expectOutcome(await rig.jig("down"), { stdout: anything, stderr: anything });
  await hasSaid(watching, /ready[^]*  web  stopped/);
  watching.kill("SIGINT");
  expect((await watching.ended).code).toBe(0);
});

test("`status --watch --json` prints the report of `status --json` at each change", async () => {
  await using rig = await openWatchRig();
  await up(rig);
  const watching = rig.start({}, "status", "--watch", "--json");
  await hasSaid(watching, /"ready":true/);
  const pid = (await rig.serviceStatus("web")).pid;
  process.kill(pid ?? 0, "SIGKILL");
  await hasSaid(watching, /"restarts":1/);
  watching.kill("SIGTERM");
  const { stdout } = await watching.ended;
  const reports = stdout
    .trimEnd()
    .split("\n")
    .map((line): Status => JSON.parse(line));
  expect(reports[0]?.services.map(({ name, state }) => ({ name, state }))).toEqual([
    { name: "web", state: "ready" },
  ]);
  expect(new Set(reports.map((report) => JSON.stringify(report))).size).toBe(reports.length);
});

/** Back to the terminal's first screen. */
const LEFT_SCREEN = "\u001B[?1049l";

test("on a terminal it is one picture, q ends it, and the last picture stays", async () => {
  await using rig = await openWatchRig();
  await up(rig);
  const watching = rig.start({ terminal: true }, "status", "--watch");
  const picture = () => Bun.stripANSI(watching.stdout());
  const isDrawn = (pattern: RegExp): Promise<unknown> =>
    waitFor(`${pattern}`, () => pattern.test(picture()), { explain: picture });
  await isDrawn(/web +ready [^]*q or Ctrl-C ends this/);
  expectOutcome(await rig.jig("restart", "web"), { stdout: anything, stderr: anything });
  await isDrawn(/stopping[^]*web +ready/);
  watching.type("q");
  const { code, stdout } = await watching.ended;
  expect(code).toBe(0);
  const afterwards = stdout.slice(stdout.lastIndexOf(LEFT_SCREEN) + LEFT_SCREEN.length);
  expect(Bun.stripANSI(afterwards)).toMatch(/^service +state[^]*\nweb +ready/);
});

test("who watches keeps no supervisor from ending", async () => {
  await using rig = await openWatchRig();
  await up(rig);
  const watching = rig.start({}, "status", "--watch");
  await hasSaid(watching, /web  ready/);
  expectOutcome(await rig.jig("down"), { stdout: anything, stderr: anything });
  await waitFor("the end of the supervisor", async () => (await rig.status()).supervisor === null);
  watching.kill("SIGINT");
  await watching.ended;
});

test("it ends when nobody reads it any more", async () => {
  await using rig = await openWatchRig();
  rig.program("jig", `#!/bin/sh\nexec '${executable}' "$@"\n`);
  const piped = Bun.spawn(["/bin/sh", "-c", "jig status --watch | head -n 1"], {
    cwd: rig.root,
    env: rig.env,
    stdout: "pipe",
  });
  expect(await new Response(piped.stdout).text()).toMatch(/web  stopped\n$/);
  expect(await piped.exited).toBe(0);
});

/** How soon it has to be gone: it looks every half second. */
const isGoneSoon = (watching: Running): Promise<unknown> =>
  waitFor("its end", () => !isAlive(watching.pid), { timeoutMs: 3000 });

test("it ends with its terminal, and SIGTERM ends it on one", async () => {
  await using rig = await openWatchRig();
  const open = async (): Promise<Running> => {
    const watching = rig.start({ terminal: true }, "status", "--watch");
    await waitFor("the picture", () => watching.stdout().includes("q or Ctrl-C ends this"));
    return watching;
  };
  const left = await open();
  left.hangUp();
  await isGoneSoon(left);
  const asked = await open();
  asked.kill("SIGTERM");
  await isGoneSoon(asked);
});

test("it ends with a terminal that sends no signal as it goes", async () => {
  await using rig = await openWatchRig();
  // Not its controlling terminal, so that nobody tells it: what is left of `setsid`, `ssh -tt` and editors' panes.
  const script = rig.write(
    "hang-up.py",
    `import os, pty, subprocess, sys
ours, theirs = pty.openpty()
child = subprocess.Popen(sys.argv[1:], stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
os.close(theirs)
said = b""
while b"ends this" not in said:
    said += os.read(ours, 4096)
os.close(ours)
try:
    print("ended", child.wait(3))
except subprocess.TimeoutExpired:
    child.terminate()
    try:
        child.wait(2)
        print("ended by SIGTERM")
    except subprocess.TimeoutExpired:
        child.kill()
        print("killed")
`,
  );
  const watching = Bun.spawn([rig.python, script, executable, "status", "--watch"], {
    cwd: rig.root,
    env: { ...rig.env, TERM: "xterm" },
    stdout: "pipe",
  });
  expect(await new Response(watching.stdout).text()).toMatch(/^ended \d+\n$/);
});
