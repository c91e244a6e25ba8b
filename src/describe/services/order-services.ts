// Which services start before which: pure planning over the description's `after` lists.
// It starts nothing and knows nothing of processes.

import type { Diagnostic } from "../../base/diagnostic.ts";
import { nearest } from "../../base/nearest.ts";
import type { Range, Source } from "../../base/place.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import type { DescribedService, DescribedDependency } from "../description.ts";
import { clip, listed, quote } from "../words.ts";

export type OrderedService = Pick<DescribedService, "name" | "after" | "oneshot">;

/**
 * Groups the services into waves: all of a wave may start at once, when the wave before it is ready.
 * Within a wave the order is the description's, so that the same text always gives the same plan. Linear.
 * @returns the waves, or a diagnostic for each `after` entry that closes a cycle, names no service, or waits for the
 * end of a service that goes on.
 */
export const orderServices = (
  services: readonly OrderedService[],
  source: Source,
): Result<readonly (readonly string[])[], readonly Diagnostic[]> => {
  const byName = new Map(services.map((service) => [service.name, service]));
  const order: Order = { byName, names: new Set(byName.keys()), source, waves: new Map(), problems: [] };
  for (const service of services) checkEntries(order, service);
  for (const service of services) walk(order, service);
  if (order.problems.length > 0) return fail(order.problems);
  const waves: string[][] = [];
  for (const { name } of services) (waves[order.waves.get(name) ?? 0] ??= []).push(name);
  return ok(waves);
};

interface Order {
  readonly byName: ReadonlyMap<string, OrderedService>;
  readonly names: ReadonlySet<string>;
  readonly source: Source;
  readonly waves: Map<string, number>;
  readonly problems: Diagnostic[];
}

/** Each guess looks at every service: a file full of wrong names must not take for ever. */
const MOST_GUESSES = 50;

const checkEntries = (order: Order, service: OrderedService): void => {
  for (const { service: name, until, range } of service.after) {
    const needed = order.byName.get(name);
    if (needed === undefined) {
      const known = order.problems.length < MOST_GUESSES ? order.names : new Set<string>();
      order.problems.push(unknownService(name, known, { source: order.source, range }));
    } else if (name === service.name) {
      order.problems.push(problem(order, { code: "service-cycle", range }, `\`${name}\` waits for itself`));
    } else if (until === "done" && needed.oneshot?.value !== true) {
      const message = `\`${name}\` is not expected to end, so \`done\` would never come`;
      const hint = `write \`oneshot = true\` in \`[services.${name}]\`, or wait until it is \`ready\``;
      order.problems.push({
        ...problem(order, { code: "endless-service", range }, message),
        hint: clip(hint),
      });
    }
  }
};

interface Frame {
  readonly service: OrderedService;
  next: number;
}

/** Depth first with a stack of its own: a chain of services may be longer than a call stack is deep. */
const walk = (order: Order, from: OrderedService): void => {
  if (order.waves.has(from.name)) return;
  const stack: Frame[] = [{ service: from, next: 0 }];
  const open = new Set([from.name]);
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const dependency = frame.service.after[frame.next];
    frame.next += 1;
    if (dependency === undefined) {
      order.waves.set(frame.service.name, waveOf(order, frame.service));
      open.delete(frame.service.name);
      stack.pop();
      continue;
    }
    const needed = order.byName.get(dependency.service);
    if (needed === undefined || needed === frame.service || order.waves.has(needed.name)) continue;
    if (open.has(needed.name)) closeCycle(order, stack, dependency);
    else {
      open.add(needed.name);
      stack.push({ service: needed, next: 0 });
    }
  }
};

const waveOf = (order: Order, service: OrderedService): number => {
  let wave = 0;
  for (const dependency of service.after) {
    wave = Math.max(wave, (order.waves.get(dependency.service) ?? -1) + 1);
  }
  return wave;
};

/** Of many cycles the first few are enough: they share their services. */
const MOST_CYCLES = 20;
const LONGEST_TOLD = 8;

const closeCycle = (order: Order, stack: readonly Frame[], { service, range }: DescribedDependency): void => {
  if (order.problems.length >= MOST_CYCLES) return;
  const names = stack.map((frame) => frame.service.name);
  const loop = [...names.slice(names.lastIndexOf(service)), service].map((name) => `\`${name}\``);
  const told =
    loop.length > LONGEST_TOLD ? [...loop.slice(0, LONGEST_TOLD - 2), "…", ...loop.slice(-1)] : loop;
  const message = `services wait for each other: ${told.join(" → ")}`;
  order.problems.push(problem(order, { code: "service-cycle", range }, message));
};

const problem = (
  { source }: Order,
  { code, range }: { code: string; range: Range },
  message: string,
): Diagnostic => ({ code, severity: "error", message: clip(message), source, range });

/** What is said of a name that no service has. */
export const unknownService = (
  name: string,
  known: ReadonlySet<string>,
  { source, range }: { source: Source; range: Range },
): Diagnostic => {
  const meant = nearest(name, known);
  const few = known.size > 0 && known.size <= 5 ? `there are ${listed([...known])}` : undefined;
  const hint = meant === null ? few : `did you mean \`${meant}\`?`;
  return {
    code: "unknown-service",
    severity: "error",
    message: `no service ${quote(name)}`,
    source,
    range,
    ...(hint === undefined ? {} : { hint: clip(hint) }),
  };
};
