// Asks a running service whether it holds live work, which must not be lost without a word. It changes nothing there.

import * as v from "valibot";

import { bootId, isSameAlive } from "../../host/processes/process-table.ts";
import type { Layout } from "../../plan/layout.ts";
import type { PlannedToken } from "../../plan/services/service-spec.ts";
import { requestLoopback } from "./loopback-request.ts";
import { findPortHolder } from "./port-holder.ts";
import { listRecordedServices, readServiceRecord, type ServiceRecord } from "../records/records.ts";
import { tokenHeaders } from "../run/token.ts";

export interface Kernel {
  /** The notebook that it belongs to, as Jupyter tells it; null for a kernel without one. */
  readonly path: string | null;
  /** The kernelspec's name: `python3`. */
  readonly name: string;
  readonly isBusy: boolean;
}

const kernels = v.array(
  v.object({ id: v.string(), name: v.string(), execution_state: v.optional(v.string()) }),
);
const sessions = v.array(v.object({ path: v.string(), kernel: v.nullable(v.object({ id: v.string() })) }));

const ANSWER_MS = 2000;

/** The kernels of a Jupyter server on a port of this machine; null when it does not tell. */
export const listKernels = async (service: {
  readonly port: number;
  readonly token: PlannedToken | null;
}): Promise<readonly Kernel[] | null> => {
  const [found, open] = await Promise.all([
    ask(service, "/api/kernels", kernels),
    ask(service, "/api/sessions", sessions),
  ]);
  if (found === null) return null;
  return found.map(({ id, name, execution_state: state }) => ({
    path: open?.find(({ kernel }) => kernel?.id === id)?.path ?? null,
    name,
    isBusy: state === "busy",
  }));
};

export interface LiveWork {
  readonly service: string;
  readonly isBusy: boolean;
  /** For people: a notebook's path, or `a kernel (python3)`. */
  readonly title: string;
}

/** The live work that the project's running services hold. One that does not tell holds none that could be named. */
export const findLiveWork = async ({ state }: Layout): Promise<readonly LiveWork[]> => {
  const asked = listRecordedServices(state).map(async (name): Promise<readonly LiveWork[]> => {
    const record = readServiceRecord(state, name);
    if (record === null || record.port === null || record.spec.live === null) return [];
    if (!isRunning(record)) return [];
    const found = await listKernels({ port: record.port, token: record.spec.token });
    return (found ?? []).map((kernel) => ({
      service: name,
      isBusy: kernel.isBusy,
      title: kernel.path ?? `a kernel (${kernel.name})`,
    }));
  });
  return (await Promise.all(asked)).flat();
};

/** The token is shown to nobody but the very process that it was made for. */
const isRunning = ({ bootId: boot, main, port }: ServiceRecord): boolean =>
  boot === bootId() &&
  main !== null &&
  port !== null &&
  isSameAlive(main) &&
  findPortHolder(port, [main.pid]).kind === "ours";

const ask = async <Value>(
  { port, token }: { readonly port: number; readonly token: PlannedToken | null },
  path: string,
  schema: v.GenericSchema<unknown, Value>,
): Promise<Value | null> => {
  const answer = await requestLoopback({
    host: "127.0.0.1",
    port,
    method: "GET",
    path,
    headers: tokenHeaders(token),
    timeoutMs: ANSWER_MS,
    body: true,
  });
  if (!answer.ok || answer.value.status !== 200) return null;
  try {
    const parsed = v.safeParse(schema, JSON.parse(answer.value.body));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
};
