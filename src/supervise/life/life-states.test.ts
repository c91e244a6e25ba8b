import { expect, test } from "bun:test";
import * as fc from "fast-check";

import { events, next, states, transitions, type Event, type State } from "./life-states.ts";

test("the drawing and the table say the same", async () => {
  const text = await Bun.file(new URL("life-states.ts", import.meta.url)).text();
  const drawn = [...text.matchAll(/^\/\/ {3}(\S+) +-- (\S+) +--> (\S+)$/gm)].map(
    ([, from, on, to]) => `${from} ${on} ${to}`,
  );
  const tabled = Object.entries(transitions).flatMap(([from, row]) =>
    Object.entries(row).map(([on, { to }]) => `${from} ${on} ${to}`),
  );
  expect(drawn.toSorted()).toEqual(tabled.toSorted());
});

test("every state but none can be reached from `stopped` or by adoption", () => {
  const reached = new Set<State>(["stopped", "unready"]);
  for (const from of reached) {
    for (const event of events) {
      const to = next(from, event)?.to;
      if (to !== undefined) reached.add(to);
    }
  }
  expect([...reached].toSorted()).toEqual([...states].toSorted());
});

const stories = fc.array(fc.constantFrom(...events), { maxLength: 60 });

const tell = (story: readonly Event[], look: (event: Event, effects: readonly string[]) => void): void => {
  let state: State = "stopped";
  for (const event of story) {
    const transition = next(state, event);
    if (transition === null) continue;
    look(event, transition.effects);
    state = transition.to;
  }
};

test("a service is never spawned twice without an end between", () => {
  fc.assert(
    fc.property(stories, (story) => {
      let lives = false;
      tell(story, (event, effects) => {
        if (event === "ended" || event === "emptied" || event === "refused") lives = false;
        if (!effects.includes("spawn")) return;
        expect(lives).toBe(false);
        lives = true;
      });
    }),
    { numRuns: 5000 },
  );
});

test("a service that was told to stop is not spawned until it is told to start", () => {
  fc.assert(
    fc.property(stories, (story) => {
      let told = false;
      tell(story, (event, effects) => {
        if (event === "stop") told = true;
        if (event === "start" || event === "restart") told = false;
        expect(told && effects.includes("spawn")).toBe(false);
      });
    }),
    { numRuns: 5000 },
  );
});
