import { expect, test } from "bun:test";

import { describeService } from "../../rig/describe-service.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { freePort } from "../../rig/ports.ts";
import { openRig } from "../../rig/rig.ts";

test("a service that other machines can reach is named by `up` and `status`, with the line to change", async () => {
  await using rig = await openRig();
  const port = await freePort();
  const web = rig.service("web");
  rig.write("jig.toml", `# the page\n${describeService("web", { run: web.words, port, ready: "/" })}`);
  const up = rig.start({}, "up");
  const run = await web.nextRun();
  await run.listen(port, "0.0.0.0");
  const said = `web: other machines can reach it at 0.0.0.0:${port}; the address \`127.0.0.1\` (often \`host=\` in its file) keeps it to this one (jig.toml:2)`;
  expectOutcome(await up.ended, { stdout: [said], stderr: anything });
  expectOutcome(await rig.jig("status"), { stdout: [said] });
  expect(await rig.serviceStatus("web")).toMatchObject({ ready: true, exposed: [`0.0.0.0:${port}`] });

  // A socket that it opens later is found at the next look, too.
  const later = await freePort();
  await run.listen(later, "0.0.0.0");
  const both = [port, later].map((number) => `0.0.0.0:${number}`).toSorted();
  expect((await rig.serviceStatus("web")).exposed).toEqual(both);
});

test("what listens on loopback alone is not named, and neither is what was there before", async () => {
  await using rig = await openRig();
  const [port, other] = [await freePort(), await freePort()];
  const stranger = Bun.listen({ hostname: "0.0.0.0", port: other, socket: { data: () => {} } });
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words, port, ready: "/" }));
  const up = rig.start({}, "up");
  await (await web.nextRun()).listen(port);
  const { stdout } = await up.ended;
  expect(stdout).not.toContain("other machines");
  expect((await rig.serviceStatus("web")).exposed).toBeUndefined();
  stranger.stop(true);
});

test("a supervisor that takes a service over finds where it is reachable", async () => {
  await using rig = await openRig();
  const port = await freePort();
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words, port, ready: "/" }));
  const up = rig.start({}, "up");
  await (await web.nextRun()).listen(port, "0.0.0.0");
  expectOutcome(await up.ended, { stdout: anything, stderr: anything });
  const { supervisor } = await rig.status();
  if (supervisor === null) throw new Error("no supervisor");
  process.kill(supervisor.pid, "SIGKILL");
  expectOutcome(await rig.jig("up"), { stdout: [`0.0.0.0:${port}`], stderr: anything });
});
