import { expect, test } from "bun:test";

import { manifestUrl } from "./ask-registry.ts";

test.each([
  ["qwen3", "https://registry.ollama.ai/v2/library/qwen3/manifests/latest"],
  ["qwen3:0.6b", "https://registry.ollama.ai/v2/library/qwen3/manifests/0.6b"],
  ["someone/model:q4", "https://registry.ollama.ai/v2/someone/model/manifests/q4"],
  ["registry.ollama.ai/library/qwen3:8b", "https://registry.ollama.ai/v2/library/qwen3/manifests/8b"],
  ["hf.co/user/Model-GGUF:Q4_K_M", "https://hf.co/v2/user/Model-GGUF/manifests/Q4_K_M"],
  ["http://127.0.0.1:5000/library/tiny:latest", "http://127.0.0.1:5000/v2/library/tiny/manifests/latest"],
  ["a/b/c/d:x", null],
  ["a:b:c", null],
  ["../x:y", null],
  ["a b", null],
  ["", null],
  ["http://127.0.0.1:99999/library/tiny", null],
  ["http://127.0.0.1:0/library/tiny", null],
  ["a.1/b/c", null],
])("the manifest of %p is at %p", (model, url) => expect(manifestUrl(model)).toBe(url));
