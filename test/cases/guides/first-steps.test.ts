// Whoever writes the files of the first page and types `jig up` has what the page promises.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "bun:test";

import { expectOutcome } from "../../rig/outcome.ts";
import { repository } from "../../rig/paths.ts";
import { freePort } from "../../rig/ports.ts";
import { openRig } from "../../rig/rig.ts";

/** `… in NAME:` and the block below it. */
const FILE = /in `([\w.]+)`:\n\n```\w+\n([^]*?)^```$/gm;

test("the files of the first steps are a bench that comes up", async () => {
  await using rig = await openRig();
  const page = readFileSync(join(repository, "docs", "guides", "first-steps.md"), "utf8");
  const files = [...page.matchAll(FILE)];
  expect(files.map(([, name]) => name)).toEqual(["requirements.txt", "app.py", "jig.toml"]);
  const port = await freePort();
  for (const [, name = "", text = ""] of files) rig.write(name, text.replace(/port = \d+/, `port = ${port}`));
  const up = await rig.jigWith({ timeoutMs: 170_000 }, "up", "--no-open");
  expectOutcome(up, { stdout: ["✓ my bench is up"], stderr: /./ });
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("It works.");
}, 180_000);
