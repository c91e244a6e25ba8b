import { expect, test } from "bun:test";

import { describeService } from "../../rig/describe-service.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openRig } from "../../rig/rig.ts";

test("`down` stops a chain of which only the first part runs", async () => {
  await using rig = await openRig();
  const [first, second, third] = [rig.service("first"), rig.service("second"), rig.service("third")];
  rig.write(
    "jig.toml",
    describeService("first", { run: first.words }) +
      describeService("second", { run: second.words, after: "first" }) +
      describeService("third", { run: third.words, after: ["second"] }),
  );
  expectOutcome(await rig.jig("up", "second"), { stdout: anything, stderr: anything });
  expect([first.starts(), second.starts(), third.starts()]).toEqual([1, 1, 0]);
  expectOutcome(await rig.jig("down"), { stdout: /^stopped (?=.*first)(?=.*second)/, stderr: anything });
  expect((await rig.status()).services.map(({ state }) => state)).toEqual(["stopped", "stopped", "stopped"]);
});

/** The names in the first column of a table of services. */
const rowsOf = (text: string) =>
  [...text.matchAll(/^ *(front|back|other) (?!is up)/gm)].map(([, name]) => name);

test("`up` says of what it was asked for that it is up, and lists services in the order of the file", async () => {
  await using rig = await openRig();
  const [front, back, other] = [rig.service("front"), rig.service("back"), rig.service("other")];
  rig.write(
    "jig.toml",
    'name = "bench"\n' +
      describeService("front", { run: front.words, after: "back" }) +
      describeService("back", { run: back.words }) +
      describeService("other", { run: other.words }),
  );
  const up = await rig.jig("up", "front");
  expectOutcome(up, { stdout: /^\n✓ front is up\n/, stderr: anything });
  const status = await rig.jig("status");
  expect(rowsOf(up.stdout)).toEqual(["front", "back", "other"]);
  expect(rowsOf(status.stdout)).toEqual(["front", "back", "other"]);
  expectOutcome(await rig.jig("up"), { stdout: /^\n✓ bench is up\n/, stderr: anything });
});

test("a service may be silent for longer than a connection usually lives, starting and stopping", async () => {
  await using rig = await openRig();
  const web = rig.service("web");
  rig.write(
    "jig.toml",
    describeService("web", {
      run: web.words,
      port: 47_113,
      ready: { tcp: true, timeout: "60s" },
      stop: { timeout: "30s" },
    }),
  );
  const started = rig.jig("up");
  const run = await web.nextRun();
  await run.ignore("TERM");
  // The runtime's own limit for a silent connection is ten seconds: there is nothing to wait for but time itself.
  await Bun.sleep(11_000);
  await run.listen(47_113);
  expectOutcome(await started, { stdout: ["web", "ready"], stderr: anything });
  const stopped = rig.jig("down");
  await run.nextSignal();
  await Bun.sleep(11_000);
  run.exit(0);
  expectOutcome(await stopped, { stdout: "stopped web\n", stderr: anything });
}, 60_000);
