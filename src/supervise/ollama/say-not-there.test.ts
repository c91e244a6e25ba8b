import { expect, test } from "bun:test";

import { parseAddress } from "./address.ts";
import { sayGone, sayNotThere } from "./say-not-there.ts";

const hostAt = { file: "jig.toml", line: 4, column: 8 };
const address = parseAddress("gpu-box:1") ?? never();

function never(): never {
  throw new Error("it is an address");
}

test("a server elsewhere that is silent, or wrong, is told with the line that names it and what helps", () => {
  expect(sayNotThere({ host: "gpu-box:1", hostAt }, null)).toEqual({
    why: "nothing answers at `gpu-box:1` (`host`, jig.toml:4)",
    hint: "see that Ollama runs there and listens to other machines (`OLLAMA_HOST=0.0.0.0` there), or correct `host`",
  });
  expect(sayNotThere({ host: "gpu-box:1", hostAt }, { why: "it is old", hint: "update it" })).toEqual({
    why: "it is old (`host`, jig.toml:4)",
    hint: "update it",
  });
});

test("one that went away is looked for, or waited for where the description names it", () => {
  expect(sayGone(address, { host: null })).toBe(
    "the Ollama at http://gpu-box:1 answers no more; `jig up` looks for another, or starts one",
  );
  expect(sayGone(address, { host: "gpu-box:1", hostAt })).toBe(
    "the Ollama at http://gpu-box:1 answers no more (`host`, jig.toml:4): it is used again once it does",
  );
});
