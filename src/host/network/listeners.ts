// The listening TCP sockets of this machine and who holds them. It connects to nobody.
// Linux reads `/proc`; macOS asks `lsof` (that form has never run for real).

import { visible } from "../files/file-error.ts";
import type { Files } from "../host.ts";
import { parseListeners } from "../processes/macos-tables.ts";
import { readOutput } from "../processes/read-output.ts";
import { realFiles } from "../files/real-files.ts";
import { diagnoseListeners } from "./socket-diagnosis.ts";

export interface ListeningSocket {
  readonly port: number;
  /** As people write it: `127.0.0.1`, `0.0.0.0`, `::1`, `::`. */
  readonly address: string;
  /** The socket's number on Linux; on macOS the pid of its holder. Ask `ownerOf`. */
  readonly inode: string;
}

/** All listening TCP sockets, IPv4 then IPv6. Sockets of other users are among them. */
export const listListeners = (): readonly ListeningSocket[] => {
  if (isMacos())
    return parseListeners(readOutput(["/usr/sbin/lsof", "-nP", "-iTCP", "-sTCP:LISTEN", "-Fpcn"]));
  const diagnosed = diagnoseListeners();
  if (diagnosed === null) return linuxListeners(realFiles);
  return diagnosed.map(({ port, address, inode }) => ({
    port,
    address: addressOfBytes([...address]),
    inode,
  }));
};

/**
 * The pid that holds a socket: the first found of `pids` when they are given, of all processes otherwise. Null when
 * nobody whose descriptors this user may read holds it.
 */
export const ownerOf = (inode: string, pids?: Iterable<number>): number | null =>
  ownersOf([inode], pids).get(inode) ?? null;

/** `ownerOf` for many sockets in one walk. Sockets without a readable holder are missing. */
export const ownersOf = (inodes: Iterable<string>, pids?: Iterable<number>): ReadonlyMap<string, number> =>
  isMacos() ? macosOwners(inodes, pids) : linuxOwners(realFiles, inodes, pids);

/** `listListeners` from any machine's `/proc`. */
export const linuxListeners = (files: Pick<Files, "readText">): readonly ListeningSocket[] => [
  ...parseNetTcp(files.readText("/proc/net/tcp") ?? ""),
  ...parseNetTcp(files.readText("/proc/net/tcp6") ?? ""),
];

/** `ownersOf` from any machine's `/proc`. */
export const linuxOwners = (
  files: Pick<Files, "list" | "readLink">,
  inodes: Iterable<string>,
  pids: Iterable<number> = pidsOf(files),
): ReadonlyMap<string, number> => {
  const wanted = new Set(inodes);
  const owners = new Map<string, number>();
  for (const pid of pids) {
    if (owners.size === wanted.size) break;
    const folder = `/proc/${pid}/fd`;
    for (const name of visible(() => files.list(folder)) ?? []) {
      const target = visible(() => files.readLink(`${folder}/${name}`)) ?? "";
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
      if (inode !== undefined && wanted.has(inode) && !owners.has(inode)) owners.set(inode, pid);
    }
  }
  return owners;
};

/** Reads `/proc/net/tcp` or `tcp6`: addresses are hexadecimal, in 32-bit words of the machine's (little) order. */
export const parseNetTcp = (text: string): readonly ListeningSocket[] =>
  text.split("\n").flatMap((line) => {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    if (state !== LISTEN || local === undefined || inode === undefined) return [];
    const [address = "", port = ""] = local.split(":");
    return { port: Number.parseInt(port, 16), address: addressOf(address), inode };
  });

const LISTEN = "0A";

const pidsOf = (files: Pick<Files, "list">): readonly number[] =>
  (files.list("/proc") ?? []).filter((name) => /^\d+$/.test(name)).map(Number);

const addressOf = (hex: string): string => {
  const bytes: number[] = [];
  for (let word = 0; word < hex.length; word += 8) {
    for (let at = word + 6; at >= word; at -= 2) bytes.push(Number.parseInt(hex.slice(at, at + 2), 16));
  }
  return addressOfBytes(bytes);
};

const addressOfBytes = (bytes: readonly number[]): string =>
  bytes.length === 4 ? bytes.join(".") : ipv6Of(bytes);

const ipv6Of = (bytes: readonly number[]): string => {
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (isMapped) return bytes.slice(12).join(".");
  const groups: string[] = [];
  for (let at = 0; at < 16; at += 2)
    groups.push((((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)).toString(16));
  // The longest run of zero groups is written as `::`; among equals the first.
  const runs = [...groups.join(":").matchAll(/(?:^|:)(?:0(?::|$))+/g)].map(([run]) => run);
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), "");
  return longest.length < 4 && longest !== "0:0" ? groups.join(":") : groups.join(":").replace(longest, "::");
};

/** There a socket is known by its holder's pid. */
const macosOwners = (inodes: Iterable<string>, pids?: Iterable<number>): ReadonlyMap<string, number> => {
  const allowed = pids === undefined ? null : new Set(pids);
  const owners = new Map<string, number>();
  for (const inode of inodes) {
    if (allowed === null || allowed.has(Number(inode))) owners.set(inode, Number(inode));
  }
  return owners;
};

const isMacos = (): boolean => process.platform === "darwin";
