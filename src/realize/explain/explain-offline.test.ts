// What uv 0.13.9 really wrote, recorded on a Linux machine with Python 3.11.

import { expect, test } from "bun:test";

import { explainFailure } from "./explain-failure.ts";
import type { RealizeFailure } from "../realize-failure.ts";

const program = (text: string) => ({ argv: ["uv"], code: 1, signal: null, lastLines: text.split("\n") });

const told = (text: string): readonly unknown[] => {
  const failures: readonly RealizeFailure[] = [
    { reason: "lock-failed", program: program(text) },
    { reason: "install-failed", program: program(text), package: null, formerEnvironment: true },
  ];
  const [first, ...others] = failures.map((failure) => {
    const { message, detail, hint } = explainFailure(failure);
    return [message, detail, hint];
  });
  for (const other of others) expect(other).toEqual(first ?? []);
  return first ?? [];
};

const words = (missing: string) => [
  `uv is to stay offline, and its cache does not have ${missing}`,
  [],
  "run it once with a network: uv tells what it misses first, and there may be more",
];

test("what the cache does not have is named, whether it is locked or installed", () => {
  expect(
    told(`error: No solution found when resolving dependencies
  cause: Because alder was not found in the cache and your project depends on alder, we can conclude that your project's requirements are unsatisfiable.

hint: Packages were unavailable because the network was disabled. When the network is disabled, registry packages may only be read from the cache.`),
  ).toEqual(words("`alder`"));
  expect(
    told(`error: No solution found when resolving dependencies
  cause: Because elm was not found in the cache and you require elm==1.0, we can conclude that your requirements are unsatisfiable.

hint: Packages were unavailable because the network was disabled. When the network is disabled, registry packages may only be read from the cache.`),
  ).toEqual(words("`elm`"));
  expect(
    told(`error: Failed to download \`elm==1.0\`
  cause: Network connectivity is disabled, but the requested data wasn't found in the cache: http://127.0.0.1:37281/files/elm-1.0-py3-none-any.whl`),
  ).toEqual(words("`elm==1.0`"));
  expect(
    told(`error: Failed to download and build \`elm @ git+https://git.example/elm.git\`
  cause: Git operation failed
  cause: failed to clone into: /tmp/cache/git-v2/db/d715a9228ecc1b8f
  cause: Remote Git fetches are not allowed because network connectivity is disabled (i.e., with \`--offline\`)`),
  ).toEqual(words("`elm`"));
});

test("a uv that is not there is not looked for behind a proxy when jig is to stay offline", () => {
  const attempts = [
    { way: "bringing one", problem: "uv is told to stay offline, and so jig does", program: null },
  ];
  expect(explainFailure({ reason: "uv-unavailable", attempts, isToldOffline: true })).toMatchObject({
    message: "there is no uv on this machine yet, and jig is to stay offline",
    hint: "run it once with a network, or install uv any way you like",
  });
});
