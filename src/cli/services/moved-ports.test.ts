import { expect, test } from "bun:test";

import { neverStarted } from "../../supervise/records/read-status.ts";
import { findMovedPorts, type StartedServices } from "./moved-ports.ts";

const started = (port: number, changes: Partial<StartedServices> = {}): StartedServices => ({
  specs: [{ name: "lab", preset: "jupyterlab", port: { number: port, fixed: false } }],
  services: [{ ...neverStarted("lab"), state: "ready", port }],
  changed: ["lab"],
  remembered: {},
  ...changes,
});

test("a service that moved is told with the port that was taken, once", async () => {
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("a stranger") });
  const wanted = server.port ?? 0;
  const port = wanted === 65_535 ? wanted - 1 : wanted + 1;
  try {
    const remembered = { lab: wanted };
    expect(findMovedPorts(started(port, { remembered }))).toEqual([{ name: "lab", wanted, port }]);
    // It was there before, it was not started now, or the port is its own.
    expect(findMovedPorts(started(port, { remembered: { lab: port } }))).toEqual([]);
    expect(findMovedPorts(started(port, { remembered, changed: [] }))).toEqual([]);
    expect(findMovedPorts(started(wanted, { remembered }))).toEqual([]);
    const specs = [{ name: "lab", preset: "command", port: { number: port, fixed: true } }];
    expect(findMovedPorts(started(port, { remembered, specs }))).toEqual([]);
  } finally {
    await server.stop(true);
  }
  // Nobody has it any more: it would not be true.
  expect(findMovedPorts(started(port, { remembered: { lab: wanted } }))).toEqual([]);
});
