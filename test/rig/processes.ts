// The processes that belong to one temporary folder: found in /proc by environment, folder or arguments.
// Only the rig's own are ever signalled.

import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export interface FoundProcess {
  readonly pid: number;
  readonly argv: string;
}

const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};

const folderOf = (pid: number): string => {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
};

const isZombie = (pid: number): boolean => /^State:\s+Z/m.test(read(`/proc/${pid}/status`));

/** Every living process whose environment, folder or arguments name `folder`, this one aside. */
export const processesOf = (folder: string): FoundProcess[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid)
    .map((pid) => ({ pid, argv: read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim() }))
    .filter(
      ({ pid, argv }) =>
        argv.includes(folder) ||
        read(`/proc/${pid}/environ`).includes(folder) ||
        folderOf(pid).startsWith(folder),
    )
    .filter(({ pid }) => !isZombie(pid));

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch {
    return false;
  }
};

/** One variable of another process, as the kernel knows it. */
export const variableOf = (pid: number, name: string): string | null => {
  const line = read(`/proc/${pid}/environ`)
    .split("\0")
    .find((entry) => entry.startsWith(`${name}=`));
  return line === undefined ? null : line.slice(name.length + 1);
};
