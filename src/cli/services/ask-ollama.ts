// What the project's Ollama says when it is spoken to: for the greeting, for the end of `up`, and for a diagnosis. It starts
// none, and loads a model for a diagnosis alone.

import type { ServiceStatus } from "../../api/contract.ts";
import type { Plan } from "../../plan/plan.ts";
import { visibleText } from "../../show/visible-text.ts";
import { parseAddress } from "../../supervise/ollama/address.ts";
import { askServer } from "../../supervise/ollama/ask-server.ts";
import { askToken, findHeld, heldName, listModels } from "../../supervise/ollama/server-api.ts";

const WORDS_MS = 1000;
const TOKEN_MS = 60_000;

/** `Ollama says: …`; null where the project has none. @param url where it is, as far as that is known */
export const askOllamaWords = async (
  { services }: Pick<Plan, "services">,
  url: string | null,
): Promise<string | null> => {
  if (services.every(({ ollama }) => ollama === undefined)) return null;
  const address = url === null ? null : parseAddress(url);
  if (address === null) return "Ollama says nothing: it does not run";
  const answer = await askServer({
    address,
    method: "GET",
    path: "/",
    silenceMs: WORDS_MS,
    limitMs: 2 * WORDS_MS,
  });
  return answer.ok
    ? `Ollama says: ${visibleText(answer.value.body.trim().slice(0, 80))}`
    : "Ollama says nothing: it does not answer";
};

/** Where the Ollama of these services answers; null when none does. */
export const ollamaUrl = (
  { services }: Pick<Plan, "services">,
  all: readonly ServiceStatus[],
): string | null => {
  const names = services.flatMap(({ name, ollama }) => (ollama === undefined ? [] : [name]));
  const status = all.find(({ name, state }) => names.includes(name) && ["ready", "external"].includes(state));
  return status?.url ?? null;
};

/** One token of the first described model that is there, in a line; null where the project has no Ollama. */
export const proveOllama = async (
  plan: Pick<Plan, "services">,
  all: readonly ServiceStatus[],
): Promise<string | null> => {
  const spec = plan.services.find(({ ollama }) => ollama !== undefined);
  if (spec?.ollama === undefined) return null;
  const url = ollamaUrl(plan, all);
  const address = url === null ? null : parseAddress(url);
  if (address === null) return all.find(({ name }) => name === spec.name)?.reason ?? "does not run";
  const held = await listModels(address);
  if (!held.ok) return "does not answer";
  const model = spec.ollama.models.find(({ name }) => findHeld(held.value, name) !== null);
  if (model === undefined)
    return `answers; none of its models is there${spec.ollama.models.length === 0 ? "" : " yet"}`;
  const token = await askToken(address, heldName(model.name), { limitMs: TOKEN_MS });
  return token.ok
    ? `${model.name} gives a token in ${(token.value.ms / 1000).toFixed(1)} s`
    : `${model.name} gives no token: ${token.failure}`;
};
