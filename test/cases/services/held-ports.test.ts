import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { openIndex } from "../../rig/answering-index.ts";
import { describeService } from "../../rig/describe-service.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { freePort } from "../../rig/ports.ts";
import { isAlive } from "../../rig/processes.ts";
import { openRig, type Rig } from "../../rig/rig.ts";

/** A second project of the same person. */
const writeProject = (rig: Rig, name: string, description: string): string => {
  const folder = join(rig.base, name);
  mkdirSync(folder);
  writeFileSync(join(folder, "jig.toml"), description);
  return folder;
};

const tcp = { ready: { tcp: true } };

test("a port that another project's service has is told with that project by `up` and `doctor`, not as a pid to kill", async () => {
  await using index = await openIndex();
  await using rig = await openRig({ env: index.env });
  const port = await freePort();
  const main = rig.service("main");
  const shop = writeProject(rig, "my shop", describeService("main", { run: main.words, port, ...tcp }));
  const first = rig.start({}, "up", "-C", shop);
  await (await main.nextRun()).listen(port);
  expectOutcome(await first.ended, { stdout: anything, stderr: anything });

  rig.write("jig.toml", `\n[services.web]\nrun = "sleep 1000"\ncwd = "."\nport = ${port}\n`);
  const held = `port ${port} is held by \`main\` of \`${shop}\` (another jig project)`;
  const hint = `hint: \`jig down -C '${shop}' main\`, or give \`web\` another \`port\`\n`;
  const up = await rig.jig("up");
  expectOutcome(up, {
    code: 1,
    stdout: anything,
    // The line of the key, not of the table.
    stderr: [`error: service \`web\`: ${held}\n --> jig.toml:5:8\n${hint}`],
  });
  expect(up.stdout + up.stderr).not.toContain("kill");
  expectOutcome(await rig.jig("doctor"), {
    code: 1,
    stdout: [
      `error: port ${port} of \`web\` is held by \`main\` of \`${shop}\` (another jig project)\n --> jig.toml:5\n${hint}`,
      // What `up` has left behind is no secret here.
      "warning: `web` failed\n --> jig.toml:2\nhint: `jig logs web` shows why; `jig up` tries it again\n",
    ],
  });
  expectOutcome(await rig.jig("down", "-C", shop, "main"), { stdout: "stopped main\n", stderr: anything });
});

test("`restart` looks for the new port first: somebody who has it keeps the service from being stopped", async () => {
  await using rig = await openRig();
  const [old, taken] = [await freePort(), await freePort()];
  const web = rig.service("web");
  const describe = (port: number) => describeService("web", { run: web.words, port, ...tcp });
  rig.write("jig.toml", describe(old));
  const up = rig.start({}, "up");
  const run = await web.nextRun();
  await run.listen(old);
  expectOutcome(await up.ended, { stdout: anything, stderr: anything });
  const stranger = Bun.serve({ hostname: "127.0.0.1", port: taken, fetch: () => new Response("a stranger") });
  try {
    rig.write("jig.toml", describe(taken));
    for (const words of [["restart"], ["restart", "web"]])
      expectOutcome(await rig.jig(...words), {
        code: 1,
        stderr: [
          `error: service \`web\`: port ${taken} is held by pid ${process.pid} (`,
          `\n --> jig.toml:3:8\nhint: stop it (\`kill ${process.pid}\`), or give \`web\` another \`port\`\n`,
          "left as it is: web; nothing was stopped\n",
        ],
      });
    expect(await rig.serviceStatus("web")).toMatchObject({ state: "ready", pid: run.pid, port: old });
    expect([web.starts(), isAlive(run.pid)]).toEqual([1, true]);
  } finally {
    await stranger.stop(true);
  }
});

test("services that leave their ports to each other are restarted together", async () => {
  await using rig = await openRig();
  const [left, right] = [await freePort(), await freePort()];
  const [web, api] = [rig.service("web"), rig.service("api")];
  const describe = (first: number, second: number) =>
    describeService("web", { run: web.words, port: first, ...tcp }) +
    describeService("api", { run: api.words, port: second, ...tcp });
  const serve = async (first: number, second: number): Promise<void> => {
    await (await web.nextRun()).listen(first);
    await (await api.nextRun()).listen(second);
  };
  rig.write("jig.toml", describe(left, right));
  const up = rig.start({}, "up");
  await serve(left, right);
  expectOutcome(await up.ended, { stdout: anything, stderr: anything });
  rig.write("jig.toml", describe(right, left));
  const alone = await rig.jig("restart", "web");
  expectOutcome(alone, {
    code: 1,
    stderr: ["`api`, which still runs on it", "`jig restart` without a name restarts `api` too, or"],
  });
  const restart = rig.start({}, "restart");
  await serve(right, left);
  expectOutcome(await restart.ended, { stdout: anything, stderr: anything });
});
