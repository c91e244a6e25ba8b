import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expectOutcome } from "../../rig/outcome.ts";
import { repository } from "../../rig/paths.ts";
import { openRig } from "../../rig/rig.ts";

const reference = (name: string): string => readFileSync(join(repository, "docs", "reference", name), "utf8");

test("`schema` prints the committed schema, wherever it is called", async () => {
  await using rig = await openRig();
  expectOutcome(await rig.jigWith({ cwd: rig.home }, "schema"), { stdout: reference("jig.schema.json") });
});

test("a description that names its schema on the first line is read all the same", async () => {
  await using rig = await openRig({
    description: '#:schema ./jig.schema.json\n[services.web]\nrun = ["sleep", "60"]\n',
  });
  expectOutcome(await rig.jig("status"), { stdout: ["web", "stopped"] });
});

test("`presets` lists them, shows one, and says what there is in place of an unknown one", async () => {
  await using rig = await openRig();
  expectOutcome(await rig.jig("presets"), { stdout: ["fasthtml", "jupyterlab", "8888"] });
  expectOutcome(await rig.jig("presets", "jupyterlab"), {
    stdout: ["/api/status answers", '[services.jupyterlab]\nuse = "jupyterlab"\n'],
  });
  const listed: { version: number; presets: { name: string }[] } = JSON.parse(
    (await rig.jig("presets", "--json")).stdout,
  );
  expect(listed.version).toBe(1);
  expect(listed.presets.map(({ name }) => name)).toContain("jupyterlab");
  expectOutcome(await rig.jig("presets", "jupiterlab"), {
    code: 2,
    stderr: "error: there is no preset `jupiterlab`\nhint: did you mean `jupyterlab`?\n",
  });
});
