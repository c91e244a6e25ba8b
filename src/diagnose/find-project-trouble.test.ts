import { expect, test } from "bun:test";

import { diagnosisWith, ownVenv, type Changes } from "../../test/fixtures/diagnose/healthy.ts";
import { findProjectTrouble } from "./find-project-trouble.ts";

const found = (changes: Changes) => findProjectTrouble(diagnosisWith(changes));

test("a `.venv` that was removed below services that run is told, and none that is there", () => {
  const services = ["lab", "web"].map((name) => ({ name, state: "ready", port: null, isRunning: true }));
  expect(found({ project: { services } })).toMatchObject([
    {
      id: "venv-gone",
      harm: "hinders",
      message: "`.venv` is gone, and lab, web run in it",
      fix: "`jig up` makes it again, then `jig restart` starts them in it",
    },
  ]);
  expect(found({ facts: { venv: ownVenv }, project: { services } })).toEqual([]);
  expect(found({})).toEqual([]);
});
