import { expect, test } from "bun:test";

import type { State } from "./life/life-states.ts";
import { decideLeaving, decideStart, withDependencies, type OrderedService } from "./order.ts";

const service = (
  name: string,
  state: State,
  options: { after?: OrderedService["after"]; require?: boolean; isLeaving?: boolean } = {},
): OrderedService => ({ name, state, after: [], require: true, isLeaving: false, ...options });

const bench = (...services: OrderedService[]): ReadonlyMap<string, OrderedService> =>
  new Map(services.map((one) => [one.name, one]));

const afterDb = [{ service: "db", until: "ready" }] as const;

const startOfWeb = (db: OrderedService): string => {
  const web = service("web", "waiting", { after: afterDb });
  return decideStart(web, bench(db, web)).kind;
};

test("a service starts when what it comes after is ready, not before", () => {
  expect(startOfWeb(service("db", "starting"))).toBe("later");
  expect(startOfWeb(service("db", "backoff"))).toBe("later");
  expect(startOfWeb(service("db", "unready"))).toBe("later");
  expect(startOfWeb(service("db", "ready"))).toBe("now");
  expect(startOfWeb(service("db", "done"))).toBe("now");
});

test("an old run that is about to be restarted is not ready", () => {
  expect(startOfWeb(service("db", "ready", { isLeaving: true }))).toBe("later");
});

test("a failed dependency makes waiting vain, unless it is optional", () => {
  expect(startOfWeb(service("db", "failed"))).toBe("in-vain");
  expect(startOfWeb(service("db", "failed", { require: false }))).toBe("now");
  expect(startOfWeb(service("db", "backoff", { require: false }))).toBe("later");
});

test("waiting for one who waits in vain is in vain", () => {
  const db = service("db", "failed");
  const api = service("api", "waiting", { after: afterDb });
  const web = service("web", "waiting", { after: [{ service: "api", until: "ready" }] });
  expect(decideStart(web, bench(db, api, web))).toEqual({
    kind: "in-vain",
    why: "it waits for `api`, which cannot start",
  });
});

test("`until` says what is waited for", () => {
  const web = (until: "started" | "ready" | "done"): OrderedService =>
    service("web", "waiting", { after: [{ service: "db", until }] });
  const starting = service("db", "starting");
  expect(decideStart(web("started"), bench(starting)).kind).toBe("now");
  const ready = service("db", "ready");
  expect(decideStart(web("done"), bench(ready)).kind).toBe("later");
});

test("names bring what they come after, which comes first", () => {
  const specs = new Map([
    ["web", { after: [{ service: "api", until: "ready" as const }] }],
    ["api", { after: afterDb }],
    ["db", { after: [] }],
    ["lab", { after: [] }],
  ]);
  expect(withDependencies(["web"], specs)).toEqual(["db", "api", "web"]);
});

test("services leave in the reverse order", () => {
  const db = service("db", "ready", { isLeaving: true });
  const web = service("web", "ready", { after: afterDb, isLeaving: true });
  expect(decideLeaving(new Set(["db", "web"]), bench(db, web))).toEqual(["web"]);
  expect(decideLeaving(new Set(["db"]), bench(db, { ...web, state: "stopping" }))).toEqual([]);
  expect(decideLeaving(new Set(["db"]), bench(db, { ...web, state: "stopped" }))).toEqual(["db"]);
});

test("services that come after each other leave all the same", () => {
  const left = service("left", "ready", { after: [{ service: "right", until: "ready" }] });
  const right = service("right", "ready", { after: [{ service: "left", until: "ready" }] });
  expect(decideLeaving(new Set(["left", "right"]), bench(left, right))).toEqual(["left", "right"]);
});
