// Asks a run to end as its description says, waits, and then ends what is left of its tree. It says that nothing is left
// only when that is true.

import type { ProcessInfo } from "../../host/processes/process-table.ts";
import { clearTree } from "../processes/clear-tree.ts";
import { requestLoopback } from "../ports/loopback-request.ts";
import { findPortHolder } from "../ports/port-holder.ts";
import { findTree } from "../processes/process-tree.ts";
import { findMain, markOf, type Run } from "./run.ts";
import { signalGroup, signalProcess } from "../processes/signal-process.ts";
import { tokenHeaders } from "./token.ts";

const HTTP_MS = 2000;
/** How long a service that accepted to stop is left alone before it gets the signal too. */
const ACCEPTED_MS = 3000;
/** How long a shell takes, at worst, to become the service. */
const BIRTH_MS = 1000;

/** @returns what could not be killed; empty means that nothing of the run is left */
export const stopRun = async (run: Run): Promise<readonly ProcessInfo[]> => {
  // Known before anything ends: afterwards a family can no longer be proven.
  const tree = findTree(markOf(run));
  const { timeoutMs } = run.spec.stop;
  const began = performance.now();
  const left = (): number => Math.max(0, timeoutMs - (performance.now() - began));
  if (await askByHttp(run, tree)) await endsWithin(run, Math.min(ACCEPTED_MS, left()));
  if (await askBySignal(run)) await endsWithin(run, left());
  return clearTree(markOf(run, tree));
};

/** True when the service has agreed to end. */
const askByHttp = async (run: Run, tree: readonly ProcessInfo[]): Promise<boolean> => {
  const { http } = run.spec.stop;
  if (http === null || run.port === null) return false;
  const holder = findPortHolder(
    run.port,
    tree.map(({ pid }) => pid),
  );
  // A stranger on the port must get neither the request nor the token.
  if (holder.kind !== "ours") return false;
  const answer = await requestLoopback({
    host: holder.host,
    port: run.port,
    method: "POST",
    path: http.path,
    headers: tokenHeaders(run.spec.token),
    timeoutMs: HTTP_MS,
  });
  return answer.ok && answer.value.status < 300;
};

/** False when there was nobody to signal. */
const askBySignal = async (run: Run): Promise<boolean> => {
  const signal: NodeJS.Signals = `SIG${run.spec.stop.signal}`;
  for (let waited = 0; findMain(run) === null && waited < BIRTH_MS; waited += 10) {
    if (await endsWithin(run, 10)) return false;
  }
  const { command } = run.spec;
  const toGroup = command.kind === "shell" && command.shellStays;
  // The keeper leads the group and takes no notice of these signals.
  if (toGroup && run.keeper !== null && signalGroup(run.keeper, signal)) return true;
  return run.main !== null && signalProcess(run.main, signal);
};

const endsWithin = async (run: Run, timeoutMs: number): Promise<boolean> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  const ended = run.ended.then(() => true);
  try {
    return await Promise.race([ended, late]);
  } finally {
    clearTimeout(timer);
  }
};
