// Whether a service listens where other machines reach it. Asked when somebody looks; it changes nothing and connects to
// nobody.

import { listListeners, ownersOf, type ListeningSocket } from "../../host/network/listeners.ts";
import type { ServiceSpec } from "../../plan/services/service-spec.ts";
import type { Template } from "../../describe/services/template.ts";
import { loopbackAdvice } from "../../presets/loopback-advice.ts";
import { findTree } from "../processes/process-tree.ts";
import { markOf, type Run } from "../run/run.ts";

/** The listening sockets of this machine that are not on loopback, whoever has them. */
export const listReachable = (): readonly ListeningSocket[] =>
  listListeners().filter(({ address }) => !isLoopback(address));

/**
 * Where a run can be reached from other machines: `0.0.0.0:8000`, sorted. Each socket is judged once, so that a look
 * costs next to nothing while none is new.
 * @param reachable as `listReachable` gave them just now
 */
export const findExposed = (run: Run, reachable: readonly ListeningSocket[]): readonly string[] => {
  const unknown = reachable.filter(({ inode }) => !run.judged.has(inode));
  if (unknown.length > 0) {
    const inodes = unknown.map(({ inode }) => inode);
    const members = findTree(markOf(run)).map(({ pid }) => pid);
    const ours = ownersOf(inodes, members);
    for (const inode of inodes) run.judged.set(inode, ours.has(inode));
  }
  const addresses = reachable.flatMap(({ inode, address, port }) =>
    run.judged.get(inode) === true ? [`${address.includes(":") ? `[${address}]` : address}:${port}`] : [],
  );
  return [...new Set(addresses)].toSorted();
};

/** What is said of it, with what to change and where. */
export const sayExposed = (spec: ServiceSpec, addresses: readonly string[]): string => {
  const { file, line } = spec.why;
  const advice = loopbackAdvice(spec.preset, commandText(spec));
  return `other machines can reach it at ${addresses.join(", ")}; ${advice} keeps it to this one (${file}:${line})`;
};

const isLoopback = (address: string): boolean => address === "::1" || address.startsWith("127.");

const commandText = ({ command }: ServiceSpec): string =>
  command.kind === "shell" ? textOf(command.script) : command.words.map((word) => textOf(word)).join(" ");

const textOf = (template: Template): string =>
  template.map((part) => (typeof part === "string" ? part : " ")).join("");
