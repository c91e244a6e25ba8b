// A model without anything in it: Ollama takes one from a registry that names no parts, whatever way it came to say so, and
// calls it pulled. What is looked at is what came. It removes nothing else.

import { heldName } from "../../../describe/tables/model-name.ts";
import { findEmpty, listModels, removeModel } from "../server-api.ts";
import { explainOddity, type PullTrouble } from "./explain-pull.ts";
import type { PullRequest } from "./pull-model.ts";

/** Why what was pulled just now is no model, and what became of it; null when it is one, or nobody says. */
export const removeEmpty = async ({
  address,
  model,
  signal,
}: Pick<PullRequest, "address" | "model" | "signal">): Promise<PullTrouble | null> => {
  const held = await listModels(address, signal);
  const empty = held.ok ? findEmpty(held.value, model) : null;
  if (empty === null) return null;
  const removed = await removeModel(address, heldName(model));
  const trouble = explainOddity("no-model", model);
  return removed.ok
    ? { ...trouble, why: `${trouble.why}; the empty one that came of it is removed` }
    : {
        ...trouble,
        hint: `\`ollama rm ${heldName(model)}\` removes the empty one that came of it; ${trouble.hint}`,
      };
};
