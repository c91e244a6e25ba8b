// Plans a description given as text for a machine given by the name of its facts: what the tests of planning share.

import { readFileSync } from "node:fs";

import type { Diagnostic } from "../../../src/base/diagnostic.ts";
import type { Result } from "../../../src/base/result.ts";
import { describe } from "../../../src/describe/describe.ts";
import type { Facts } from "../../../src/plan/facts.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import type { PlanInput } from "../../../src/plan/plan-input.ts";
import { planWorkbench } from "../../../src/plan/plan-workbench.ts";

/** The facts of a machine in `test/fixtures/probe`. */
export const readFacts = (name: string): Facts =>
  JSON.parse(readFileSync(new URL(`../../fixtures/probe/${name}.json`, import.meta.url), "utf8"));

export type Surroundings = Partial<Omit<PlanInput, "description">>;

const root = "/home/ada/bench";

const layout: PlanInput["layout"] = {
  root,
  file: "jig.toml",
  state: "/home/ada/.local/state/jig/projects/bench-0123456789ab",
  cache: "/home/ada/.cache/jig",
  socket: "/run/user/1000/jig/0123456789ab.sock",
  venv: `${root}/.venv`,
  lock: `${root}/jig.lock`,
};

/** The input of planning a text. Throws when the text itself has problems: those are tested where it is described. */
export const inputFor = (text: string, surroundings: Surroundings = {}): PlanInput => {
  const described = describe({ file: "jig.toml", text });
  if (!described.ok) throw new Error(described.failure.map(({ message }) => message).join("\n"));
  return {
    description: described.value,
    facts: readFacts("debian-x64"),
    layout,
    lock: null,
    requirementsFiles: {},
    rememberedPorts: {},
    locking: "when-needed",
    ...surroundings,
  };
};

const planText = (
  text: string,
  surroundings: Surroundings = {},
): Result<Plan, readonly Diagnostic[]> => planWorkbench(inputFor(text, surroundings));

/** The plan of a text that has one. Throws with all messages otherwise. */
export const planOf = (text: string, surroundings: Surroundings = {}): Plan => {
  const planned = planText(text, surroundings);
  if (!planned.ok) throw new Error(planned.failure.map(({ message }) => message).join("\n"));
  return planned.value;
};

/** `line:column code message` of each problem, with its hint. */
export const problemsOf = (text: string, surroundings: Surroundings = {}): readonly string[] => {
  const planned = planText(text, surroundings);
  if (planned.ok) return [];
  return planned.failure.map(({ code, message, source, range, hint }) => {
    const before = source.text.slice(0, range.offset).split("\n");
    const place = `${source.file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
    return `${place} ${code}: ${message}; ${hint ?? "no hint"}`;
  });
};
