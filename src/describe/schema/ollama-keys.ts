// The keys of `[ollama]`, for editors and for the reference. It reads no description.

import { MODEL_NAME } from "../tables/model-name.ts";
import { SERVER_ADDRESS } from "../tables/read-server-host.ts";
import { flag, YES_NO, type DescribedTable } from "./described-key.ts";

export const ollamaKeys: DescribedTable<"ollama"> = {
  models: {
    takes: 'a list of models: `["qwen3:0.6b"]`',
    about:
      "Models to have, as `ollama pull` names them. They are pulled in the background; nothing waits for them.",
    schema: { type: "array", items: { type: "string", pattern: MODEL_NAME.source } },
  },
  host: {
    takes: 'an address: `"http://gpu-box:11434"`',
    about: "The Ollama to use, and no other: jig starts none.",
    schema: { type: "string", pattern: SERVER_ADDRESS.source },
  },
  require: {
    takes: YES_NO,
    about: "With `true` `jig up` fails where there is no Ollama. Otherwise the rest comes up without it.",
    schema: { ...flag, default: false },
  },
};
