// Who listens on this machine's loopback, so that a taken port can be told with its owner. It connects to nobody.

import { visible } from "../../host/files/file-error.ts";
import type { Host } from "../../host/host.ts";
import { linuxListeners, linuxOwners } from "../../host/network/listeners.ts";
import { parseListeners } from "../../host/processes/macos-tables.ts";
import type { Listener } from "../../plan/facts.ts";

/** By port, without repeats. Quick: without owners, and on macOS (where a program must be asked) none at all. */
export const probeListeners = async (host: Host, quick: boolean): Promise<readonly Listener[]> => {
  const found = host.machine.platform === "darwin" ? await macosListeners(host, quick) : linux(host, quick);
  const reachable = found.filter(({ address }) => isOnLoopback(address));
  const once = new Map(reachable.map((listener) => [`${listener.port} ${listener.address}`, listener]));
  return [...once.values()].toSorted(
    (left, right) => left.port - right.port || (left.address < right.address ? -1 : 1),
  );
};

const linux = (host: Host, quick: boolean): readonly Listener[] => {
  const sockets = linuxListeners(host.files);
  const owners = quick
    ? new Map<string, number>()
    : linuxOwners(
        host.files,
        sockets.map(({ inode }) => inode),
      );
  return sockets.map(({ port, address, inode }) => {
    const pid = owners.get(inode);
    return { port, address, owner: pid === undefined ? null : { pid, command: commandOf(host, pid) } };
  });
};

/** Its command line, shortened: enough for a person to recognise it. */
const commandOf = (host: Host, pid: number): string => {
  const words = visible(() => host.files.readText(`/proc/${pid}/cmdline`)) ?? "";
  const line = words.replaceAll("\0", " ").replaceAll(/\s+/g, " ").trim();
  if (line === "") return (visible(() => host.files.readText(`/proc/${pid}/comm`)) ?? "").trim();
  return line.length > LONGEST_COMMAND ? `${line.slice(0, LONGEST_COMMAND - 1)}…` : line;
};

const LONGEST_COMMAND = 80;

const macosListeners = async (host: Host, quick: boolean): Promise<readonly Listener[]> => {
  if (quick) return [];
  const argv = ["/usr/sbin/lsof", "-nP", "-iTCP", "-sTCP:LISTEN", "-Fpcn"] as const;
  const ran = await host.run({ argv: [...argv], timeoutMs: 5000 });
  if (ran.kind !== "exited") return [];
  return parseListeners(ran.stdout).map(({ port, address, owner }) => ({ port, address, owner }));
};

const isOnLoopback = (address: string): boolean =>
  address.startsWith("127.") || ["0.0.0.0", "::", "::1"].includes(address);
