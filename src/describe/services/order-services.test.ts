import { expect, test } from "bun:test";
import * as fc from "fast-check";

import { orderServices, type OrderedService } from "./order-services.ts";

const source = { file: "jig.toml", text: "" };
const range = { offset: 0, length: 1 };

const service = (name: string, ...after: string[]): OrderedService => ({
  name,
  oneshot: name.startsWith("once") ? { value: true, range } : null,
  after: after.map((entry) => {
    const [needed = "", until] = entry.split(":");
    return { service: needed, until: until === "done" ? "done" : "ready", range };
  }),
});

const messages = (...services: OrderedService[]): string[] => {
  const ordered = orderServices(services, source);
  return ordered.ok
    ? []
    : ordered.failure.map(({ message, hint }) => (hint ? `${message} (${hint})` : message));
};

test("services start in waves, each in the description's order", () => {
  const services = [service("web", "db", "llm"), service("db"), service("llm", "db"), service("lab")];
  expect(orderServices(services, source)).toEqual({ ok: true, value: [["db", "lab"], ["llm"], ["web"]] });
});

test("a cycle is told as the reader would follow it, once", () => {
  expect(messages(service("a", "b"), service("b", "c"), service("c", "a"), service("d", "a"))).toEqual([
    "services wait for each other: `a` → `b` → `c` → `a`",
  ]);
  expect(messages(service("a", "a"))).toEqual(["`a` waits for itself"]);
});

test("a service that nobody has is told with what was meant, or what there is", () => {
  expect(messages(service("web", "jupiter"), service("jupyter", "zzz"))).toEqual([
    "no service `jupiter` (did you mean `jupyter`?)",
    "no service `zzz` (there are `web` and `jupyter`)",
  ]);
});

test("only a service that ends can be waited for until it is done", () => {
  expect(messages(service("once"), service("web", "once:done"))).toEqual([]);
  expect(messages(service("db"), service("web", "db:done"))).toEqual([
    "`db` is not expected to end, so `done` would never come " +
      "(write `oneshot = true` in `[services.db]`, or wait until it is `ready`)",
  ]);
});

test("a long chain and a crowd of cycles are no trouble", () => {
  const chain = Array.from({ length: 20_000 }, (_, index) => service(`s${index}`, `s${index + 1}`));
  const ordered = orderServices([...chain, service("s20000")], source);
  expect(ordered.ok ? ordered.value.length : 0).toBe(20_001);

  const names = Array.from({ length: 200 }, (_, index) => `s${index}`);
  const crowd = names.map((name) => service(name, ...names.filter((other) => other !== name)));
  expect(messages(...crowd).length).toBe(20);

  const ring = names.map((name, index) => service(name, `s${(index + 1) % names.length}`));
  expect(messages(...ring)).toEqual([
    "services wait for each other: `s0` → `s1` → `s2` → `s3` → `s4` → `s5` → … → `s0`",
  ]);
});

test("in every order that is given, each service comes after all that it waits for", () => {
  const graph = fc.array(fc.array(fc.nat(9), { maxLength: 4 }), { maxLength: 10 });
  fc.assert(
    fc.property(graph, (edges) => {
      const services = edges.map((targets, index) => service(`s${index}`, ...targets.map((to) => `s${to}`)));
      const ordered = orderServices(services, source);
      if (!ordered.ok) return;
      const wave = new Map(
        ordered.value.flatMap((names, index) => names.map((name) => [name, index] as const)),
      );
      expect(wave.size).toBe(services.length);
      for (const { name, after } of services) {
        for (const needed of after)
          expect(wave.get(name)).toBeGreaterThan(wave.get(needed.service) ?? Infinity);
      }
    }),
  );
});
