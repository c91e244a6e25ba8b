import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { hostPython } from "../../test/rig/scrubbed-env.ts";
import { jupyterServerConfig } from "./jupyter-server-config.ts";

/** As much of Jupyter as the file asks for, and a kernel's files that say what a test wants. */
const surroundings = `
import asyncio, builtins, io, json, logging, os, sys
FILES = json.loads(sys.argv[1])
real_open = builtins.open
def fake_open(path, *args, **kwargs):
    if str(path) in FILES:
        return io.StringIO(FILES[path])
    if str(path).startswith(("/proc/", "/sys/")):
        raise FileNotFoundError(path)
    return real_open(path, *args, **kwargs)
class Config:
    def __getattr__(self, name):
        setattr(self, name, Config())
        return getattr(self, name)
config = Config()
said = []
class Log:
    def warning(self, text, *args): said.append(text % args)
`;

const run = (files: Readonly<Record<string, string>>, code: string): string => {
  const folder = mkdtempSync(join(tmpdir(), "jig-config-"));
  try {
    const stand = (path: string, text: string): void => {
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    stand("config/kept", "");
    stand("jupyter_core/paths.py", "def jupyter_path(*parts): return list(parts)\n");
    stand("jupyter_client/kernelspec.py", "class KernelSpecManager: pass\n");
    stand(
      "jupyter_client/provisioning.py",
      [
        "class LocalProvisioner:",
        "    code = None",
        "    async def launch_kernel(self, cmd, **kwargs): pass",
        "    async def poll(self): return self.code",
        "    async def send_signal(self, signum): pass",
      ].join("\n"),
    );
    stand("jupyter_server_config.py", jupyterServerConfig);
    const script = [
      surroundings,
      "sys.path.insert(0, os.getcwd())",
      "builtins.open = fake_open",
      "scope = {'get_config': lambda: config}",
      "exec(real_open('jupyter_server_config.py').read(), scope)",
      "from jupyter_client.provisioning import LocalProvisioner",
      "kernel = LocalProvisioner()",
      "kernel.log = Log()",
      "do = asyncio.run",
      code,
    ].join("\n");
    const ran = Bun.spawnSync([hostPython(), "-c", script, JSON.stringify(files)], {
      cwd: folder,
      env: { ...process.env, JUPYTER_CONFIG_DIR: join(folder, "config") },
    });
    if (ran.exitCode !== 0) throw new Error(ran.stderr.toString());
    return ran.stdout.toString();
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const started = `
do(kernel.launch_kernel([], env={"JPY_SESSION_NAME": "/p/notebooks/big.ipynb"}))
`;
const died = `
kernel.code = -9
do(kernel.poll()); do(kernel.poll())
print(said, os.path.exists("killed-kernel.json"))
`;
const memory = { "/proc/meminfo": "MemFree: 1 kB\nMemTotal:       8388608 kB\n" };

test("a kernel that the system killed for memory is told once, with the notebook and the memory", () => {
  const files = { ...memory, "/proc/vmstat": "oom_kill 3\n" };
  expect(run(files, `${started}FILES["/proc/vmstat"] = "pgfault 1\\noom_kill 4\\n"${died}`)).toBe(
    "['jig: the kernel of `big.ipynb` was killed by the system: there was no memory left (8.0 GiB in all); its variables are gone'] True\n",
  );
});

test("one that was killed without a trace was so probably, and WSL's limit is named", () => {
  const files = {
    ...memory,
    "/proc/vmstat": "oom_kill 3\n",
    "/sys/fs/cgroup/memory.max": "2147483648\n",
    "/proc/sys/kernel/osrelease": "5.15.0-microsoft-standard-WSL2\n",
  };
  const told = run(files, `${started}${died}`);
  expect(told).toContain("was killed by SIGKILL, probably for want of memory (2.0 GiB in all; `memory=` in");
  expect(run({}, `${started}${died}`)).toContain("probably for want of memory; its variables are gone");
});

test("one that ended otherwise, or was asked to, is not told", () => {
  expect(run(memory, `${started}do(kernel.send_signal(9))${died}`)).toBe("[] False\n");
  expect(run(memory, `${started}${died.replace("-9", "1")}`)).toBe("[] False\n");
});

test("a notebook is saved with the usual title of its kernel, and everything else as it is", () => {
  const save = `
save = config.ContentsManager.pre_save_hook
def saved(model):
    save(model=model, path="x", contents_manager=None)
    return json.dumps(model)
print(saved({"type": "notebook", "content": {"metadata": {"kernelspec": {"name": "python3", "display_name": "bench 0a1b2c3d"}}}}))
print(saved({"type": "notebook", "content": {"metadata": {"kernelspec": {"name": "ir", "display_name": "R"}}}}))
print(saved({"type": "notebook", "content": {}}), saved({"type": "file", "content": "x"}), saved({"type": "notebook"}))
`;
  expect(run({}, save).split("\n")).toEqual([
    '{"type": "notebook", "content": {"metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}}}}',
    '{"type": "notebook", "content": {"metadata": {"kernelspec": {"name": "ir", "display_name": "R"}}}}',
    '{"type": "notebook", "content": {}} {"type": "file", "content": "x"} {"type": "notebook"}',
    "",
  ]);
});
