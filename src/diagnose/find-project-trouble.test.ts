import { expect, test } from "bun:test";

import { diagnosisWith, type Changes } from "../../test/fixtures/diagnose/healthy.ts";
import { findProjectTrouble } from "./find-project-trouble.ts";

test("a `.venv` that was removed below services that run is told, and none that is there", () => {
  const services = ["lab", "web"].map((name) => ({ name, state: "ready", port: null, isRunning: true }));
  const found = (changes: Changes) => findProjectTrouble(diagnosisWith(changes));
  expect(found({ project: { services } })).toMatchObject([
    {
      id: "venv-gone",
      harm: "hinders",
      message: "`.venv` is gone, and lab, web run in it",
      fix: "`jig up` makes it again, then `jig restart` starts them in it",
    },
  ]);
  const venv = { kind: "ours", python: { version: "3.11.7", path: "/p" }, stamp: "" } as const;
  expect(found({ facts: { venv }, project: { services } })).toEqual([]);
  expect(found({})).toEqual([]);
});
