// What is known of models, put right by what their server has at this moment. It pulls nothing and starts nothing.

import type { ModelStatus, ServiceStatus } from "../../api/contract.ts";
import type { LockedModel } from "../../plan/lock.ts";
import { parseAddress } from "../../supervise/ollama/address.ts";
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
  const isNews = model.digest !== found.digest;
  const isPinned = pins.some(({ name, digest }) => name === model.name && digest === found.digest);
  // Said of a server without it, or of a lock that names another: neither is so any more.
  const reason = isNews || (isPinned && model.reason?.startsWith(ANOTHER) === true) ? null : model.reason;
  return {
    ...model,
    state,
    digest: found.digest === "" ? null : found.digest,
    bytes: null,
    total: null,
    reason,
  };
};

const ANOTHER = "it is another one (";

const PATIENCE_MS = 2000;

/** A server that has just begun to answer was not asked yet for its models: that is done here, and not for long. */
export const lookOnceAtModels = async (
  services: readonly ServiceStatus[],
): Promise<readonly ServiceStatus[]> =>
  Promise.all(
    services.map(async (service) => {
      const { models = [], url, state } = service;
      const isOpen = models.some((model) => model.state === "absent" && model.reason === null);
      const address = isOpen && url !== null && IN_USE.has(state) ? parseAddress(url) : null;
      if (address === null) return service;
      const held = await listModels(address, AbortSignal.timeout(PATIENCE_MS));
      return held.ok
        ? { ...service, models: models.map((model) => withHeld(model, held.value, [])) }
        : service;
    }),
  );

const IN_USE: ReadonlySet<string> = new Set(["ready", "external"]);
