// What `up` tells of the local LLM at its end, and the models that it pins: those that are there and stand in no lock yet.

import type { ServiceStatus } from "../../api/contract.ts";
import { modelKey } from "../../describe/tables/model-name.ts";
import { forgetHandPull } from "../../supervise/ollama/pull/hand-pulls.ts";
import type { JigContext } from "../context.ts";
import type { Prepared } from "../project/making/prepared.ts";
import { askOllamaWords, ollamaUrl } from "./ask-ollama.ts";
import { pinModels } from "./pin-models.ts";

/** @param mayPin whether `jig.lock` may be written */
export const tellOllama = async (
  context: JigContext,
  { plan, layout }: Pick<Prepared, "plan" | "layout">,
  { services, mayPin }: { readonly services: readonly ServiceStatus[]; readonly mayPin: boolean },
): Promise<void> => {
  const url = ollamaUrl(plan, services);
  if (url === null) return;
  const words = await askOllamaWords(plan, url);
  if (words !== null) context.note(words);
  const there = services.flatMap(({ models }) => models ?? []);
  for (const { name } of there) forgetHandPull(layout.state, name);
  if (!mayPin) return;
  const open = plan.services.flatMap(
    ({ ollama }) => ollama?.models.filter(({ digest }) => digest === null) ?? [],
  );
  const held = open.flatMap(({ name }) => {
    const model = there.find((each) => modelKey(each.name) === modelKey(name));
    return model?.state === "present" || model?.state === "answered"
      ? [{ name, digest: model.digest ?? "" }]
      : [];
  });
  const pinned = pinModels(context.host, layout, held);
  for (const { name, digest } of held)
    if (digest === "") context.note(`\`${name}\` is not pinned: the server gives no digest for it`);
  for (const name of pinned) context.note(`\`${name}\` is pinned in jig.lock`);
};
