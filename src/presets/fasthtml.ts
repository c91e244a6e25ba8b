// A FastHTML app in `server.py`. Its `serve()` takes the port from `PORT`; an app that does not needs `port` written down.

import type { Preset } from "./preset.ts";

export const fasthtml: Preset = {
  name: "fasthtml",
  alsoCalled: ["fast-html", "python-fasthtml"],
  about: "a FastHTML app: `python server.py`, unless `run` says otherwise",
  // MonsterUI builds on FastHTML and brings it.
  needs: ["python-fasthtml", "monsterui"],
  command: ["${python}", "server.py"],
  rootArguments: [],
  port: 5001,
  env: {},
  files: [],
  token: null,
  ready: { kind: "http", path: "/" },
  readyTimeoutMs: 60_000,
  page: "/",
  open: true,
  stop: { http: null, signal: "TERM", timeoutMs: 10_000 },
  live: null,
};
