// What the JupyterLab that jig starts does otherwise than any other, as Python: its configuration file. It is data here;
// Jupyter runs it.

/**
 * Loaded by Jupyter from jig's own folder. Notebooks are saved with the usual name of their kernel, kernels of the home are
 * not offered, and a kernel that was killed is told: in the log, and in `killed-kernel.json` beside it.
 */
export const jupyterServerConfig = String.raw`# Written by jig before each start: a change here is lost.
import datetime
import json
import os
import signal
import warnings

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_core.paths import jupyter_path

c = get_config()  # noqa: F821 -- Jupyter's


class ProjectKernels(KernelSpecManager):
    """Without ~/.ipython/kernels, which Jupyter offers whatever it is told."""

    def _kernel_dirs_default(self):
        return jupyter_path("kernels")


c.ServerApp.kernel_spec_manager_class = ProjectKernels


def keep_kernel_title(model, **_):
    """The kernel's title here says which workbench it is; in a notebook it would change for everybody."""
    if model.get("type") != "notebook" or not isinstance(model.get("content"), dict):
        return
    spec = model["content"].get("metadata", {}).get("kernelspec")
    if isinstance(spec, dict) and spec.get("name") == "python3":
        spec["display_name"] = "Python 3 (ipykernel)"


# Jupyter says of any hook that it overrides another one.
warnings.filterwarnings("ignore", message="Overriding existing pre_save_hook")
c.ContentsManager.pre_save_hook = keep_kernel_title


def number_after(path, word):
    """The number behind a word of a file of the kernel's; None where there is none."""
    try:
        with open(path) as file:
            for line in file:
                name, _, value = line.replace(":", " ").partition(" ")
                if name == word:
                    return int(value.split()[0])
    except (OSError, ValueError, IndexError):
        pass
    return None


def memory_kills():
    """How often the system has ended a process for want of memory."""
    found = number_after("/proc/vmstat", "oom_kill")
    return found if found is not None else number_after("/sys/fs/cgroup/memory.events", "oom_kill")


def say_memory():
    """How much memory there is, for people; empty where it is not known."""
    total = number_after("/proc/meminfo", "MemTotal")
    if total is None:
        return ""
    size = total * 1024
    try:
        with open("/sys/fs/cgroup/memory.max") as file:
            size = min(size, int(file.read()))
    except (OSError, ValueError):
        pass
    text = f"{size / 2**30:.1f} GiB in all"
    try:
        with open("/proc/sys/kernel/osrelease") as file:
            if "microsoft" in file.read().lower():
                text += "; \x60memory=\x60 in Windows' .wslconfig gives WSL more"
    except OSError:
        pass
    return f" ({text})"


def say_killed(what, before, after):
    memory = say_memory()
    if before is not None and after is not None and after > before:
        why = f"was killed by the system: there was no memory left{memory}"
    else:
        why = f"was killed by SIGKILL, probably for want of memory{memory}"
    return f"the kernel of {what} {why}; its variables are gone"


def explain_killed_kernels(provisioner):
    """Jupyter itself only says that it restarts one."""
    seen = {"kills": memory_kills()}
    launch, poll, send = provisioner.launch_kernel, provisioner.poll, provisioner.send_signal

    async def launch_kernel(self, cmd, **kwargs):
        self.jig_notebook = (kwargs.get("env") or {}).get("JPY_SESSION_NAME")
        self.jig_is_told = False
        return await launch(self, cmd, **kwargs)

    async def send_signal(self, signum):
        # It was asked to end: by a person, or for a restart.
        self.jig_is_told = self.jig_is_told or signum == signal.SIGKILL
        return await send(self, signum)

    async def poll_kernel(self):
        code = await poll(self)
        if code == -signal.SIGKILL and not getattr(self, "jig_is_told", True):
            self.jig_is_told = True
            what = "\x60" + os.path.basename(self.jig_notebook) + "\x60" if self.jig_notebook else "a console"
            kills = memory_kills()
            said = say_killed(what, seen["kills"], kills)
            seen["kills"] = kills
            self.log.warning("jig: %s", said)
            at = datetime.datetime.now(datetime.timezone.utc).isoformat()
            try:
                with open(os.path.join(os.environ["JUPYTER_CONFIG_DIR"], "..", "killed-kernel.json"), "w") as file:
                    json.dump({"at": at, "said": said}, file)
            except (KeyError, OSError):
                pass
        return code

    provisioner.launch_kernel, provisioner.poll, provisioner.send_signal = launch_kernel, poll_kernel, send_signal
    provisioner.jig_explains = True


try:
    from jupyter_client.provisioning import LocalProvisioner

    if not getattr(LocalProvisioner, "jig_explains", False):
        explain_killed_kernels(LocalProvisioner)
except ImportError:
    pass
`;
