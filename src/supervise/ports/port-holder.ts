// Who would answer on a port of this machine: the service itself, somebody else, or nobody. It connects to nobody.

import { listListeners, ownersOf, type ListeningSocket } from "../../host/network/listeners.ts";
import { readCommandLine } from "../../host/processes/process-table.ts";
import { adviseOnHeldPort, sayBenchService, type PortOwner } from "../../plan/services/held-port.ts";
import type { ServiceSpec } from "../../plan/services/service-spec.ts";
import { findBenchService } from "./find-bench-service.ts";
import type { Remedy } from "../life/remedy.ts";

export type Loopback = "127.0.0.1" | "::1";

export interface Stranger {
  /** Null when it belongs to somebody whose processes we may not look at. */
  readonly pid: number | null;
  readonly command: string | null;
}

export type PortHolder =
  | { readonly kind: "nobody" }
  /** A process of ours answers at `host`. */
  | { readonly kind: "ours"; readonly host: Loopback }
  | ({ readonly kind: "stranger" } & Stranger);

/**
 * Who answers a connection to the port on loopback.
 * @param members the pids of ours, the likeliest first
 */
export const findPortHolder = (port: number, members: Iterable<number>): PortHolder => {
  const listeners = listListeners().filter((listener) => listener.port === port);
  if (listeners.length === 0) return { kind: "nobody" };
  const ours = ownersOf(
    listeners.map(({ inode }) => inode),
    members,
  );
  // An IPv4 client is what most people's browsers and our links are, so that address is asked first.
  for (const host of ["127.0.0.1", "::1"] as const) {
    const answering = answeringAt(listeners, host);
    if (answering.some(({ inode }) => ours.has(inode))) return { kind: "ours", host };
  }
  const answering = [...answeringAt(listeners, "127.0.0.1"), ...answeringAt(listeners, "::1")];
  return answering.length === 0 ? { kind: "nobody" } : { kind: "stranger", ...nameHolder(answering) };
};

/**
 * Whether a service could listen on a port of loopback now. It is tried for a moment: reading the system's list of
 * sockets takes many times as long.
 */
export const isPortFree = (port: number): boolean => {
  try {
    Bun.listen({ hostname: "127.0.0.1", port, socket: { data: () => {} } }).stop(true);
    return true;
  } catch (error) {
    // A port that we may not use is another trouble, which the service tells better.
    return !(error instanceof Error && "code" in error && error.code === "EADDRINUSE");
  }
};

/** A stranger, with the project of jig's that it works for, if it does. @param state the asking project's own folder */
export const identifyStranger = (stranger: Stranger, port: number, state: string): PortOwner => ({
  ...stranger,
  bench: stranger.pid === null ? null : findBenchService({ pid: stranger.pid, port }, state),
});

/** `pid 12 (`python x.py`)`, for people. */
export const describeOwner = ({ pid, command, bench }: PortOwner): string => {
  if (bench !== null) return sayBenchService(bench);
  if (pid === null) return "another user's process";
  return command === null ? `pid ${pid}` : `pid ${pid} (\`${command}\`)`;
};

/** Why a service cannot have its port, and, when it is bound to that one, what to do. Null: nobody knows who has it. */
export const describeHeldPort = (
  { name, port, why: line }: Pick<ServiceSpec, "name" | "port" | "why">,
  number: number,
  owner: PortOwner | null,
): { readonly why: string; readonly remedy: Remedy | null } => {
  const why = `port ${number} is held by ${owner === null ? "another process" : describeOwner(owner)}`;
  if (port?.fixed !== true) return { why, remedy: null };
  return { why, remedy: { hint: adviseOnHeldPort(name, owner), place: port.place ?? line } };
};

/** The kernel hands a connection to the most exactly bound socket: the address itself, then all of its kind, then `::`. */
export const answeringAt = (
  listeners: readonly ListeningSocket[],
  host: Loopback,
): readonly ListeningSocket[] => {
  const order = host === "127.0.0.1" ? ["127.0.0.1", "0.0.0.0", "::"] : ["::1", "::"];
  for (const address of order) {
    const bound = listeners.filter((listener) => listener.address === address);
    if (bound.length > 0) return bound;
  }
  return [];
};

const nameHolder = (sockets: readonly ListeningSocket[]): Stranger => {
  const [pid = null] = ownersOf(sockets.map(({ inode }) => inode)).values();
  if (pid === null) return { pid: null, command: null };
  const words = readCommandLine(pid);
  return { pid, command: words === null || words.length === 0 ? null : words.join(" ").slice(0, 200) };
};
