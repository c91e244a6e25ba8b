// Measures jig beside its neighbours, row by row, and prints what the budgets say. `--only ROW`, `--quick`.
// It asserts nothing: a missed budget is printed, not an error.

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { JIG_VERSION } from "../src/base/version.ts";
import { executable, repository } from "../test/rig/paths.ts";
import { drawResult } from "./harness/draw-results.ts";
import type { Row, RowResult } from "./harness/row.ts";
import { coldSync } from "./rows/cold-sync.ts";
import { flakeEntry } from "./rows/flake-entry.ts";
import { flakeEvaluation } from "./rows/flake-evaluation.ts";
import { notebooks } from "./rows/notebooks.ts";
import { run } from "./rows/run.ts";
import { supervisor } from "./rows/supervisor.ts";
import { version } from "./rows/version.ts";
import { warmUp } from "./rows/warm-up.ts";

const rows: readonly Row[] = [
  version,
  run,
  coldSync,
  warmUp,
  supervisor,
  flakeEvaluation,
  flakeEntry,
  notebooks,
];

const { values } = parseArgs({
  options: { only: { type: "string", multiple: true }, quick: { type: "boolean", default: false } },
});
const chosen = values.only === undefined ? rows : rows.filter(({ name }) => values.only?.includes(name));
if (chosen.length === 0) {
  console.error(`error: no such row\nhint: the rows are ${rows.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}
if (!existsSync(executable)) {
  console.error("error: there is no dist/jig\nhint: npm run build");
  process.exit(1);
}

const note = (text: string): void => console.error(text);

const results: Record<string, RowResult> = {};
for (const row of chosen) {
  note(`measuring ${row.name}`);
  const result = await row.measure({ quick: values.quick, note });
  results[row.name] = result;
  console.log(drawResult(result));
}

const at = new Date().toISOString();
const folder = join(repository, "bench", "results");
mkdirSync(folder, { recursive: true });
const file = join(folder, `${at.replaceAll(":", "-")}.json`);
const machine = {
  platform: process.platform,
  arch: process.arch,
  cores: cpus().length,
  cpu: cpus()[0]?.model ?? "",
};
writeFileSync(
  file,
  `${JSON.stringify({ version: 1, at, jig: JIG_VERSION, quick: values.quick, machine, results }, null, 2)}\n`,
);
console.error(`written to ${file}`);
