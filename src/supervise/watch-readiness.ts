// Asks a run again and again whether it is ready, until it is, or until nobody wants to know. Only an answer by a
// process of this very run counts: a stranger on the port is never "ready".

import { readProcess, isAlive } from "../host/process-table.ts";
import type { Readiness } from "../plan/plan.ts";
import { canConnect, requestLoopback, type LoopbackFailure } from "./loopback-request.ts";
import { describeStranger, findPortHolder, type Loopback } from "./port-holder.ts";
import { findTree } from "./process-tree.ts";
import { findMain, markOf, type Run } from "./run.ts";
import { tokenHeaders } from "./token.ts";

const QUICK_MS = 10;
const QUICK_FOR_MS = 2000;
const MIDDLE_MS = 25;
const MIDDLE_FOR_MS = 10_000;
const SLOW_MS = 250;
const ANSWER_MS = 5000;
/** A service that nobody can ask counts as ready when it has lived this long: a typo in its command shows before. */
const SETTLED_MS = 500;

/** One look. `why` is for people; `stranger`: somebody else holds the port. */
export type Look =
  | { readonly kind: "ready" }
  | { readonly kind: "not-yet" | "stranger"; readonly why: string };

export interface ReadinessWatch {
  readonly onReady: () => void;
  /** Called with every look that did not find it ready. */
  readonly onLook?: (look: Look) => void;
}

/** Looks every 10 ms for two seconds, every 25 ms until ten, then every 250 ms. Ends when ready, or when the run is watched no more. */
export const watchReadiness = async (run: Run, watch: ReadinessWatch): Promise<void> => {
  const { signal } = run.watching;
  const began = performance.now();
  for (let first = true; !signal.aborted; first = false) {
    await Bun.sleep(first ? 5 : pauseAfter(performance.now() - began));
    if (signal.aborted) return;
    const look = await lookOnce(run, performance.now() - began);
    // The answer may have come late: by now the run may be over, and its story told.
    if (signal.aborted) return;
    if (look.kind === "ready") {
      watch.onReady();
      return;
    }
    watch.onLook?.(look);
    if (look.kind === "stranger") await Bun.sleep(SLOW_MS);
  }
};

const pauseAfter = (watchedMs: number): number => {
  if (watchedMs < QUICK_FOR_MS) return QUICK_MS;
  return watchedMs < MIDDLE_FOR_MS ? MIDDLE_MS : SLOW_MS;
};

const lookOnce = async (run: Run, watchedMs: number): Promise<Look> => {
  const main = findMain(run);
  const { probe } = run.spec.ready;
  if (probe.kind === "started" || run.port === null)
    return watchedMs >= SETTLED_MS && main !== null && isAlive(readProcess(main.pid))
      ? { kind: "ready" }
      : { kind: "not-yet", why: "it has only just started" };
  const accepted = await findAcceptingHost(run.port);
  if (accepted === null) return { kind: "not-yet", why: `nothing listens on port ${run.port} yet` };
  const holder = run.host === null ? findHolder(run, run.port) : { kind: "ours" as const, host: run.host };
  if (holder.kind === "nobody") return { kind: "not-yet", why: `nothing listens on port ${run.port} yet` };
  if (holder.kind === "stranger")
    return { kind: "stranger", why: `port ${run.port} is held by ${describeStranger(holder)}` };
  run.host = holder.host;
  if (probe.kind === "tcp") return { kind: "ready" };
  return lookByHttp(run, probe, { host: holder.host, port: run.port, signal: run.watching.signal });
};

/** A refused connection costs next to nothing; who holds a port is asked only when somebody does. */
const findAcceptingHost = async (port: number): Promise<Loopback | null> => {
  for (const host of ["127.0.0.1", "::1"] as const) if (await canConnect(host, port, ANSWER_MS)) return host;
  return null;
};

/** The main process is looked at first; only when it is not the holder is the whole tree searched for. */
const findHolder = (run: Run, port: number): ReturnType<typeof findPortHolder> => {
  const holder = findPortHolder(port, run.main === null ? [] : [run.main.pid]);
  if (holder.kind !== "stranger") return holder;
  return findPortHolder(
    port,
    findTree(markOf(run)).map(({ pid }) => pid),
  );
};

const lookByHttp = async (
  run: Run,
  probe: Extract<Readiness["probe"], { kind: "http" }>,
  target: { host: Loopback; port: number; signal: AbortSignal },
): Promise<Look> => {
  const answer = await requestLoopback({
    ...target,
    method: "GET",
    path: probe.path,
    headers: tokenHeaders(run.spec.token),
    timeoutMs: ANSWER_MS,
  });
  if (!answer.ok) return { kind: "not-yet", why: sayFailure(answer.failure, probe.path) };
  const { status } = answer.value;
  if (status >= 200 && status < 400) return { kind: "ready" };
  return { kind: "not-yet", why: `it answers ${status} at \`${probe.path}\`` };
};

const sayFailure = (failure: LoopbackFailure, path: string): string =>
  ({
    refused: `it does not accept connections yet`,
    timeout: `it does not answer at \`${path}\` within ${ANSWER_MS / 1000} s`,
    aborted: "it was not waited for",
    "no-http": `what it answers at \`${path}\` is not HTTP`,
  })[failure.reason];
