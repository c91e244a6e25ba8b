import { expect, test } from "bun:test";

import { describeService } from "../../rig/describe-service.ts";
import { fakeOpener } from "../../rig/fakes.ts";
import { expectOutcome } from "../../rig/outcome.ts";
import { freePort } from "../../rig/ports.ts";
import { openRig, type Rig } from "../../rig/rig.ts";
import { waitFor } from "../../rig/wait-for.ts";

const desktop = { DISPLAY: ":0", CI: "", SSH_CONNECTION: "" };

const pageProject = async (rig: Rig) => {
  const port = await freePort();
  const web = rig.service("web");
  rig.write("jig.toml", describeService("web", { run: web.words, port, ready: "/", open: true }));
  return { port, web, url: `http://127.0.0.1:${port}/` };
};

test("with a display `up` opens one loopback link that leads once to the page", async () => {
  await using rig = await openRig();
  const calls = fakeOpener(rig, "xdg-open");
  const { port, web, url } = await pageProject(rig);
  const up = rig.start({ terminal: true, env: desktop }, "up");
  await (await web.nextRun()).listen(port);
  const [link] = await waitFor("the opener to be called", () => calls()[0], { explain: up.stdout });
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);
  expect(link).not.toContain("token");
  const followed = await fetch(link ?? "", { redirect: "manual" });
  // A page without a token may be opened as it is.
  if (link !== url) expect(followed.headers.get("location")).toBe(url);
  expectOutcome(await up.ended, { stdout: [url] });
  // The second `up` started nothing, so it opens nothing.
  expectOutcome(await rig.jigWith({ terminal: true, env: desktop }, "up"), { stdout: [url] });
  expect(calls().length).toBe(1);
});

const quiet: readonly (readonly [string, { env: Record<string, string>; terminal: boolean }])[] = [
  ["without a display", { env: { ...desktop, DISPLAY: "" }, terminal: true }],
  ["under SSH", { env: { ...desktop, SSH_CONNECTION: "10.0.0.1 1 10.0.0.2 22" }, terminal: true }],
  ["in CI", { env: { ...desktop, CI: "true" }, terminal: true }],
  ["without a terminal", { env: desktop, terminal: false }],
];

for (const [where, options] of quiet) {
  test(`${where} nothing is opened and the link is printed`, async () => {
    await using rig = await openRig();
    const openers = ["xdg-open", "w3m", "lynx", "wslview"].map((name) => fakeOpener(rig, name));
    const { port, web, url } = await pageProject(rig);
    const up = rig.start(options, "up");
    await (await web.nextRun()).listen(port);
    const how = "`jig open --print` gives the link";
    const ended = await up.ended;
    const open = await rig.jigWith(options, "open");
    if (options.terminal) {
      // The link stands just above: nobody needs to be told how to have it.
      expectOutcome(ended, { stdout: [url] });
      expect(ended.stdout).not.toContain("no browser");
      expectOutcome(open, { stdout: [url, "note: no browser was opened: "] });
      expect(open.stdout).not.toContain(how);
    } else {
      const said = `note: no browser was opened: the output is not a terminal; ${how}\n`;
      expectOutcome(ended, { stdout: [url], stderr: [said] });
      expectOutcome(open, { stdout: `${url}\n`, stderr: said });
    }
    expect(openers.map((calls) => calls().length)).toEqual([0, 0, 0, 0]);
  });
}

test("`up --no-open` opens nothing, `open` opens, `open --print` prints the link that works", async () => {
  await using rig = await openRig();
  const calls = fakeOpener(rig, "xdg-open");
  const { port, web, url } = await pageProject(rig);
  expectOutcome(await rig.jig("open", "--print"), { code: 1, stderr: ["ready"] });
  const up = rig.start({ terminal: true, env: desktop }, "up", "--no-open");
  await (await web.nextRun()).listen(port);
  expectOutcome(await up.ended, { stdout: [url] });
  expect(calls().length).toBe(0);

  expectOutcome(await rig.jig("open", "--print"), { stdout: `${url}\n` });
  expectOutcome(await rig.jig("open", "--print", "web"), { stdout: `${url}\n` });
  const open = rig.start({ terminal: true, env: desktop }, "open", "web");
  const [link] = await waitFor("the opener to be called", () => calls()[0], { explain: open.stdout });
  await fetch(link ?? "", { redirect: "manual" });
  expectOutcome(await open.ended);
});

test("an opener that fails is named with how it ended, and how to get the link", async () => {
  await using rig = await openRig();
  const opener = rig.program("xdg-open", "#!/bin/sh\nexit 3\n");
  const { port, web, url } = await pageProject(rig);
  const up = rig.start({ terminal: true, env: desktop }, "up");
  await (await web.nextRun()).listen(port);
  const told = [url, `\`${opener}\`: exit code 3`, "`jig open --print` gives the link"];
  const outcome = await up.ended;
  expectOutcome({ ...outcome, stdout: outcome.stdout.replaceAll(/\s+/g, " ") }, { stdout: told });
});
