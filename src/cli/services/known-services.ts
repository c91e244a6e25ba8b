// What is known of a project's services without its description: from the supervisor, or else from its records.

import { connectSupervisor } from "../../api/client.ts";
import type { ConnectFailure } from "../../api/reach-supervisor.ts";
import { isSupervisorAlive } from "../../api/start-supervisor.ts";
import type { ServiceStatus } from "../../api/contract.ts";
import { nearest } from "../../base/nearest.ts";
import { listed } from "../../describe/words.ts";
import type { Layout } from "../../plan/layout.ts";
import { readStatus } from "../../supervise/records/read-status.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { stopFor, type Stop } from "../answer/stop.ts";

export interface KnownServices {
  /** It lives; whether it answers is told by `silence`. */
  readonly supervisor: { readonly pid: number } | null;
  /** Why the supervisor that lives could not be asked; null when it could, or none lives. */
  readonly silence: ConnectFailure | null;
  readonly services: readonly ServiceStatus[];
}

/**
 * Asks the supervisor, or reads the records and proves each process. Starts nothing, whatever it finds.
 * @param patienceMs how long a silent supervisor is waited for, when less than usual
 */
export const readKnownServices = async (layout: Layout, patienceMs?: number): Promise<KnownServices> => {
  const connected = await connectSupervisor({
    layout,
    start: null,
    ...(patienceMs === undefined ? {} : { patienceMs }),
  });
  if (!connected.ok) return readWithout(layout, connected.failure);
  const { hello } = connected.value;
  const status = await connected.value.status();
  if (status.ok) return { supervisor: { pid: hello.pid }, silence: null, services: status.value };
  const isAlive = isSupervisorAlive(layout);
  return readWithout(
    layout,
    isAlive ? { reason: "does-not-answer", pid: hello.pid } : { reason: "not-running" },
  );
};

const readWithout = (layout: Layout, failure: ConnectFailure): KnownServices => {
  switch (failure.reason) {
    case "does-not-answer": {
      const { pid } = failure;
      const reason = `as it was last seen: its supervisor${pid === null ? "" : ` (pid ${pid})`} does not answer`;
      return {
        supervisor: pid === null ? null : { pid },
        silence: failure,
        services: readStatus(layout, reason),
      };
    }
    case "other-protocol": {
      const { pid, jig } = failure;
      const reason = `as it was last seen: another version of jig (${jig}, pid ${pid}) watches it`;
      return { supervisor: { pid }, silence: failure, services: readStatus(layout, reason) };
    }
    default:
      return { supervisor: null, silence: null, services: readStatus(layout) };
  }
};

/** Nothing of it runs, nor is about to. */
export const isAtRest = ({ state }: ServiceStatus): boolean =>
  ["stopped", "done", "failed", "unavailable", "external"].includes(state);

/** The statuses alone. */
export const readServices = async (layout: Layout): Promise<readonly ServiceStatus[]> =>
  (await readKnownServices(layout)).services;

/** A stop for the first name that is none of the known ones; null when all are known. */
export const checkNames = (names: readonly string[], known: readonly string[]): Stop | null => {
  const wrong = names.find((name) => !known.includes(name));
  if (wrong === undefined) return null;
  const similar = nearest(wrong, known);
  const hint =
    similar !== null
      ? `did you mean \`${similar}\`?`
      : known.length === 0
        ? "this project has no services"
        : `${known.length === 1 ? "the only one is" : "there are"} ${listed(known)}`;
  return stopFor(exitCodes.usage, {
    code: "unknown-service",
    message: `there is no service \`${wrong}\``,
    hint,
  });
};
