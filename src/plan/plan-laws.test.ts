import { expect, test } from "bun:test";
import * as fc from "fast-check";

import { inputFor, planOf } from "../../test/golden/plan/plan-text.ts";
import type { Plan } from "./plan.ts";
import { planWorkbench } from "./plan-workbench.ts";

const requirementsFiles = { "requirements.txt": "jupyterlab\npython-fasthtml\n" };

/** A table of a `jig.toml`: its header and its lines, each of which may stand anywhere under it. */
interface Table {
  readonly header: string;
  readonly lines: readonly string[];
}

const names = ["a", "b", "c", "d", "e", "f"];

const serviceTable = (index: number): fc.Arbitrary<Table> => {
  const earlier = names.slice(0, index);
  return fc
    .record({
      body: fc.constantFrom(
        'use = "jupyterlab"',
        'use = "fasthtml"',
        'run = "serve --port 1"',
        'run = ["serve"]',
      ),
      env: fc.constantFrom('env = { A = "1", B = "2" }', 'env = { B = "2", A = "1" }', ""),
      after: fc
        .subarray([...earlier])
        .map((list) => (list.length === 0 ? "" : `after = ${JSON.stringify(list)}`)),
      flag: fc.constantFrom("require = false", 'stop = { signal = "INT", timeout = 1 }', ""),
    })
    .map(({ body, env, after, flag }) => ({
      header: `[services.${names[index] ?? "z"}]`,
      lines: [body, env, after, flag].filter((line) => line !== ""),
    }));
};

const tables: fc.Arbitrary<readonly Table[]> = fc
  .tuple(...names.map((_, index) => serviceTable(index)))
  .map((services) => [
    {
      header: "[python]",
      lines: ['version = "3.11"', 'requirements = "requirements.txt"', 'import-check = ["os"]'],
    },
    { header: "[env]", lines: ['X = "1"', 'Y = "${env:HOME}"'] },
    ...services,
  ]);

const shuffled = <Item>(items: readonly Item[]): fc.Arbitrary<Item[]> =>
  fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length });

const written = (list: readonly Table[]): string =>
  list.map(({ header, lines }) => [header, ...lines, ""].join("\n")).join("\n");

/** The same tables, in another order, with their lines in another order. */
const reordered = (list: readonly Table[]): fc.Arbitrary<string> =>
  shuffled(list)
    .chain((order) =>
      fc.tuple(
        ...order.map(({ header, lines }) => shuffled(lines).map((other) => ({ header, lines: other }))),
      ),
    )
    .map((order) => written(order));

const withoutPlaces = (plan: Plan): unknown =>
  JSON.parse(JSON.stringify(plan, (key: string, value: unknown) => (key === "why" ? null : value)));

test("the order of the keys of a description decides nothing but the places", () => {
  const pair = tables.chain((list) => fc.tuple(fc.constant(written(list)), reordered(list)));
  fc.assert(
    fc.property(pair, ([text, other]) => {
      const plan = planOf(text, { requirementsFiles });
      const again = planOf(other, { requirementsFiles });
      expect(JSON.stringify(withoutPlaces(again))).toBe(JSON.stringify(withoutPlaces(plan)));
    }),
    { numRuns: 100 },
  );
});

test("every step and every service comes behind what it needs", () => {
  fc.assert(
    fc.property(
      tables.chain((list) => reordered(list)),
      (text) => {
        const { steps, services } = planOf(text, { requirementsFiles });
        for (const [index, { needs }] of steps.entries()) {
          const before = new Set(steps.slice(0, index).map(({ id }) => id));
          expect(needs.filter((id) => !before.has(id))).toEqual([]);
        }
        for (const [index, { after }] of services.entries()) {
          const before = new Set(services.slice(0, index).map(({ name }) => name));
          expect(after.filter(({ service }) => !before.has(service))).toEqual([]);
        }
        expect(services).toHaveLength(names.length);
      },
    ),
    { numRuns: 100 },
  );
});

test("the same input gives the same bytes, and stays as it was", () => {
  fc.assert(
    fc.property(tables, (list) => {
      const input = inputFor(written(list), { requirementsFiles });
      const before = JSON.stringify(input);
      const first = JSON.stringify(planWorkbench(input));
      expect(JSON.stringify(planWorkbench(input))).toBe(first);
      expect(JSON.stringify(input)).toBe(before);
    }),
    { numRuns: 30 },
  );
});

test("a plan is JSON through and through", () => {
  const plan = planOf(written([{ header: "[services.a]", lines: ['run = "a"'] }]));
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
});

const manyServices = (count: number): string =>
  Array.from({ length: count }, (_, index) =>
    [
      `[services.s${index}]`,
      `run = "exec serve --port \${port} --next \${service.s${(index * 7) % count}.url}"`,
      index % 2 === 0 ? `port = ${10_000 + index}` : 'use = "fasthtml"',
      index > 0 ? `after = ["s${index - 1}"]` : "",
      'env = { HOMES = "${env:HOME}" }',
      "",
    ].join("\n"),
  ).join("\n") + '\n[python]\nversion = "3.11"\npackages = ["python-fasthtml"]\n';

const fastest = (count: number): number => {
  const input = inputFor(manyServices(count));
  const times = Array.from({ length: 7 }, () => {
    const start = performance.now();
    expect(planWorkbench(input).ok).toBe(true);
    return performance.now() - start;
  });
  return Math.min(...times);
};

test("four thousand services are planned in about four times the time of a thousand", () => {
  const thousand = fastest(1000);
  expect(fastest(4000)).toBeLessThan(Math.max(thousand, 2) * 4 * 3);
});
