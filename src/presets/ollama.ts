// Ollama, the server of local language models: one that runs already is used, and never stopped; else it is started here.

import type { Preset } from "./preset.ts";

export const ollama: Preset = {
  name: "ollama",
  alsoCalled: ["llm", "llama", "ollama-serve"],
  about: "Ollama: the one that runs already, or else `ollama serve` on a port of this project",
  needs: [],
  command: ["ollama", "serve"],
  rootArguments: [],
  // Beside the usual 11434, which is for the server of the whole machine: other projects look for it there.
  port: 11_435,
  env: {
    OLLAMA_HOST: "127.0.0.1:${port}",
    // At its start a server throws away what is half pulled, also what another is pulling into the same folder.
    OLLAMA_NOPRUNE: "1",
  },
  files: [],
  token: null,
  ready: { kind: "http", path: "/api/version" },
  readyTimeoutMs: 60_000,
  page: "/",
  open: false,
  stop: { http: null, signal: "TERM", timeoutMs: 10_000 },
  live: null,
  ollama: {
    places: [
      "/usr/local/bin/ollama",
      "/opt/homebrew/bin/ollama",
      "/Applications/Ollama.app/Contents/Resources/ollama",
      "/run/current-system/sw/bin/ollama",
      "/snap/bin/ollama",
    ],
  },
  tells: ["OLLAMA_HOST"],
};
