import { expect, test } from "bun:test";
import net from "node:net";

import { heldName } from "../../describe/tables/model-name.ts";
import { askToken, askVersion, findHeld, listModels, removeModel } from "./server-api.ts";

test("a model is found by the name that the server gives it", () => {
  expect(heldName("qwen3")).toBe("qwen3:latest");
  expect(heldName("qwen3:0.6b")).toBe("qwen3:0.6b");
  expect(heldName("http://127.0.0.1:5000/library/tiny")).toBe("127.0.0.1:5000/library/tiny:latest");
  expect(heldName("registry.ollama.ai/library/qwen3")).toBe("qwen3:latest");
  expect(heldName("library/qwen3")).toBe("qwen3:latest");
  expect(heldName("registry.ollama.ai/me/qwen3")).toBe("me/qwen3:latest");
  expect(heldName("hf.co/a/B-GGUF:Q4_K_M")).toBe("hf.co/a/B-GGUF:Q4_K_M");
  const held = [{ name: "hf.co/a/B-GGUF:Q4_K_M", digest: "1", size: 1 }];
  expect(findHeld(held, "hf.co/a/b-gguf:q4_k_m")).toBe(held[0] ?? null);
  expect(findHeld(held, "qwen3")).toBeNull();
});

const serve = async (answer: (socket: net.Socket) => void) => {
  const server = net.createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => answer(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    address: { host: "127.0.0.1", port: address.port, isTls: false },
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
};

test("a digest that is no digest is none, whatever the server says", async () => {
  const hex = "0123456789abcdef".repeat(4);
  const body = JSON.stringify({
    models: [
      { name: "a:latest", digest: `sha256:${hex}`, size: 1 },
      { name: "b:latest", digest: 'sha256:ab"\n[[package]]\nname = "x"', size: -1 },
    ],
  });
  await using server = await serve((socket) => {
    socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  });
  expect(await listModels(server.address)).toEqual({
    ok: true,
    value: [
      { name: "a:latest", digest: hex, size: 1 },
      { name: "b:latest", digest: "", size: 0 },
    ],
  });
});

test("a server that drips is not waited for, however often it is heard", async () => {
  await using server = await serve((socket) => {
    const drip = setInterval(() => socket.write("H"), 100);
    socket.on("close", () => clearInterval(drip));
  });
  const began = performance.now();
  expect(await askVersion(server.address, { silenceMs: 2000, limitMs: 600 })).toEqual({
    ok: false,
    failure: "silent",
  });
  expect(performance.now() - began).toBeLessThan(4000);
});

test("a token and a removal have a time of their own, and say so when it is over", async () => {
  await using server = await serve((socket) => {
    socket.write("HTTP/1.1 200 OK\r\n\r\n");
    const drip = setInterval(() => socket.write(" "), 100);
    socket.on("close", () => clearInterval(drip));
  });
  expect(await askToken(server.address, "tiny:latest", { limitMs: 400 })).toEqual({
    ok: false,
    failure: "it gave none within 0.4 s",
  });
  expect(await removeModel(server.address, "tiny:latest", 400)).toEqual({
    ok: false,
    failure: "the server did not say within 0.4 s that it is done; `jig models` shows whether it is",
  });
  expect(await askToken(server.address, "tiny:latest", { signal: AbortSignal.abort() })).toEqual({
    ok: false,
    failure: "it was not waited for",
  });
});
