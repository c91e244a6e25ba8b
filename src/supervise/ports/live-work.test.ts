import { expect, test } from "bun:test";

import { listKernels } from "./live-work.ts";

const serve = (answers: Readonly<Record<string, unknown>>) =>
  Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => {
      const { pathname } = new URL(request.url);
      return pathname in answers ? Response.json(answers[pathname]) : new Response("no", { status: 403 });
    },
  });

test("kernels are told with their notebooks, busy or not", async () => {
  const server = serve({
    "/api/kernels": [
      { id: "1", name: "python3", execution_state: "busy" },
      { id: "2", name: "python3", execution_state: "idle" },
    ],
    "/api/sessions": [{ path: "notebooks/hello.ipynb", kernel: { id: "1" } }],
  });
  try {
    expect(await listKernels({ port: server.port ?? 0, token: null })).toEqual([
      { path: "notebooks/hello.ipynb", name: "python3", isBusy: true },
      { path: null, name: "python3", isBusy: false },
    ]);
  } finally {
    await server.stop(true);
  }
});

test("a server that does not tell is not said to be idle", async () => {
  const server = serve({});
  try {
    expect(await listKernels({ port: server.port ?? 0, token: null })).toBeNull();
  } finally {
    await server.stop(true);
  }
});
