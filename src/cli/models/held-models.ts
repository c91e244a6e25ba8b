// What is known of models, put right by what their server has at this moment. It pulls nothing and starts nothing.

import type { ModelStatus, ServiceStatus } from "../../api/contract.ts";
import { modelKey } from "../../describe/tables/model-name.ts";
import type { LockedModel } from "../../plan/lock/lock.ts";
import type { Plan } from "../../plan/plan.ts";
import { parseAddress } from "../../supervise/ollama/address.ts";
import { judgePin } from "../../supervise/ollama/judge-pin.ts";
import { findHeld, listModels, type HeldModel } from "../../supervise/ollama/server-api.ts";

/**
 * What the server has counts; what the supervisor does about the rest stays as it says.
 * @param held null: the server is not known, or does not say
 */
export const withHeld = (
  model: ModelStatus,
  held: readonly HeldModel[] | null,
  pins: readonly LockedModel[],
): ModelStatus => {
  if (held === null) return model;
  const found = findHeld(held, model.name);
  if (found === null)
    return model.state === "pulling" || model.state === "failed"
      ? model
      : { ...model, state: "absent", digest: null };
  const state = model.state === "answered" ? "answered" : "present";
  const digest = found.digest === "" ? null : found.digest;
  // Said of a server without it: that is not so any more.
  const former = model.digest !== digest ? null : model.reason;
  const pinned = pins.find(({ name }) => modelKey(name) === modelKey(model.name))?.digest ?? null;
  const reason = judgePin({ name: model.name, digest: found.digest, pinned }, former);
  return { ...model, state, digest, bytes: null, total: null, reason };
};

/** Those that a plan names. */
export const pinsIn = ({ services }: Pick<Plan, "services">): readonly LockedModel[] =>
  services.flatMap(({ ollama }) =>
    (ollama?.models ?? []).flatMap(({ name, digest }) => (digest === null ? [] : [{ name, digest }])),
  );

const PATIENCE_MS = 2000;

/** A server that has just begun to answer was not asked yet for its models: that is done here, and not for long. */
export const lookOnceAtModels = async (
  services: readonly ServiceStatus[],
  pins: readonly LockedModel[],
): Promise<readonly ServiceStatus[]> =>
  Promise.all(
    services.map(async (service) => {
      const { models = [], url, state } = service;
      const isOpen = models.some((model) => model.state === "absent" && model.reason === null);
      const address = isOpen && url !== null && IN_USE.has(state) ? parseAddress(url) : null;
      if (address === null) return service;
      const held = await listModels(address, AbortSignal.timeout(PATIENCE_MS));
      return held.ok
        ? { ...service, models: models.map((model) => withHeld(model, held.value, pins)) }
        : service;
    }),
  );

const IN_USE: ReadonlySet<string> = new Set(["ready", "external"]);
