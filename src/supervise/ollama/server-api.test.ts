import { expect, test } from "bun:test";

import { findHeld, heldName } from "./server-api.ts";

test("a model is found by the name that the server gives it", () => {
  expect(heldName("qwen3")).toBe("qwen3:latest");
  expect(heldName("qwen3:0.6b")).toBe("qwen3:0.6b");
  expect(heldName("http://127.0.0.1:5000/library/tiny")).toBe("127.0.0.1:5000/library/tiny:latest");
  expect(heldName("registry.ollama.ai/library/qwen3")).toBe("qwen3:latest");
  expect(heldName("hf.co/a/B-GGUF:Q4_K_M")).toBe("hf.co/a/B-GGUF:Q4_K_M");
  const held = [{ name: "hf.co/a/B-GGUF:Q4_K_M", digest: "1", size: 1 }];
  expect(findHeld(held, "hf.co/a/b-gguf:q4_k_m")).toBe(held[0] ?? null);
  expect(findHeld(held, "qwen3")).toBeNull();
});
