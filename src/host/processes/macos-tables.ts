// What macOS's `ps` and `lsof` print, as data. Pure; written after their manuals and tested over samples, never run.

import type { ListeningSocket } from "../network/listeners.ts";
import type { ProcessInfo } from "./process-table.ts";

/** Reads `ps -ww -o pid=,ppid=,pgid=,sess=,state=,lstart=,command=` of the C locale. Other lines are passed over. */
export const parsePs = (text: string): readonly ProcessInfo[] =>
  text.split("\n").flatMap((line) => {
    const found = psLine.exec(line);
    if (found === null) return [];
    const [, pid, ppid, pgid, session, state = "", startTime = "", command = ""] = found;
    return {
      pid: Number(pid),
      ppid: Number(ppid),
      pgid: Number(pgid),
      // The session is printed as a kernel address, or 0: it only says who shares one.
      sid: Number.parseInt(session ?? "0", 16),
      startTime: startTime.replaceAll(/ +/g, " "),
      state: state.slice(0, 1),
      command: programName(command),
    };
  });

/** `lstart` is five words: `Sat Nov 22 09:14:03 2025`. */
const psLine =
  /^ *(\d+) +(\d+) +(\d+) +([0-9a-f]+) +(\S+) +(\w{3} +\w{3} +\d+ +\d\d:\d\d:\d\d +\d{4}) +(.*)$/;

const programName = (command: string): string => {
  const [first = ""] = command.split(" ");
  return first.slice(first.lastIndexOf("/") + 1);
};

/**
 * Reads `ps -Eww -o command=`: the words of the command, then those of the environment. A value that holds spaces is
 * cut at the first, so this is good for values of ours, which hold none. Null when nothing was printed.
 */
export const parsePsEnvironment = (text: string): Readonly<Record<string, string>> | null => {
  if (text.trim() === "") return null;
  const environment: Record<string, string> = {};
  for (const [, name = "", value = ""] of text.matchAll(/(?:^|\s)([A-Za-z_]\w*)=(\S*)/g)) {
    environment[name] = value;
  }
  return environment;
};

/** Reads `lsof -p PID -Ffn`: a line `f3` opens a descriptor, the line `n/a/path` after it names what it is open on. */
export const parseDescriptors = (text: string): ReadonlyMap<number, string> | null => {
  if (text === "") return null;
  const files = new Map<number, string>();
  let descriptor: number | null = null;
  for (const line of text.split("\n")) {
    if (line.startsWith("f")) {
      const number = Number(line.slice(1));
      descriptor = line.length > 1 && Number.isInteger(number) ? number : null;
    } else if (line.startsWith("n") && descriptor !== null) files.set(descriptor, line.slice(1));
  }
  return files;
};

/** Reads `lsof -nP -iTCP -sTCP:LISTEN -Fpcn`. The inode is the owner's pid: macOS has no number for a socket. */
export const parseListeners = (
  text: string,
): readonly (ListeningSocket & { readonly owner: { readonly pid: number; readonly command: string } })[] => {
  const sockets: (ListeningSocket & { owner: { pid: number; command: string } })[] = [];
  let pid = 0;
  let command = "";
  for (const line of text.split("\n")) {
    const value = line.slice(1);
    if (line.startsWith("p")) pid = Number(value);
    else if (line.startsWith("c")) command = value;
    else if (line.startsWith("n")) {
      const colon = value.lastIndexOf(":");
      const port = Number(value.slice(colon + 1));
      if (colon === -1 || !Number.isInteger(port)) continue;
      const address = value.slice(0, colon).replace(/^\[(.*)\]$/, "$1");
      sockets.push({
        port,
        address: address === "*" ? "0.0.0.0" : address,
        inode: String(pid),
        owner: { pid, command },
      });
    }
  }
  return sockets;
};
