import { expect, test } from "bun:test";

import { inputFor, readFacts, type Surroundings } from "../../../test/golden/plan/plan-text.ts";
import { joinSources } from "../../base/place.ts";
import { describe } from "../../describe/describe.ts";
import type { Lock } from "./lock.ts";
import type { Plan } from "../plan.ts";
import type { LockStep } from "../step.ts";
import { planWorkbench } from "../plan-workbench.ts";

const base = '[python]\nversion = "3.11"\npackages = ["numpy"]\n';

const planOver = (local: string, surroundings: Surroundings = {}, committed = base) => {
  const described = describe(
    joinSources({ file: "jig.toml", text: committed }, { file: "jig.local.toml", text: local }),
  );
  if (!described.ok) throw new Error(described.failure.map(({ message }) => message).join("\n"));
  return planWorkbench({ ...inputFor(committed, surroundings), description: described.value });
};

const planned = (local: string, surroundings: Surroundings = {}): Plan => {
  const plan = planOver(local, surroundings);
  if (!plan.ok) throw new Error(plan.failure.map(({ message }) => message).join("\n"));
  return plan.value;
};

const locks = ({ steps }: Plan): readonly LockStep[] =>
  steps.flatMap((step) => (step.kind === "lock" ? step : []));

/** A lock that answers a step. */
const answer = ({ inputs, requiresPython, platforms }: LockStep, names: readonly string[]): Lock => ({
  version: 1,
  python: "3.11.7",
  requiresPython,
  platforms,
  inputs,
  packages: names.map((name) => ({ name, version: "1.0", index: "pypi", marker: null, files: [] })),
});

const install = ({ steps }: Plan) => steps.find((step) => step.kind === "install");

const IPDB = '[python]\npackages = ["ipdb"]\n';

test("what is local is locked by itself, over a jig.lock that knows nothing of it", () => {
  const first = planned(IPDB);
  expect(
    locks(first).map(({ id, scope, requirements, why }) => [
      id,
      scope,
      requirements,
      `${why.file}:${why.line}`,
    ]),
  ).toEqual([
    ["lock", "project", ["numpy"], "jig.toml:3"],
    ["local-lock", "local", ["ipdb", "numpy"], "jig.local.toml:2"],
  ]);
  expect(first.local).toEqual(["python.packages"]);
  expect(locks(first)[1]?.needs).toContain("lock");

  const [project] = locks(first);
  if (project === undefined) throw new Error("no lock step");
  const lock = answer(project, ["numpy"]);
  const second = planned(IPDB, { lock });
  const [own] = locks(second);
  if (own === undefined) throw new Error("no local lock step");
  expect(locks(second).map(({ id }) => id)).toEqual(["local-lock"]);

  const third = planned(IPDB, { lock, localLock: answer(own, ["ipdb", "numpy"]) });
  expect(locks(third)).toEqual([]);
  expect(install(third)).toMatchObject({ packages: 2, scope: "local" });

  // Another jig.lock below it makes it out of date.
  const other = { ...lock, packages: lock.packages.map((each) => ({ ...each, version: "2.0" })) };
  const fourth = planned(IPDB, { lock: other, localLock: answer(own, ["ipdb", "numpy"]) });
  expect(locks(fourth).map(({ id, reason }) => [id, reason])).toEqual([["local-lock", "changed"]]);
});

test("a machine that is not listed needs a line of its own, and gets a lock of its own", () => {
  const listed = `platforms = ["macos-arm64"]\n${base}`;
  const plan = planOver("", {}, listed);
  expect(plan.ok || plan.failure.map(({ message, hint }) => `${message}; ${hint}`)).toEqual([
    'this workbench is not for linux-x64; add "linux-x64" to `platforms`; in `jig.local.toml` it is for this machine alone',
  ]);
  // A lock for other machines is made on any.
  const asked = planOver("", { locking: "asked" }, listed);
  expect(asked.ok && locks(asked.value).map(({ platforms }) => platforms)).toEqual([["macos-arm64"]]);
  const added = planOver('platforms = ["linux-x64"]\n', {}, listed);
  expect(added.ok && locks(added.value).map(({ scope, platforms }) => [scope, ...platforms])).toEqual([
    ["project", "macos-arm64"],
    ["local", "linux-x64"],
  ]);
  // Where the project lists none, a local list takes nobody's machine away.
  expect(planOver('platforms = ["macos-x64"]\n').ok).toBe(true);
});

test("a lock is for the platforms that are listed; without a list, for the usual ones and those it was made on", () => {
  const step = locks(planned(""))[0];
  if (step === undefined) throw new Error("no lock step");
  expect(step.platforms).toEqual(["linux-arm64", "linux-x64", "macos-arm64"]);
  const lock = answer(step, ["numpy"]);
  const stale = (surroundings: Surroundings, text = base): readonly string[] => {
    const plan = planOver("", surroundings, text);
    return plan.ok ? locks(plan.value).flatMap(({ platforms }) => platforms) : ["no plan"];
  };
  expect(stale({ lock })).toEqual([]);
  // An Intel Mac joins, and nobody takes it out again.
  const intel: Surroundings["facts"] = { ...readFacts("macos-arm64"), arch: "x64" };
  const four = ["linux-arm64", "linux-x64", "macos-arm64", "macos-x64"] as const;
  expect(stale({ lock, facts: intel })).toEqual([...four]);
  expect(stale({ lock: { ...lock, platforms: four } })).toEqual([]);
  expect(stale({ lock: { ...lock, platforms: four } }, `platforms = ["linux-x64"]\n${base}`)).toEqual([
    "linux-x64",
  ]);
});

test("a local file that asks for no packages leaves the lock to everybody's", () => {
  const [project] = locks(planned('[env]\nA = "1"\n'));
  if (project === undefined) throw new Error("no lock step");
  const lock = answer(project, ["numpy"]);
  const plan = planned('[env]\nA = "1"\n', { lock, localLock: answer(project, ["left", "over"]) });
  expect(locks(plan)).toEqual([]);
  expect(install(plan)).toMatchObject({ packages: 1, scope: "project" });
  expect(plan.local).toEqual(["env.A"]);
  // Nor does one that asks for what is asked for already.
  expect(locks(planned('[python]\npackages = ["NumPy"]\n', { lock }))).toEqual([]);
});

test("`--locked` and `--frozen` are about jig.lock: what is local is locked all the same", () => {
  const [project] = locks(planned(IPDB));
  if (project === undefined) throw new Error("no lock step");
  const lock = answer(project, ["numpy"]);
  for (const locking of ["locked", "frozen"] as const) {
    expect(locks(planned(IPDB, { lock, locking })).map(({ id }) => id)).toEqual(["local-lock"]);
  }
  const stale = planOver(IPDB, { lock: { ...lock, inputs: "sha256:0" }, locking: "locked" });
  expect(stale.ok || stale.failure.map(({ code }) => code)).toEqual(["lock-out-of-date"]);
  const frozen = planned(IPDB, { lock: { ...lock, inputs: "sha256:0" }, locking: "frozen" });
  expect(locks(frozen).map(({ id }) => id)).toEqual(["local-lock"]);
});

test("another Python here has a lock of its own, and makes none for everybody", () => {
  const local = '[python]\nversion = "3.12"\n';
  const plan = planOver(local);
  expect(plan.ok || plan.failure.map(({ code, hint }) => `${code}: ${hint}`)).toEqual([
    "lock-out-of-date: run `jig lock` and commit `jig.lock`",
  ]);
  const [project] = locks(planned(IPDB));
  if (project === undefined) throw new Error("no lock step");
  const second = planned(local, { lock: answer(project, ["numpy"]) });
  expect(locks(second).map(({ id, requiresPython }) => [id, requiresPython])).toEqual([
    ["local-lock", "==3.12.*"],
  ]);
});

test("a Python that only this machine has needs no jig.lock", () => {
  const plan = planOver('[python]\nversion = "3.11"\npackages = ["six"]\n', {}, 'name = "bench"\n');
  if (!plan.ok) throw new Error(plan.failure.map(({ message }) => message).join("\n"));
  expect(plan.value.steps.map(({ id }) => id)).toEqual(["uv", "python", "local-lock", "venv", "install"]);
});
