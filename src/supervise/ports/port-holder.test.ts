import { expect, test } from "bun:test";

import type { ListeningSocket } from "../../host/network/listeners.ts";
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
  const place = { file: "jig.toml", line: 11, column: 8 };
  const fixed = { name: "web", port: { number: 5610, fixed: true, place }, why };
  const stranger = { pid: 12, command: "python x.py", bench: null };
  expect(describeHeldPort(fixed, 5610, stranger)).toEqual({
    why: "port 5610 is held by pid 12 (`python x.py`)",
    remedy: { hint: "stop it (`kill 12`), or give `web` another `port`", place },
  });
  expect(describeHeldPort({ ...fixed, port: { number: 5610, fixed: false } }, 5610, stranger)).toEqual({
    why: "port 5610 is held by pid 12 (`python x.py`)",
    remedy: null,
  });
  expect(describeHeldPort(fixed, 5610, null)).toEqual({
    why: "port 5610 is held by another process",
    remedy: { hint: "stop that process, or give `web` another `port`", place },
  });
  // A plan of an earlier jig does not know where the port is written.
  expect(describeHeldPort({ ...fixed, port: { number: 5610, fixed: true } }, 5610, null)).toMatchObject({
    remedy: { place: why },
  });
});

test("a port of another project's service comes with that project, and nobody is told to kill it", () => {
  const why = { file: "jig.toml", line: 9, column: 1 };
  const spec = { name: "web", port: { number: 8000, fixed: true, place: why }, why };
  const owner = { pid: 12, command: "python -m http.server" };
  expect(
    describeHeldPort(spec, 8000, { ...owner, bench: { service: "main", root: "/home/ada/my shop" } }),
  ).toMatchObject({
    why: "port 8000 is held by `main` of `/home/ada/my shop` (another jig project)",
    remedy: { hint: "`jig down -C '/home/ada/my shop' main`, or give `web` another `port`" },
  });
  expect(describeHeldPort(spec, 8000, { ...owner, bench: { service: "old", root: null } })).toMatchObject({
    why: "port 8000 is held by `old`, which still runs on it",
    remedy: { hint: "`jig restart` without a name restarts `old` too, or give `web` another `port`" },
  });
});
