// What the project's Ollama says when it is spoken to: for the greeting, and for the end of `up`. It starts none, and loads no
// model.

import type { ServiceStatus } from "../../api/contract.ts";
import type { Plan } from "../../plan/plan.ts";
import { visibleText } from "../../show/text/visible-text.ts";
import { parseAddress } from "../../supervise/ollama/address.ts";
import { askServer } from "../../supervise/ollama/ask-server.ts";

const WORDS_MS = 1000;

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
