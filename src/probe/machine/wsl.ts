// Whether this Linux runs inside something else: a container, or Windows. By files and variables alone.

import { visible } from "../../host/files/file-error.ts";
import type { Host } from "../../host/host.ts";

/** Docker's and podman's marks, the variable that systemd asks managers to set, Kubernetes' variables, the first group. */
export const isContainer = (host: Host): boolean => {
  const { files, env } = host;
  if (files.stat("/.dockerenv") !== null || files.stat("/run/.containerenv") !== null) return true;
  if (env["KUBERNETES_SERVICE_HOST"] !== undefined) return true;
  // WSL calls itself a container too, which would be another word for the same thing.
  const manager = env["container"] ?? "";
  if (manager !== "" && manager !== "wsl") return true;
  const groups = visible(() => files.readText("/proc/1/cgroup")) ?? "";
  return /docker|kubepods|containerd|libpod|\/lxc/.test(groups);
};

/**
 * By the kernel's name: WSL1 has `Microsoft` in it, WSL2 `microsoft-standard-WSL2`; by its interop door where somebody
 * built an own kernel. A container on such a kernel is none: Windows cannot be reached from it.
 */
export const wslVersion = (host: Host): 1 | 2 | null => {
  if (host.machine.platform !== "linux") return null;
  const kernel = host.files.readText("/proc/version") ?? "";
  const isInside = host.env["WSL_DISTRO_NAME"] !== undefined || host.env["WSL_INTEROP"] !== undefined;
  if (isContainer(host) && !isInside) return null;
  if (/WSL2|microsoft-standard/i.test(kernel)) return 2;
  if (kernel.includes("Microsoft")) return 1;
  const hasDoor = host.files.stat("/proc/sys/fs/binfmt_misc/WSLInterop") !== null;
  return hasDoor && isInside ? 2 : null;
};
