import { expect, test } from "bun:test";
import { readFileSync, statSync } from "node:fs";

import { bringUv } from "../../rig/bring-uv.ts";
import { copyWorkbench } from "../../rig/copy-workbench.ts";
import { recordingUv } from "../../rig/fakes.ts";
import { foreignEnv } from "../../rig/foreign-env.ts";
import { offline } from "../../rig/offline.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { isFree } from "../../rig/ports.ts";
import { isAlive, processesOf, variableOf } from "../../rig/processes.ts";
import { openRig, type Rig } from "../../rig/rig.ts";
import { waitFor } from "../../rig/wait-for.ts";
import {
  checkKernel,
  checkKilledKernel,
  checkLiveWork,
  checkSaving,
  checkTriedInForeground,
  checkTriedKernel,
  leaveKernels,
  plantJunk,
} from "./check-kernels.ts";

test("the workbench comes up for real, in a path with a space and an é", async () => {
  await using rig = await openRig();
  await copyWorkbench(rig);
  plantJunk(rig);
  const uv = recordingUv(rig, await bringUv(rig));
  const env = { JIG_UV: uv.path, ...foreignEnv };

  const up = await rig.jigWith({ env, timeoutMs: 400_000 }, "up");
  expectOutcome(up, { stdout: ["jupyter", "server", "http://127.0.0.1:"], stderr: anything });
  // Without a terminal the token is printed nowhere.
  expect(up.stdout + up.stderr).not.toContain("token=");

  const link = (await rig.jig("open", "--print", "jupyter")).stdout.trim();
  await checkKernel(rig, link);
  await checkSaving(rig, link);
  await checkKilledKernel(rig, link);
  await checkPage(rig);
  await checkToken(rig, link);
  await checkWarm(rig, { uv, env });
  await checkSurvival(rig);
  await checkTriedKernel(rig);
  await leaveKernels(link);
  await checkLiveWork(rig);
  await checkEnd(rig);
  await checkTriedInForeground(rig);
}, 500_000);

const checkPage = async (rig: Rig): Promise<void> => {
  const { url } = await rig.serviceStatus("server");
  const page = await (await fetch(url ?? "")).text();
  // The plot: an inline SVG, or a picture in the page itself.
  expect(page).toMatch(/<svg|data:image\/(png|svg)/);
  expect(page).toContain('lang="en"');
  expect(page).toContain("jig open --print jupyter");
  for (const seed of ["-5", "x", "9".repeat(5000)]) {
    expect((await fetch(new URL(`/?seed=${seed}`, url ?? ""))).status, seed.slice(0, 9)).toBeLessThan(500);
  }
  const lab = (await rig.serviceStatus("jupyter")).url ?? "";
  expect(page).toContain(new URL(lab).origin);
};

const checkToken = async (rig: Rig, link: string): Promise<void> => {
  const token = new URL(link).searchParams.get("token") ?? "";
  expect(token.length).toBeGreaterThanOrEqual(32);
  const { pid } = await rig.serviceStatus("jupyter");
  for (const { argv } of processesOf(rig.base)) expect(argv).not.toContain(token);
  for (const { pid: each } of processesOf(rig.base)) {
    expect(readFileSync(`/proc/${each}/environ`, "utf8")).not.toContain(token);
  }
  const file = variableOf(pid ?? 0, "JUPYTER_TOKEN_FILE") ?? "";
  expect(file).toStartWith(rig.state);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const without = await fetch(new URL("/api/kernels", link));
  expect(without.status).toBe(403);
  expect((await rig.jig("logs")).stdout).not.toContain(token);
  // What Jupyter's own page advises finds this one.
  for (const command of [
    await rig.jig("run", "--", "jupyter", "server", "list"),
    await rig.jigWith({ input: "jupyter server list\n", env: { SHELL: "/bin/sh" } }, "shell"),
  ])
    expectOutcome(command, { stdout: [new URL(link).origin, token], stderr: anything });
  // Where no browser opens, the person at a terminal gets the link that works, and a script or a log does not.
  const ssh = { SSH_CONNECTION: "10.0.0.1 1 10.0.0.2 22" };
  const shown = await rig.jigWith({ terminal: true, env: ssh }, "open", "jupyter");
  expectOutcome(shown, { stdout: [link] });
  expectOutcome(await rig.jig("open", "jupyter"), {
    stdout: /^http:\/\/[^?]+\n$/,
    stderr: ["`jig open --print`"],
  });
};

const checkWarm = async (
  rig: Rig,
  { uv, env }: { uv: ReturnType<typeof recordingUv>; env: Record<string, string> },
): Promise<void> => {
  const calls = uv.calls().length;
  const before = await rig.status();
  expectOutcome(await rig.jigWith({ env: { ...env, ...offline } }, "up"), {
    stdout: ["http://127.0.0.1:"],
    stderr: anything,
  });
  expect(uv.calls().length).toBe(calls);
  expect((await rig.status()).services.map(({ pid }) => pid)).toEqual(before.services.map(({ pid }) => pid));
};

const checkSurvival = async (rig: Rig): Promise<void> => {
  const before = await rig.status();
  const supervisor = before.supervisor?.pid ?? 0;
  process.kill(supervisor, "SIGKILL");
  await waitFor("the supervisor to be gone", () => !isAlive(supervisor));
  for (const { url, pid } of before.services)
    if (pid !== null) expect((await fetch(url ?? "")).status).toBe(200);
  expectOutcome(await rig.jig("up", "--no-open"), { stdout: anything, stderr: anything });
  expect((await rig.status()).services.map(({ pid }) => pid)).toEqual(before.services.map(({ pid }) => pid));
};

const checkEnd = async (rig: Rig): Promise<void> => {
  const { services } = await rig.status();
  expectOutcome(await rig.jig("down", "--yes"), { stdout: ["stopped"], stderr: anything });
  for (const { pid, port } of services.filter((service) => service.pid !== null)) {
    expect(isAlive(pid ?? 0)).toBe(false);
    expect(await isFree(port ?? 0)).toBe(true);
  }
  await waitFor("every process to be gone", () => processesOf(rig.base).length === 0);
};
