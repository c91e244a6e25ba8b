import { expect, test } from "bun:test";

import { planOf } from "../../../test/golden/plan/plan-text.ts";
import { comparePlan, type DoneSteps } from "./compare-plan.ts";
import type { Lock } from "../lock/lock.ts";
import type { Plan } from "../plan.ts";
import { DEFAULT_PLATFORMS } from "../platforms/platforms.ts";

const text = `[python]\nversion = "3.11"\npackages = ["six"]\nimport-check = ["six"]\n`;
const unlocked = planOf(text);
const step = unlocked.steps.find(({ kind }) => kind === "lock");
const lock: Lock = {
  version: 1,
  python: "3.11.2",
  requiresPython: "==3.11.*",
  platforms: DEFAULT_PLATFORMS,
  inputs: step?.kind === "lock" ? step.inputs : "",
  packages: [{ name: "six", version: "1.17.0", index: "pypi", marker: null, files: [] }],
};
const locked = planOf(text, { lock });

const journalOf = (plan: Plan, without: readonly string[] = []): DoneSteps =>
  Object.fromEntries(plan.steps.filter(({ id }) => !without.includes(id)).map((done) => [done.id, done]));

const ours = {
  kind: "ours",
  python: { path: "/usr/bin/python3.11", version: "3.11.2" },
  stamp: "s",
} as const;

test("nothing is true on a new machine, and what the lock decides waits for it", () => {
  expect(comparePlan(unlocked, {}, { kind: "absent" })).toEqual({
    uv: "to-do",
    python: "to-do",
    lock: "to-do",
    venv: "to-do",
    install: "after-another",
    "import-check": "after-another",
  });
});

test("what the journal knows is true already", () => {
  const all = comparePlan(locked, journalOf(locked), ours);
  expect(new Set(Object.values(all))).toEqual(new Set(["true-already"]));
});

test("what stands on a step that has to be done waits for it", () => {
  expect(comparePlan(locked, journalOf(locked, ["install"]), ours)).toMatchObject({
    venv: "true-already",
    install: "to-do",
    "import-check": "after-another",
  });
});

test("a removed .venv has to be made again, whatever the journal says", () => {
  expect(comparePlan(locked, journalOf(locked), { kind: "absent" })).toMatchObject({
    venv: "to-do",
    install: "after-another",
  });
  expect(comparePlan(locked, journalOf(locked))).toMatchObject({ venv: "true-already" });
});

test("a changed requirement has to be locked, installed and imported again", () => {
  const changed = planOf(text.replace('["six"]', '["six", "numpy"]'), { lock });
  expect(comparePlan(changed, journalOf(locked), ours)).toEqual({
    uv: "true-already",
    python: "true-already",
    lock: "to-do",
    venv: "true-already",
    install: "after-another",
    "import-check": "after-another",
  });
});
