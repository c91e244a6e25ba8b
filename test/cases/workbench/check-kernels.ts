// What is promised of the kernels of the real workbench: whose Python they are, what reaches them, what becomes of them.

import { expect } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { openKernel } from "../../rig/jupyter-kernel.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { FOREIGN_MARK } from "../../rig/foreign-env.ts";
import type { Rig } from "../../rig/rig.ts";
import { waitFor } from "../../rig/wait-for.ts";

const brokenKernel = JSON.stringify({
  argv: ["/nonexistent/python", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
  display_name: "Junk",
  language: "python",
});

const password = '{ "hashed_password": "sha1:67c9e60bb8b6:9ffede0825894254b2e042ea597d771089e11aed" }';

/** What a home and a clone may hold, and what must neither lock anybody out nor let anybody in. */
export const plantJunk = (rig: Rig): void => {
  const junk: Readonly<Record<string, string>> = {
    ".jupyter/jupyter_server_config.json": `{ "PasswordIdentityProvider": ${password} }`,
    ".jupyter/jupyter_server_config.py": "raise Exception('junk of the home')\n",
    ".jupyter/jupyter_lab_config.py": "c.ServerApp.root_dir = '/'\n",
    ".local/share/jupyter/kernels/python3/kernel.json": brokenKernel,
    ".local/share/jupyter/kernels/extra/kernel.json": brokenKernel,
    ".ipython/kernels/old/kernel.json": brokenKernel,
    ".ipython/profile_default/ipython_notebook_config.json": `{ "NotebookApp": ${password} }`,
    ".ipython/profile_default/startup/00-mine.py": "import sys, numpy as planted\nsys.path.clear()\n",
    ".ipython/profile_default/startup/10-broken.py": "raise SystemExit('junk of the home')\n",
    ".ipython/profile_default/ipython_config.py": "c.InteractiveShellApp.exec_lines = ['planted = 1']\n",
    ".ipython/profile_default/ipython_kernel_config.py": "c.IPKernelApp.hide_initial_ns = False\n",
    ".local/lib/python3.11/site-packages/numpy.py": 'raise ImportError("junk of the home")\n',
  };
  for (const [path, text] of Object.entries(junk)) {
    mkdirSync(dirname(join(rig.home, path)), { recursive: true });
    writeFileSync(join(rig.home, path), text);
  }
  // A clone's own configuration would be obeyed where Jupyter is started in the project's folder.
  rig.write("jupyter_server_config.py", 'c.IdentityProvider.token = ""\nc.ServerApp.allow_origin = "*"\n');
};

const api = (link: string, path: string): URL => new URL(`/api/${path}${new URL(link).search}`, link);

interface KernelSpecs {
  readonly default: string;
  readonly kernelspecs: Readonly<Record<string, { readonly spec: { readonly display_name: string } }>>;
}

/** One kernel, the project's Python, with what a notebook needs and without what must not reach it. */
export const checkKernel = async (rig: Rig, link: string): Promise<void> => {
  const specs: KernelSpecs = JSON.parse(await (await fetch(api(link, "kernelspecs"))).text());
  expect(specs.default).toBe("python3");
  expect(Object.keys(specs.kernelspecs)).toEqual(["python3"]);
  const id = (await rig.jig("id")).stdout.trim();
  expect(specs.kernelspecs["python3"]?.spec.display_name).toBe(`workbench ${id}`);

  const kernel = await openKernel(link);
  const printed = async (code: string): Promise<string> => {
    const { printed: text, error } = await kernel.execute(code);
    expect(error).toBeNull();
    return text;
  };
  expect(await printed("import sys, numpy; print(sys.executable, int(numpy.arange(10).sum()))")).toBe(
    `${join(rig.root, ".venv", "bin", "python")} 45\n`,
  );
  expect(await printed('print("planted" in globals(), get_ipython().ipython_dir)')).toMatch(
    new RegExp(`^False ${rig.state}/projects/.+/jupyter/ipython\\n$`),
  );
  // Libraries that a wheel needs must not be had by leading every other program to them.
  const others = [
    "import pandas, matplotlib, zmq, multiprocessing, subprocess, sys",
    "with multiprocessing.get_context('spawn').Pool(1) as pool: pool.apply(exec, ('import numpy, pandas',))",
    "print(subprocess.run(['git', '--version'], stdout=subprocess.DEVNULL).returncode,",
    "  subprocess.run([sys.executable, '-m', 'pip', '--version'], stdout=subprocess.DEVNULL).returncode)",
  ];
  expect(await printed(others.join("\n"))).toBe("0 0\n");
  // Whichever way people install from a notebook, it is this environment that they reach.
  const pips = await printed("%pip --version\n!pip --version\n!python -m pip --version");
  const reached = pips.match(/^pip \S+ from .*$/gm) ?? [];
  expect(reached.map((line) => line.includes(join(rig.root, ".venv")))).toEqual([true, true, true]);
  const carried = `import os; print([name for name, value in os.environ.items() if "${FOREIGN_MARK}" in value], repr(os.environ["JUPYTER_TOKEN_FILE"]), os.environ.get("LD_LIBRARY_PATH"))`;
  expect(await printed(carried)).toBe("[] '' None\n");
  kernel.close();
};

/** What Lab saves has the kernel's usual name, and a terminal of Lab opens in the project. */
export const checkSaving = async (rig: Rig, link: string): Promise<void> => {
  const saved = JSON.parse(rig.read("notebooks/hello.ipynb"));
  saved.metadata.kernelspec = { name: "python3", language: "python", display_name: "workbench 0a1b2c3d" };
  const body = JSON.stringify({ type: "notebook", format: "json", content: saved });
  const put = await fetch(api(link, "contents/notebooks/saved.ipynb"), { method: "PUT", body });
  expect(put.status).toBe(201);
  expect(JSON.parse(rig.read("notebooks/saved.ipynb"))).toMatchObject({
    metadata: { kernelspec: { display_name: "Python 3 (ipykernel)", name: "python3" } },
  });
};

/** Who lost a kernel learns why, where the log is and where one looks first. */
export const checkKilledKernel = async (rig: Rig, link: string): Promise<void> => {
  const session = {
    path: "notebooks/hello.ipynb",
    name: "hello.ipynb",
    type: "notebook",
    kernel: { name: "python3" },
  };
  const made = await fetch(api(link, "sessions"), { method: "POST", body: JSON.stringify(session) });
  expect(made.status).toBe(201);
  const { kernel: started }: { kernel: { id: string } } = JSON.parse(await made.text());
  const kernel = await openKernel(link, started.id);
  void kernel.execute("import os, signal; os.kill(os.getpid(), signal.SIGKILL)").catch(() => null);
  const said = "the kernel of `hello.ipynb` was killed by";
  await waitFor("the log to say why", async () => (await rig.jig("logs", "jupyter")).stdout.includes(said));
  expectOutcome(await rig.jig("status"), { stdout: [said, "its variables are gone"] });
  kernel.close();
};

/** Three kernels: idle, busy, and with a program in a session of its own. Resolves when the last two are at it. */
export const leaveKernels = async (link: string): Promise<void> => {
  const idle = await openKernel(link);
  const parted = await openKernel(link);
  const leave =
    "import subprocess; print(subprocess.Popen(['sleep', '1000'], start_new_session=True).pid > 0)";
  expect((await parted.execute(leave)).printed).toBe("True\n");
  const busy = await openKernel(link);
  const work = busy.execute("import time; time.sleep(1000)").catch(() => null);
  await waitFor("the kernel to be busy", async () =>
    (await (await fetch(api(link, `kernels/${busy.id}`))).text()).includes('"busy"'),
  );
  for (const kernel of [idle, parted, busy]) kernel.close();
  void work;
};

/** Nobody can be asked without a terminal, so no command stops a service with a busy kernel. */
export const checkLiveWork = async (rig: Rig): Promise<void> => {
  const { pid } = await rig.serviceStatus("jupyter");
  for (const command of ["down", "restart"]) {
    expectOutcome(await rig.jig(command, "jupyter"), { code: 1, stderr: ["busy", "--yes"] });
  }
  for (const args of [["id"], ["sync"], ["up", "--no-open"]]) {
    expectOutcome(await rig.jig(...args), { stdout: anything, stderr: anything });
  }
  expect(await rig.serviceStatus("jupyter")).toMatchObject({ state: "ready", pid });
};

/** `up` tries a kernel once for an environment; what imports beside a notebook only is told, and nothing is stopped. */
export const checkTriedKernel = async (rig: Rig): Promise<void> => {
  const isTried = (): boolean =>
    [...new Bun.Glob("projects/*/kernel-check.json").scanSync(rig.state)].length === 1;
  expect(isTried()).toBe(true);
  const { pid } = await rig.serviceStatus("jupyter");
  const text = rig.read("jig.toml");
  rig.write("for-notebooks/numpy.py", 'raise ImportError("no libblas.so.3")\n');
  const lead = `[services.jupyter]\nenv = { PYTHONPATH = ${JSON.stringify(join(rig.root, "for-notebooks"))} }`;
  rig.write("jig.toml", text.replace("[services.jupyter]", lead));
  expectOutcome(await rig.jig("up", "--no-open"), {
    code: 1,
    stdout: anything,
    stderr: ["error: `numpy` does not import in a notebook: ImportError: no libblas.so.3", "hint: "],
  });
  expect(await rig.serviceStatus("jupyter")).toMatchObject({ state: "ready", pid });
  const told = [
    "`numpy` does not import in a notebook: ImportError: no libblas.so.3",
    "`jig up` tried it last at ",
  ];
  expectOutcome(await rig.jig("doctor"), { code: 1, stdout: told });
  rig.write("jig.toml", text);
  expect((await rig.jig("doctor")).stdout).not.toContain("in a notebook");
};

/** The same of who stays with the services: they go on, and the end says it. */
export const checkTriedInForeground = async (rig: Rig): Promise<void> => {
  const text = rig.read("jig.toml");
  const lead = `[services.jupyter]\nenv = { PYTHONPATH = ${JSON.stringify(join(rig.root, "for-notebooks"))} }`;
  rig.write("jig.toml", text.replace("[services.jupyter]", lead));
  const running = rig.start({}, "up", "--foreground", "--no-open");
  await waitFor("all to be up", () => running.stderr().includes(" is up"), { explain: rig.logs });
  expect(running.stderr()).toContain(
    "error: `numpy` does not import in a notebook: ImportError: no libblas.so.3",
  );
  running.kill("SIGTERM");
  expectOutcome(await running.ended, { code: 1, stdout: anything, stderr: ["stopped "] });
  rig.write("jig.toml", text);
};
