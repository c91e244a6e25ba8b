import { expect, test } from "bun:test";

import * as fc from "fast-check";

import { cleanNotebook } from "../../../src/notebooks/clean-notebook.ts";
import { openNotebookRepository } from "../../rig/notebook-repository.ts";

const value = fc.jsonValue({ maxDepth: 2 });
const metadata = fc.dictionary(
  fc.constantFrom(
    "tags",
    "trusted",
    "language_info",
    "signature",
    "orig_nbformat",
    "\u{1F600}",
    "\uFF01",
    "a b",
  ),
  fc.oneof(value, fc.record({ version: value, name: value })),
  { maxKeys: 4 },
);
const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("", '\u0000\u001f\u007f\u2028/\\"'));
const source = fc.oneof(text, fc.array(text, { maxLength: 3 }));
const count = fc.oneof(fc.constant(null), fc.nat());
const output = fc.record(
  { output_type: text, execution_count: count, metadata, text: source },
  { requiredKeys: ["output_type"] },
);
const cell = fc.oneof(
  fc.record({
    cell_type: fc.constant("code"),
    execution_count: count,
    metadata,
    outputs: fc.array(output, { maxLength: 2 }),
    source,
  }),
  fc.record({ cell_type: fc.constantFrom("markdown", "raw"), metadata, source, attachments: value }),
);
const notebook = fc.record({
  cells: fc.array(cell, { maxLength: 4 }),
  metadata,
  nbformat: fc.constant(4),
  nbformat_minor: fc.nat(9),
});
const options = fc.subarray([
  "--remove-empty-cells",
  "--preserve-cell-outputs",
  "--preserve-execution-counts",
  "--preserve-notebook-metadata",
  "--preserve-cell-metadata-field=tags",
]);
const printed = fc.tuple(notebook, fc.constantFrom(0, 1, 2)).map(([made, spaces]) =>
  JSON.stringify(made, null, spaces)
    // Numbers keep their spelling.
    .replaceAll(/(?<=[:[,]\s*)7(?=[,\]}\s])/g, "7.50E03"),
);

test("jig's own cleaner gives what nb-clean gives, to the byte", async () => {
  await using repository = await openNotebookRepository("clean = true");
  const { nbClean } = repository;
  fc.assert(
    fc.property(printed, options, (made, words) => {
      const bytes = new TextEncoder().encode(made);
      const ran = Bun.spawnSync([nbClean, "clean", ...words], { stdin: bytes });
      // What nb-clean refuses is another test's matter.
      fc.pre(ran.exitCode === 0);
      const cleaned = cleanNotebook(bytes, words);
      expect(cleaned.ok ? new TextDecoder().decode(cleaned.value) : cleaned.failure).toBe(
        ran.stdout.toString(),
      );
    }),
    { numRuns: 300 },
  );
});
