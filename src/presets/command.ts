// Any command: a service without `use`. It knows nothing of the tool, so everything comes from the description.

import type { Preset } from "./preset.ts";

export const command: Preset = {
  name: "command",
  alsoCalled: [],
  about: "any command, given by `run`",
  needs: [],
  command: null,
  rootArguments: [],
  port: null,
  env: {},
  files: [],
  token: null,
  ready: null,
  readyTimeoutMs: 60_000,
  page: null,
  open: false,
  stop: { http: null, signal: "TERM", timeoutMs: 10_000 },
  live: null,
};
