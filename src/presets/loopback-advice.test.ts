import { expect, test } from "bun:test";

import { loopbackAdvice } from "./loopback-advice.ts";

test.each([
  ["fasthtml", "", 'serve(host="127.0.0.1")'],
  ["command", "uvicorn app:app --host 0.0.0.0", "`--host 127.0.0.1`"],
  ["command", "python -m streamlit run app.py", "`--server.address 127.0.0.1`"],
  ["command", "python -m http.server 8000", "`--bind 127.0.0.1`"],
  ["command", "gunicorn app:app", "`--bind 127.0.0.1:${port}`"],
  ["jupyterlab", "/x/bin/jupyter-lab --ip=0.0.0.0", "`--ServerApp.ip=127.0.0.1`"],
  ["command", "python app.py", "often `host=` in its file"],
  ["command", "./serve", "the address `127.0.0.1`"],
])("%s with %j is told %s", (preset, command, advice) => {
  expect(loopbackAdvice(preset, command)).toContain(advice);
});
