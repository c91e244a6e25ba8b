import { expect, test } from "bun:test";

import { findNewVariable, sayNewVariable } from "./told-others.ts";

const spec = { env: {}, oneshot: false };
const now = { OLLAMA_HOST: "http://127.0.0.1:11435" };

test("a service that was started before another had an address, or with a former one, is named with what helps", () => {
  const before = findNewVariable({ spec, variables: {} }, now);
  expect(before === null ? null : sayNewVariable("web", before)).toBe(
    "`OLLAMA_HOST` is http://127.0.0.1:11435 now, and this was started without it: `jig restart web`",
  );
  const other = findNewVariable({ spec, variables: { OLLAMA_HOST: "http://127.0.0.1:11434" } }, now);
  expect(other === null ? null : sayNewVariable("web", other)).toContain(
    "was started with http://127.0.0.1:11434",
  );
});

test("one that knows it, sets it itself, is done once, or was started by nobody knows whom, is not", () => {
  expect(findNewVariable({ spec, variables: now }, now)).toBeNull();
  expect(findNewVariable({ spec, variables: now }, {})).toBeNull();
  expect(findNewVariable({ spec: { ...spec, env: { OLLAMA_HOST: [] } }, variables: {} }, now)).toBeNull();
  expect(findNewVariable({ spec: { ...spec, oneshot: true }, variables: {} }, now)).toBeNull();
  expect(findNewVariable({ spec, variables: null }, now)).toBeNull();
  expect(findNewVariable({ spec }, now)).toBeNull();
});
