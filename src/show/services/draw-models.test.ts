import { expect, test } from "bun:test";

import type { ModelStatus } from "../../api/contract.ts";
import { drawModels } from "./draw-models.ts";
import { styleFor } from "../text/style.ts";

const model = (change: Partial<ModelStatus>): ModelStatus => ({
  name: "qwen3:0.6b",
  state: "absent",
  bytes: null,
  total: null,
  rate: null,
  secondsLeft: null,
  digest: null,
  reason: null,
  ...change,
});

const plain = { style: styleFor(false), columns: null };

test("models are a line each: how far a pull is, else the digest, and below them what there is to say", () => {
  const models = [
    model({ state: "pulling", bytes: 162_000_000, total: 523_000_000, rate: 4_200_000, secondsLeft: 85 }),
    model({ name: "tiny", state: "answered", digest: "7df6b6e09427a769" }),
    model({ name: "nope", state: "failed", reason: "the registry has no model of this name" }),
    model({ name: "new", state: "pulling" }),
    model({ name: "all", state: "pulling", bytes: 1000, total: 1000, rate: 0, reason: "verifying" }),
  ];
  expect(drawModels(models, plain).join("\n")).toBe(`model       state
qwen3:0.6b  pulling   30 % of 523 MB, 4.2 MB/s, 1 min 25 s left
tiny        answered  7df6b6e09427
nope        failed
new         pulling
all         pulling   100 % of 1.0 kB

  nope: the registry has no model of this name
  all: verifying`);
  expect(drawModels([], plain)).toEqual([]);
});
