import { expect, test } from "bun:test";

import { fakeHost } from "../../host/fake-host.ts";
import { toldVariables } from "./told-variables.ts";

const record = (change: object) => ({
  "/s/services/ollama/state.json": JSON.stringify({
    bootId: "now",
    phase: "ready",
    url: "http://127.0.0.1:11435/",
    ...change,
  }),
  "/proc/sys/kernel/random/boot_id": "now\n",
});

const told = (change: object, env: Readonly<Record<string, string>> = {}) =>
  toldVariables(fakeHost({ files: record(change), env }), "/s", [
    { name: "web" },
    { name: "ollama", tells: ["OLLAMA_HOST"] },
  ]);

test("a running service tells where it is, and no proxy stands in between", () => {
  expect(told({}, { NO_PROXY: "example.org" })).toEqual({
    OLLAMA_HOST: "http://127.0.0.1:11435",
    NO_PROXY: "example.org,localhost,127.0.0.1,::1",
    no_proxy: "example.org,localhost,127.0.0.1,::1",
  });
  expect(told({ phase: "external", url: "http://gpu-box:11434" })).toMatchObject({
    OLLAMA_HOST: "http://gpu-box:11434",
    NO_PROXY: "localhost,127.0.0.1,::1,gpu-box",
    no_proxy: "localhost,127.0.0.1,::1,gpu-box",
  });
});

test("what does not run, ran before the machine was restarted, or cannot be read tells nothing", () => {
  for (const change of [{ phase: "stopped" }, { bootId: "before" }, { url: null }, { phase: undefined }])
    expect(told(change)).toEqual({});
  const broken = fakeHost({ files: { "/s/services/ollama/state.json": "{" } });
  expect(toldVariables(broken, "/s", [{ name: "ollama", tells: ["OLLAMA_HOST"] }])).toEqual({});
  expect(toldVariables(fakeHost(), "/s", [{ name: "web" }])).toEqual({});
});
