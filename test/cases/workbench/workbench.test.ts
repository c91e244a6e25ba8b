import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { bringUv } from "../../rig/bring-uv.ts";
import { copyWorkbench } from "../../rig/copy-workbench.ts";
import { recordingUv } from "../../rig/fakes.ts";
import { openKernel } from "../../rig/jupyter-kernel.ts";
import { foreignEnv, FOREIGN_MARK } from "../../rig/foreign-env.ts";
import { offline } from "../../rig/offline.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { isFree } from "../../rig/ports.ts";
import { isAlive, processesOf, variableOf } from "../../rig/processes.ts";
import { openRig, type Rig } from "../../rig/rig.ts";
import { waitFor } from "../../rig/wait-for.ts";

/** What somebody's home may hold, and what must neither lock them out nor give them another Python. */
const plantJunk = (rig: Rig): void => {
  const plant = (path: string, text: string): void => {
    mkdirSync(join(rig.home, path, ".."), { recursive: true });
    writeFileSync(join(rig.home, path), text);
  };
  plant(
    ".jupyter/jupyter_server_config.json",
    '{ "PasswordIdentityProvider": { "hashed_password": "sha1:67c9e60bb8b6:9ffede0825894254b2e042ea597d771089e11aed" } }',
  );
  const kernel = { argv: ["/nonexistent/python", "-m", "ipykernel_launcher", "-f", "{connection_file}"] };
  plant(
    ".local/share/jupyter/kernels/python3/kernel.json",
    JSON.stringify({ ...kernel, display_name: "Junk", language: "python" }),
  );
  plant(".local/lib/python3.11/site-packages/numpy.py", 'raise ImportError("junk of the home")\n');
};

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
  await checkNotebook(rig, link);
  await checkPage(rig);
  await checkToken(rig, link);
  await checkWarm(rig, { uv, env });
  await checkSurvival(rig);
  await checkLiveWork(rig, link);
  await checkEnd(rig);
}, 500_000);

const checkNotebook = async (rig: Rig, link: string): Promise<void> => {
  const specs = await fetch(new URL(`/api/kernelspecs${new URL(link).search}`, link));
  const { kernelspecs }: { kernelspecs: Record<string, unknown> } = JSON.parse(await specs.text());
  expect(Object.keys(kernelspecs)).toEqual(["python3"]);
  const kernel = await openKernel(link);
  const code = "import sys, numpy; print(sys.executable, int(numpy.arange(10).sum()))";
  expect(await kernel.execute(code)).toEqual({
    printed: `${join(rig.root, ".venv", "bin", "python")} 45\n`,
    error: null,
  });
  const pip = await kernel.execute(
    "import subprocess, sys; print(subprocess.run([sys.executable, '-m', 'pip', '--version']).returncode)",
  );
  expect(pip).toEqual({ printed: expect.stringMatching(/^(pip.*\n)?0\n$/), error: null });
  const carried = `import os; print([name for name, value in os.environ.items() if "${FOREIGN_MARK}" in value])`;
  expect(await kernel.execute(carried)).toEqual({ printed: "[]\n", error: null });
  kernel.close();
};

const checkPage = async (rig: Rig): Promise<void> => {
  const { url } = await rig.serviceStatus("server");
  const page = await (await fetch(url ?? "")).text();
  // The plot: an inline SVG, or a picture in the page itself.
  expect(page).toMatch(/<svg|data:image\/(png|svg)/);
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
  for (const { url } of before.services) expect((await fetch(url ?? "")).status).toBe(200);
  expectOutcome(await rig.jig("up", "--no-open"), { stdout: anything, stderr: anything });
  expect((await rig.status()).services.map(({ pid }) => pid)).toEqual(before.services.map(({ pid }) => pid));
};

const checkLiveWork = async (rig: Rig, link: string): Promise<void> => {
  const kernel = await openKernel(link);
  const work = kernel.execute("import time; time.sleep(1000)").catch(() => null);
  const kernels = new URL(`/api/kernels/${kernel.id}${new URL(link).search}`, link);
  await waitFor("the kernel to be busy", async () =>
    (await (await fetch(kernels)).text()).includes('"busy"'),
  );
  const { pid } = await rig.serviceStatus("jupyter");
  // Nobody can be asked without a terminal, so nothing is stopped.
  for (const command of ["down", "restart"]) {
    expectOutcome(await rig.jig(command, "jupyter"), { code: 1, stderr: ["busy", "--yes"] });
  }
  expect(await rig.serviceStatus("jupyter")).toMatchObject({ state: "ready", pid });
  kernel.close();
  void work;
};

const checkEnd = async (rig: Rig): Promise<void> => {
  const { services } = await rig.status();
  expectOutcome(await rig.jig("down", "--yes"), { stdout: ["stopped"], stderr: anything });
  for (const { pid, port } of services) {
    expect(isAlive(pid ?? 0)).toBe(false);
    expect(await isFree(port ?? 0)).toBe(true);
  }
  await waitFor("every process to be gone", () => processesOf(rig.base).length === 0);
};
