// Asks a run again and again whether it is ready, until it is, or until nobody wants to know. Only an answer by a
// process of this very run counts: a stranger on the port is never "ready".

import { readProcess, isAlive } from "../../host/processes/process-table.ts";
import { findOtherPorts, sayOtherPorts } from "../ports/find-other-ports.ts";
import { canConnect, requestLoopback, type LoopbackFailure } from "../ports/loopback-request.ts";
import {
  describeHeldPort,
  findPortHolder,
  identifyStranger,
  type Loopback,
  type PortHolder,
} from "../ports/port-holder.ts";
import { isOld, OLDER, UPDATE } from "../ollama/oldest-version.ts";
import { readVersion } from "../ollama/server-api.ts";
import { findTree } from "../processes/process-tree.ts";
import type { Remedy } from "./remedy.ts";
import { findMain, markOf, type Run } from "../run/run.ts";
import { tokenHeaders } from "../run/token.ts";

/** A look costs a tenth of a millisecond while nobody listens. */
const QUICK_MS = 6;
const QUICK_FOR_MS = 2000;
const MIDDLE_MS = 25;
const MIDDLE_FOR_MS = 10_000;
const SLOW_MS = 250;
const ANSWER_MS = 5000;
/** How often it is looked whether a service that nobody hears listens elsewhere: its whole tree is searched for that. */
const ELSEWHERE_MS = 1000;
/** A service that nobody can ask counts as ready when it has lived this long: a typo in its command shows before. */
const SETTLED_MS = 500;

/** One look. `remark` and `why` are for people; `isUnheard`: nobody listens on its port; `stranger`: somebody else holds it. */
export type Look =
  | { readonly kind: "ready"; readonly remark?: string }
  | { readonly kind: "not-yet"; readonly why: string; readonly remedy?: Remedy; readonly isUnheard?: true }
  | { readonly kind: "stranger"; readonly why: string; readonly remedy: Remedy | null };

export interface ReadinessWatch {
  /** @param remark what there is to say of it all the same; null: nothing */
  readonly onReady: (remark: string | null) => void;
  /** Called with every look that did not find it ready. */
  readonly onLook?: (look: Look) => void;
}

/** Looks every 6 ms for two seconds, every 25 ms until ten, then every 250 ms. Ends when ready, or when the run is watched no more. */
export const watchReadiness = async (run: Run, watch: ReadinessWatch): Promise<void> => {
  const { signal } = run.watching;
  const began = performance.now();
  const lookElsewhere = elsewhereOf(run, began);
  for (let first = true; !signal.aborted; first = false) {
    await Bun.sleep(first ? 5 : pauseAfter(performance.now() - began));
    if (signal.aborted) return;
    const look = await lookOnce(run, performance.now() - began);
    // The answer may have come late: by now the run may be over, and its story told.
    if (signal.aborted) return;
    if (look.kind === "ready") {
      watch.onReady(look.remark ?? null);
      return;
    }
    watch.onLook?.(look.kind === "not-yet" && look.isUnheard === true ? lookElsewhere(look) : look);
    if (look.kind === "stranger") await Bun.sleep(SLOW_MS);
  }
};

/** Adds to the look that nobody listens where the run itself does, as far as the latest search found it. */
const elsewhereOf = (run: Run, began: number): ((look: Look) => Look) => {
  let searchedAt = began;
  let found: ReturnType<typeof sayOtherPorts> = null;
  return (look) => {
    if (performance.now() - searchedAt >= ELSEWHERE_MS) {
      found = sayOtherPorts(run.spec, findOtherPorts(run));
      searchedAt = performance.now();
    }
    if (found === null || look.kind !== "not-yet") return look;
    return { ...look, why: `nothing listens on port ${run.port}; ${found.why}`, remedy: found.remedy };
  };
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
  return probe.kind === "tcp" ? lookByTcp(run, run.port) : lookByHttp(run, run.port, probe.path);
};

const BOTH: readonly Loopback[] = ["127.0.0.1", "::1"];

const nobodyAt = (port: number): Look => ({
  kind: "not-yet",
  why: `nothing listens on port ${port} yet`,
  isUnheard: true,
});

/** A refused connection costs next to nothing; who holds a port is asked only when somebody does. */
const lookByTcp = async (run: Run, port: number): Promise<Look> => {
  for (const host of BOTH) {
    if (!(await canConnect(host, port, ANSWER_MS))) continue;
    return judgeHolder(run, port, findHolder(run, port)) ?? { kind: "ready" };
  }
  return nobodyAt(port);
};

/** One connection a look: who answers is asked once it is accepted, and a stranger is told nothing. */
const lookByHttp = async (run: Run, port: number, path: string): Promise<Look> => {
  for (const host of run.host === null ? BOTH : [run.host]) {
    let look: Look | null = null;
    const isMeant = (): boolean => {
      if (run.host === null) look = judgeHolder(run, port, findHolder(run, port));
      return look === null && run.host === host;
    };
    const found = await askByHttp(run, { host, port, path, isMeant });
    if (look !== null) return look;
    // Cut off before it could be asked who it is.
    if (found !== null && run.host === null) return judgeHolder(run, port, findHolder(run, port)) ?? found;
    if (found !== null) return found;
  }
  return nobodyAt(port);
};

/** Null when it is the run's own: then it is known where. */
const judgeHolder = (run: Run, port: number, holder: PortHolder): Look | null => {
  if (holder.kind === "nobody") return nobodyAt(port);
  if (holder.kind === "stranger") {
    const owner = identifyStranger(holder, port, run.state);
    return { kind: "stranger", ...describeHeldPort(run.spec, port, owner) };
  }
  run.host = holder.host;
  return null;
};

/** The main process is looked at first; only when it is not the holder is the whole tree searched for. */
const findHolder = (run: Run, port: number): PortHolder => {
  const holder = findPortHolder(port, run.main === null ? [] : [run.main.pid]);
  if (holder.kind !== "stranger") return holder;
  return findPortHolder(
    port,
    findTree(markOf(run)).map(({ pid }) => pid),
  );
};

/** Null when nobody was there, or not the one who was meant. */
const askByHttp = async (
  run: Run,
  target: { host: Loopback; port: number; path: string; isMeant: () => boolean },
): Promise<Look | null> => {
  const { path } = target;
  const isOllama = run.spec.ollama !== undefined;
  const answer = await requestLoopback({
    ...target,
    method: "GET",
    body: isOllama,
    headers: tokenHeaders(run.spec.token),
    timeoutMs: ANSWER_MS,
    signal: run.watching.signal,
  });
  if (!answer.ok) {
    const why = sayFailure(answer.failure, path);
    return why === null ? null : { kind: "not-yet", why };
  }
  const { status, body } = answer.value;
  // Any page would do for a service of any kind; this one is asked questions next.
  if (isOllama) return judgeOllama(readVersion(status, body), path);
  if (status >= 200 && status < 400) return { kind: "ready" };
  const why = `it answers ${status} at \`${path}\``;
  return status === 404
    ? { kind: "not-yet", why, remedy: { hint: ANOTHER_PATH, place: run.spec.why } }
    : { kind: "not-yet", why };
};

const ANOTHER_PATH = 'give it a path that it has: `ready = { http = "/PATH" }`';

const judgeOllama = (version: string | null, path: string): Look => {
  if (version === null) return { kind: "not-yet", why: `what answers at \`${path}\` is not Ollama` };
  return isOld(version)
    ? { kind: "ready", remark: `this Ollama ${version} is ${OLDER}: ${UPDATE}` }
    : { kind: "ready" };
};

const sayFailure = (failure: LoopbackFailure, path: string): string | null =>
  ({
    refused: null,
    "not-meant": null,
    timeout: `it does not answer at \`${path}\` within ${ANSWER_MS / 1000} s`,
    aborted: "it was not waited for",
    closed: `it closes the connection at \`${path}\` without an answer`,
    "no-http": `what it answers at \`${path}\` is not HTTP`,
  })[failure.reason];
