import { expect, test } from "bun:test";

import type { ListeningSocket } from "../host/listeners.ts";
import { answeringAt, describeHeldPort } from "./port-holder.ts";

const at = (address: string): ListeningSocket => ({ address, port: 8888, inode: `inode of ${address}` });
const addressOf = (addresses: readonly string[], host: "127.0.0.1" | "::1"): readonly string[] =>
  answeringAt(
    addresses.map((address) => at(address)),
    host,
  ).map(({ address }) => address);

test("of several listeners on a port the most exactly bound one answers", () => {
  expect(addressOf(["::", "0.0.0.0", "127.0.0.1"], "127.0.0.1")).toEqual(["127.0.0.1"]);
  expect(addressOf(["::", "0.0.0.0", "::1"], "127.0.0.1")).toEqual(["0.0.0.0"]);
  expect(addressOf(["::", "::1"], "127.0.0.1")).toEqual(["::"]);
  expect(addressOf(["::", "::1", "127.0.0.1"], "::1")).toEqual(["::1"]);
  expect(addressOf(["::", "0.0.0.0"], "::1")).toEqual(["::"]);
  expect(addressOf(["0.0.0.0", "127.0.0.1"], "::1")).toEqual([]);
  expect(addressOf(["10.0.0.7"], "127.0.0.1")).toEqual([]);
});

test("listeners that share an address share its connections", () => {
  expect(addressOf(["127.0.0.1", "127.0.0.1"], "127.0.0.1")).toHaveLength(2);
});

test("a port that cannot move comes with what to do about it", () => {
  const why = { file: "jig.toml", line: 9, column: 1 };
  const stranger = { pid: 12, command: "python x.py" };
  expect(describeHeldPort({ port: { number: 5610, fixed: true }, why }, 5610, stranger)).toBe(
    "port 5610 is held by pid 12 (`python x.py`); stop that process, or change `port` at jig.toml:9",
  );
  expect(describeHeldPort({ port: { number: 5610, fixed: false }, why }, 5610, stranger)).toBe(
    "port 5610 is held by pid 12 (`python x.py`)",
  );
  expect(describeHeldPort({ port: { number: 5610, fixed: true }, why }, 5610, null)).toStartWith(
    "port 5610 is held by another process; stop",
  );
});
