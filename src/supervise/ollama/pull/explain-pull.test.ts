import { expect, test } from "bun:test";

import { explainPull } from "./explain-pull.ts";

/** As Ollama 0.9.6 said them. */
const recorded: readonly (readonly [message: string, why: RegExp, isPassing: boolean])[] = [
  ["pull model manifest: file does not exist", /^the registry has no model of this name$/, false],
  ["invalid model name", /^Ollama does not take this for the name/, false],
  [
    "digest mismatch, file must be downloaded again: want sha256:64, got sha256:7f",
    /its digest differs/,
    false,
  ],
  ["write /m/blobs/sha256-64-partial: no space left on device", /^the disk with the models is full$/, false],
  [
    "open /m/blobs/sha256-64-partial: permission denied",
    /cannot write into its models folder \(\/m\/blobs\/sha256-64-partial\)$/,
    false,
  ],
  [
    "mkdir /m/manifests/127.0.0.1:5000/library: permission denied",
    /models folder \(\/m\/manifests\/127\.0\.0\.1:5000\/library\)$/,
    false,
  ],
  [
    'pull model manifest: Get "https://127.0.0.1:1/v2/library/tiny/manifests/latest": http: server gave HTTP response to HTTPS client',
    /^its registry speaks HTTP alone$/,
    false,
  ],
  [
    "pull model manifest: 412: The model you are attempting to pull requires a newer version of Ollama.",
    /newer/,
    false,
  ],
  [
    'pull model manifest: Get "https://r/v2/": dial tcp: lookup r: no such host',
    /^the registry cannot be read: /,
    true,
  ],
  [
    'Get "http://r/v2/": dial tcp 127.0.0.1:1: connect: connection refused',
    /^the registry cannot be read: /,
    true,
  ],
  [
    'pull model manifest: Get "http://127.0.0.1:43379/v2/library/tiny/manifests/x": EOF',
    /^the registry hung up before it had answered$/,
    true,
  ],
  [
    "pull model manifest: invalid character '<' looking for beginning of value",
    /^what its registry answers is no description of a model$/,
    false,
  ],
  ["max retries exceeded: unexpected EOF", /^the registry cannot be read: max retries exceeded/, true],
];

test("what Ollama says of a pull becomes one line with the next step", () => {
  for (const [message, why, isPassing] of recorded) {
    const explained = explainPull(message, "qwen3:0.6b");
    expect(explained.why, message).toMatch(why);
    expect(explained.isPassing, message).toBe(isPassing);
    expect(explained.hint, message).not.toBe("");
  }
});

test.each([
  'pull model manifest: Get "http://127.0.0.1:1/v2/library/x/manifests/404": dial tcp 127.0.0.1:1: connect: connection refused',
  'pull model manifest: Get "http://127.0.0.1:1/v2/library/unauthorized/manifests/403": dial tcp 127.0.0.1:1: connect: connection refused',
  'pull model manifest: Get "https://r/v2/library/x/manifests/412": dial tcp: lookup r: i/o timeout',
  'pull model manifest: Get "http://127.0.0.1:404/v2/library/x/manifests/latest": dial tcp 127.0.0.1:404: connect: connection refused',
])("numbers and words of an address are no answer of its registry: %s", (message) => {
  expect(explainPull(message, "x")).toMatchObject({
    why: expect.stringContaining("the registry cannot be read: pull model manifest: Get "),
    isPassing: true,
  });
});

test.each([
  ["pull model manifest: 404: ", "the registry has no model of this name"],
  ["pull model manifest: 403: access", "the registry does not give it to everybody"],
  ["401: x", "the registry does not give it to everybody"],
])("a status that the registry gave is told: %s", (message, why) =>
  expect(explainPull(message, "x").why).toBe(why),
);

const hintFor = (model: string): string =>
  explainPull("pull model manifest: file does not exist", model).hint;

test("a model that is not there is looked up where it was asked for", () => {
  for (const model of ["qwen3:0.6b", "me/tiny"])
    expect(hintFor(model)).toBe("look up its name and tag: ollama.com/library");
  for (const model of ["http://127.0.0.1:5000/library/tiny", "127.0.0.1:5000/library/tiny:latest"])
    expect(hintFor(model)).toBe("look up its name and tag at `127.0.0.1:5000`");
  expect(hintFor("hf.co/me/tiny:Q4")).toContain("`hf.co`");
});

test("signed addresses do not fill the terminal", () => {
  const signed = `Get "https://r/blob?signature=${"x".repeat(900)}": EOF`;
  expect(explainPull(signed, "m").why).toBe('the registry cannot be read: Get "https://r/blob?…": EOF');
  expect(explainPull("x".repeat(900), "m").why.length).toBeLessThan(200);
});

test("the password of a proxy is not said", () => {
  expect(explainPull("proxyconnect tcp: dial http://user:geh%40eim@proxy:3128: refused", "m").why).toBe(
    "the registry cannot be read: proxyconnect tcp: dial http://**************@proxy:3128: refused",
  );
});
