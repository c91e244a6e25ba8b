import { expect, test } from "bun:test";
import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";

import { describeService } from "../../rig/describe-service.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openRig, type Rig } from "../../rig/rig.ts";
import { waitFor } from "../../rig/wait-for.ts";

/** A service that has run twice, and wrote more than the usual fifty lines in its second run. */
const runTwice = async (rig: Rig): Promise<void> => {
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words }));
  expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
  await (await web.nextRun()).print("of the first run");
  expectOutcome(await rig.jig("restart", "web"), { stdout: anything, stderr: anything });
  const second = await web.nextRun();
  for (let line = 1; line <= 60; line += 1) await second.print(`line ${line} of the second`);
};

const logFile = (rig: Rig, run: number): string => {
  const found = readdirSync(rig.state, { recursive: true, encoding: "utf8" }).find((path) =>
    path.endsWith(`logs/web.${run}.log`),
  );
  if (found === undefined) throw new Error(`no log of run ${run}`);
  return join(rig.state, found);
};

test("`logs --last-run` shows the whole of the latest run, and nothing of those before", async () => {
  await using rig = await openRig();
  await runTwice(rig);
  expectOutcome(await rig.jig("logs", "--last-run"), {
    stdout: /^--- run 2 · .*\nline 1 of the second\n[^]*line 60 of the second\n$/,
  });
  expectOutcome(await rig.jig("logs", "--last-run", "-n", "1", "web"), { stdout: "line 60 of the second\n" });
});

test("`logs --since` shows the runs that wrote something since then, each whole", async () => {
  await using rig = await openRig();
  await runTwice(rig);
  const anHourAgo = new Date(Date.now() - 3_600_000);
  utimesSync(logFile(rig, 1), anHourAgo, anHourAgo);
  expectOutcome(await rig.jig("logs", "--since", "10m"), {
    stdout: /^--- run 2 · [^]*line 1 of the second\n/,
  });
  expectOutcome(await rig.jig("logs", "--since", "2h"), {
    stdout: /^--- run 1 · .*\nof the first run\n[^]*line 60 of the second\n$/,
  });
  utimesSync(logFile(rig, 2), anHourAgo, anHourAgo);
  expectOutcome(await rig.jig("logs", "--since", "10m"), { stderr: "nothing was written since then\n" });
  expectOutcome(await rig.jig("logs", "--since", "2999-01-01"), {
    stderr: "nothing was written since then: that time is still to come\n",
  });
});

test("`logs -f --last-run` goes on with the next run", async () => {
  await using rig = await openRig();
  await runTwice(rig);
  const following = rig.start({}, "logs", "-f", "--last-run", "web");
  const hasSaid = (text: string) =>
    waitFor(`\`${text}\``, () => following.stdout().includes(text), { explain: following.stdout });
  await hasSaid("line 60 of the second");
  expectOutcome(await rig.jig("restart", "web"), { stdout: anything, stderr: anything });
  await hasSaid("--- run 3 ·");
  following.kill("SIGINT");
  expect((await following.ended).stdout).not.toContain("of the first run");
});

test("a time that is none is told what a time is", async () => {
  await using rig = await openRig();
  expectOutcome(await rig.jig("logs", "--since", "yesterday"), {
    code: 2,
    stderr:
      "error: `--since` takes a time such as 90s, 10m, 2h, 10:30 or 2026-01-31, not `yesterday`\nhint: see `jig logs --help`\n",
  });
});
