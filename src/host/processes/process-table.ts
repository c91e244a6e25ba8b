// Who runs on this machine, as the kernel tells it: identity (pid and start time), family, environment, open files.
// It signals nobody. Linux reads `/proc`; macOS asks `ps` and `lsof` (that form has never run for real).

import { visible } from "../files/file-error.ts";
import { parseDescriptors, parsePs, parsePsEnvironment } from "./macos-tables.ts";
import { readOutput } from "./read-output.ts";
import { realFiles } from "../files/real-files.ts";

export interface ProcessInfo {
  readonly pid: number;
  readonly ppid: number;
  /** Its process group. */
  readonly pgid: number;
  /** Its session. */
  readonly sid: number;
  /** When it started, in the system's own words: only good for comparing. With `pid` and the boot it is its identity. */
  readonly startTime: string;
  /** One letter: R running, S and D sleeping, T stopped, Z zombie, X dead. */
  readonly state: string;
  /** The program's name; Linux cuts it to 15 bytes. */
  readonly command: string;
}

/** Null when no process has this pid. A zombie is given: ask `isAlive`. */
export const readProcess = (pid: number): ProcessInfo | null => {
  if (isMacos()) return parsePs(readOutput(["/bin/ps", ...psColumns, "-p", String(pid)])).at(0) ?? null;
  const text = visible(() => realFiles.readText(`/proc/${pid}/stat`));
  return text === null ? null : parseStat(text);
};

/** All processes that can be seen, zombies too, in no promised order. */
export const listProcesses = (): readonly ProcessInfo[] => {
  if (isMacos()) return parsePs(readOutput(["/bin/ps", "-A", ...psColumns]));
  return listPids().flatMap((pid) => readProcess(pid) ?? []);
};

/** The pids of `listProcesses`, without looking at any: quick enough to be asked again and again. */
export const listPids = (): readonly number[] => {
  if (isMacos()) return listProcesses().map(({ pid }) => pid);
  return (realFiles.list("/proc") ?? []).filter((name) => /^\d+$/.test(name)).map(Number);
};

/** A zombie has ended: it only waits for its parent to look. */
export const isAlive = (found: ProcessInfo | null): found is ProcessInfo =>
  found !== null && found.state !== "Z" && found.state !== "X";

/** Whether the process known by pid and start time lives: a pid alone may belong to somebody else by now. */
export const isSameAlive = (known: Pick<ProcessInfo, "pid" | "startTime">): boolean => {
  const found = readProcess(known.pid);
  return isAlive(found) && found.startTime === known.startTime;
};

/** The environment it was started with; null when it is gone or not ours to read. */
export const readEnvironment = (pid: number): Readonly<Record<string, string>> | null => {
  if (isMacos())
    return parsePsEnvironment(readOutput(["/bin/ps", "-Eww", "-o", "command=", "-p", String(pid)]));
  const text = visible(() => realFiles.readText(`/proc/${pid}/environ`));
  if (text === null) return null;
  const environment: Record<string, string> = {};
  for (const entry of text.split("\0")) {
    const equals = entry.indexOf("=");
    if (equals > 0) environment[entry.slice(0, equals)] = entry.slice(equals + 1);
  }
  return environment;
};

/** One variable of it, without reading the others: null when there is none, as well. */
export const readVariable = (pid: number, name: string): string | null => {
  if (isMacos()) return readEnvironment(pid)?.[name] ?? null;
  const bytes = visible(() => realFiles.readBytes(`/proc/${pid}/environ`));
  if (bytes === null) return null;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const sought = `${name}=`;
  // At the start of the environment, or behind the end of the variable before. Of two the last counts.
  const before = text.lastIndexOf(`\0${sought}`);
  if (before === -1 && text.indexOf(sought) !== 0) return null;
  const start = (before === -1 ? 0 : before + 1) + sought.length;
  const end = text.indexOf(0, start);
  return text.toString("utf8", start, end === -1 ? text.length : end);
};

/** The user that runs this very program. */
export const ownUid = (): number => process.getuid?.() ?? -1;

/** Whether a process was started by the user that we are; false when it is gone. A program may act as another since. */
export const isOwnUser = (pid: number): boolean => {
  const text = isMacos()
    ? readOutput(["/bin/ps", "-o", "ruid=", "-p", String(pid)])
    : /^Uid:\s+(\d+)/m.exec(visible(() => realFiles.readText(`/proc/${pid}/status`)) ?? "")?.[1];
  return text !== undefined && text.trim() !== "" && Number(text) === ownUid();
};

/** Its words; null when it is gone or not ours to read, empty for a kernel thread or a zombie. */
export const readCommandLine = (pid: number): readonly string[] | null => {
  if (isMacos()) {
    const line = readOutput(["/bin/ps", "-ww", "-o", "command=", "-p", String(pid)]).trim();
    return line === "" ? null : line.split(" ");
  }
  const text = visible(() => realFiles.readText(`/proc/${pid}/cmdline`));
  if (text === null) return null;
  return text === "" ? [] : text.replace(/\0$/, "").split("\0");
};

/** Its descriptors and what they are open on (`/a/log`, `socket:[123]`); null when it is gone or not ours to read. */
export const openFiles = (pid: number): ReadonlyMap<number, string> | null => {
  if (isMacos()) return parseDescriptors(readOutput(["/usr/sbin/lsof", "-p", String(pid), "-Ffn"]));
  const folder = `/proc/${pid}/fd`;
  const names = visible(() => realFiles.list(folder));
  if (names === null) return null;
  const files = new Map<number, string>();
  for (const name of names) {
    const target = visible(() => realFiles.readLink(`${folder}/${name}`));
    if (target !== null) files.set(Number(name), target);
  }
  return files;
};

/** What its output and its errors go to, as far as that can be seen: two looks, however many files it has open. */
export const outputsOf = (pid: number): readonly string[] => {
  const files = isMacos() ? openFiles(pid) : null;
  return [1, 2].flatMap(
    (number) =>
      (isMacos() ? files?.get(number) : visible(() => realFiles.readLink(`/proc/${pid}/fd/${number}`))) ?? [],
  );
};

/** Changes with every boot, so that a pid and start time of before a reboot are never taken for those of now. */
export const bootId = (): string => {
  if (isMacos()) return readOutput(["/usr/sbin/sysctl", "-n", "kern.bootsessionuuid"]).trim();
  return (realFiles.readText("/proc/sys/kernel/random/boot_id") ?? "").trim();
};

/** Reads `/proc/PID/stat`. The name in parentheses may itself hold spaces and parentheses. */
export const parseStat = (text: string): ProcessInfo | null => {
  const open = text.indexOf("(");
  const close = text.lastIndexOf(")");
  if (open === -1 || close < open) return null;
  // Fields from the third on, as proc_pid_stat(5) counts them: state is 3, start time 22.
  const [state, ppid, pgid, sid, ...rest] = text.slice(close + 2).split(" ");
  const startTime = rest[22 - 7];
  if (state === undefined || sid === undefined || startTime === undefined) return null;
  return {
    pid: Number.parseInt(text, 10),
    ppid: Number(ppid),
    pgid: Number(pgid),
    sid: Number(sid),
    startTime,
    state,
    command: text.slice(open + 1, close),
  };
};

const psColumns = ["-ww", "-o", "pid=,ppid=,pgid=,sess=,state=,lstart=,command="];

const isMacos = (): boolean => process.platform === "darwin";
