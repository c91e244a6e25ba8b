import { expect, test } from "bun:test";

import { describeService } from "../../rig/describe-service.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { executable } from "../../rig/paths.ts";
import { openRig } from "../../rig/rig.ts";
import { startProgram } from "../../rig/start-program.ts";
import { waitFor } from "../../rig/wait-for.ts";

test("`logs -n` shows the last lines, of one service or of all", async () => {
  await using rig = await openRig();
  const [web, other] = [rig.service("web"), rig.service("other")];
  rig.write(
    "jig.toml",
    describeService("web", { run: web.words }) + describeService("other", { run: other.words }),
  );
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  const [run, otherRun] = [await web.nextRun(), await other.nextRun()];
  for (const word of ["one", "two", "three", "four"]) await run.print(`line ${word}`);
  await otherRun.print("something else");
  const two = await rig.jig("logs", "-n", "2", "web");
  expectOutcome(two, { stdout: [/line three\n.*line four\n$/] });
  expect(two.stdout).not.toContain("line two");
  expectOutcome(await rig.jig("logs"), { stdout: ["line four", "something else"] });
  expectOutcome(await rig.jig("logs", "wbe"), { code: 2, stderr: ["`wbe`", "did you mean `web`?"] });
});

test("`logs` says when there is nothing to show", async () => {
  await using rig = await openRig();
  const [web, other] = [rig.service("web"), rig.service("other")];
  const described =
    describeService("web", { run: web.words }) + describeService("other", { run: other.words });
  rig.write("jig.toml", described);
  const nothing = { stderr: "nothing was written yet\n" };
  expectOutcome(await rig.jig("logs"), nothing);
  expectOutcome(await rig.jig("logs", "--json"));
  expectOutcome(await rig.jig("up", "web"), { stdout: anything, stderr: anything });
  await (await web.nextRun()).print("hello");
  expectOutcome(await rig.jig("logs", "other"), nothing);
  expectOutcome(await rig.jig("logs", "web", "-n", "1"), { stdout: "hello\n" });
  expectOutcome(await rig.jig("logs", "web", "-n", "0"));
});

test("`logs -f` goes on across a restart and ends at Ctrl-C", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words }));
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  const first = await web.nextRun();
  await first.print("before");
  const following = rig.start({}, "logs", "-f", "web");
  const hasSaid = (text: string) =>
    waitFor(`\`${text}\` in the followed log`, () => following.stdout().includes(text), {
      explain: () => following.stdout() + following.stderr(),
    });
  await hasSaid("before");
  await first.print("meanwhile");
  await hasSaid("meanwhile");
  expectOutcome(await rig.jig("restart", "web"), { stdout: anything, stderr: anything });
  const second = await web.nextRun();
  await second.print("after");
  await hasSaid("after");
  following.kill("SIGINT");
  const outcome = await following.ended;
  expect([0, 130]).toContain(outcome.code);
  expect(outcome.stderr).toBe("");
});

test("`logs --json` is one object a line", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words }));
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  const run = await web.nextRun();
  await run.print('a "quoted" line');
  const outcome = await rig.jig("logs", "--json");
  expectOutcome(outcome, { stdout: /^\{/ });
  const lines: { event: string; service: string; line: string }[] = outcome.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.at(-1)).toMatchObject({ event: "log", service: "web", line: 'a "quoted" line' });
});

test("`logs -f` ends when nobody reads it any more, though nothing comes", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words }));
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  await (await web.nextRun()).print("one");
  const argv = ["sh", "-c", '"$0" logs -f web | head -n 1', executable];
  const { ended } = startProgram(argv, { cwd: rig.root, env: rig.env, timeoutMs: 20_000 });
  expectOutcome(await ended, { stdout: /^.+\n$/ });
});
