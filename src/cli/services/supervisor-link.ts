// A command's line to the supervisor: connects, tells states as they come, and gathers how it ended.

import { connectSupervisor, type SupervisorClient, type TalkMessage } from "../../api/client.ts";
import { isSupervisorAlive, readHolder } from "../../api/start-supervisor.ts";
import type { ServiceStatus } from "../../api/contract.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import type { Layout } from "../../plan/layout.ts";
import type { ServiceSpec } from "../../plan/services/service-spec.ts";
import { hintForService } from "../../show/services/say-service-failure.ts";
import { sayWaitingFor, stoppedMeanwhile } from "../../show/say-notes.ts";
import type { Reporter } from "../../show/reporter.ts";
import type { JigContext } from "../context.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { sayConnectFailure } from "../answer/say-failure.ts";
import { stopFor, type Stop } from "../answer/stop.ts";

/** Connects to the project's supervisor and starts one when there is none. */
export const reachSupervisor = async (
  context: JigContext,
  layout: Layout,
): Promise<Result<SupervisorClient, Stop>> => {
  const start = { argv: context.self, env: context.host.env, isOnItsWay: context.isSupervisorOnItsWay };
  const connected = await sayWaiting(context, layout, connectSupervisor({ layout, start }));
  return connected.ok ? connected : fail(stopFor(exitCodes.failed, sayConnectFailure(connected.failure)));
};

const WAITING_MS = 1000;

/** The same promise; when it takes longer, a person at a terminal is told which supervisor is waited for. */
export const sayWaiting = async <Value>(
  context: JigContext,
  layout: Layout,
  answer: Promise<Value>,
): Promise<Value> => {
  const timer = setTimeout(() => {
    const pid = isSupervisorAlive(layout) ? readHolder(layout)?.pid : undefined;
    if (pid !== undefined && context.err.isTerminal) context.note(sayWaitingFor(pid));
  }, WAITING_MS);
  try {
    return await answer;
  } finally {
    clearTimeout(timer);
  }
};

/** How a talk ended. */
export interface Settled {
  readonly services: readonly ServiceStatus[];
  readonly changed: readonly string[];
  readonly older: readonly string[];
  /** The names of services that failed or are stuck. */
  readonly failed: readonly string[];
}

export type TalkEnd =
  | { readonly kind: "settled"; readonly settled: Settled }
  /** Told to stop listening; the services go on. `services` is what was known by then. */
  | { readonly kind: "left"; readonly services: readonly ServiceStatus[] };

export interface Following {
  readonly signal: AbortSignal;
  /** The services that the talk is about, for the lines that describe them. */
  readonly services: readonly Pick<ServiceSpec, "name" | "why">[];
}

/**
 * Follows a talk to its end and reports every state and failure. Ends early, leaving the services alone, when `signal`
 * is aborted.
 */
export const followTalk = async (
  talk: AsyncIterable<TalkMessage>,
  reporter: Reporter,
  { signal, services: described }: Following,
): Promise<Result<TalkEnd, Stop>> => {
  const known = new Map<string, ServiceStatus>();
  const failed: string[] = [];
  const iterator = talk[Symbol.asyncIterator]();
  const left = new Promise<"left">((resolve) => {
    if (signal.aborted) resolve("left");
    signal.addEventListener("abort", () => resolve("left"), { once: true });
  });
  for (;;) {
    const step = await Promise.race([iterator.next(), left]);
    if (step === "left") {
      void iterator.return?.();
      return ok({ kind: "left", services: [...known.values()] });
    }
    if (step.done === true) return fail(lost("the supervisor ended in the middle of the talk"));
    const message = step.value;
    switch (message.kind) {
      case "state":
        known.set(message.service.name, message.service);
        reporter.report({ event: "service-state", at: message.at, service: message.service });
        break;
      case "failure":
        failed.push(message.service);
        reporter.report({
          event: "diagnostic",
          at: message.at,
          severity: "error",
          code: "service-failed",
          message: `service \`${message.service}\`: ${message.reason}`,
          place: message.place ?? described.find(({ name }) => name === message.service)?.why ?? null,
          hint: message.hint ?? hintForService(message.service, message.detail),
          detail: message.detail,
        });
        break;
      case "settled": {
        const { changed, older, stopped = [] } = message;
        const services = message.services.map((service) =>
          stopped.includes(service.name) ? sayStoppedMeanwhile(service) : service,
        );
        return ok({ kind: "settled", settled: { services, changed, older, failed } });
      }
      case "lost":
        return fail(lost(message.failure.message));
    }
  }
};

/** Somebody may have started it again since. */
const sayStoppedMeanwhile = (service: ServiceStatus): ServiceStatus =>
  service.state === "stopped" ? { ...service, reason: service.reason ?? stoppedMeanwhile } : service;

const lost = (message: string): Stop =>
  stopFor(exitCodes.failed, {
    code: "supervisor-lost",
    message,
    hint: "the services are not touched by this; `jig status` shows how they are",
  });
