import { expect, test } from "bun:test";
import * as fc from "fast-check";

import { assignPorts } from "./assign-ports.ts";

const movable = (service: string, number: number) => ({ service, number, fixed: false });
const fixed = (service: string, number: number) => ({ service, number, fixed: true });

test("a written port stays where it is, even when it is taken", () => {
  expect(assignPorts([fixed("web", 5001)], new Set([5001]), { web: 7000 })).toEqual({ web: 5001 });
});

test("a movable port goes to the next free one", () => {
  expect(assignPorts([movable("lab", 8888)], new Set([8888, 8889]), {})).toEqual({ lab: 8890 });
});

test("a movable port comes back to where it was", () => {
  expect(assignPorts([movable("lab", 8888)], new Set(), { lab: 8893 })).toEqual({ lab: 8893 });
  expect(assignPorts([movable("lab", 8888)], new Set([8893]), { lab: 8893 })).toEqual({ lab: 8888 });
});

test("a movable port makes room for a written one, whatever their order", () => {
  expect(assignPorts([movable("lab", 8888), fixed("web", 8888)], new Set(), {})).toEqual({
    lab: 8889,
    web: 8888,
  });
});

test("a new service does not push an older one off its port", () => {
  expect(assignPorts([movable("a", 8888), movable("b", 8888)], new Set(), { b: 8888 })).toEqual({
    a: 8889,
    b: 8888,
  });
});

test("a service may have the name of something that every object has", () => {
  expect(assignPorts([movable("constructor", 8888)], new Set(), {})).toEqual({ constructor: 8888 });
});

test("no two services get the same port, and none a taken one, unless both were written", () => {
  const port = fc.integer({ min: 8880, max: 8899 });
  const wish = fc.record({ number: port, fixed: fc.boolean() });
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 12 }), fc.array(port), fc.array(port), (wishes, taken, old) => {
      const wanted = wishes.map((item, index) => ({ service: `s${index}`, ...item }));
      const remembered = Object.fromEntries(old.map((number, index) => [`s${index}`, number]));
      const given = assignPorts(wanted, new Set(taken), remembered);
      const written = new Set(wanted.filter((item) => item.fixed).map((item) => item.number));
      const moved = wanted.filter((item) => !item.fixed).map(({ service }) => given[service] ?? 0);
      expect(new Set(moved).size).toBe(moved.length);
      for (const number of moved) expect(written.has(number) || taken.includes(number)).toBe(false);
      for (const { service, number, fixed: stays } of wanted) if (stays) expect(given[service]).toBe(number);
      const again = assignPorts(wanted, new Set(taken), given);
      expect(again).toEqual(given);
    }),
  );
});
