import { expect, test } from "bun:test";

import { remainsIn } from "./remains.ts";

const notebook = ({ outputs = "[]", count = "null", cell = "{}", own = "{}" }): Uint8Array =>
  Buffer.from(
    `{"cells": [{"cell_type": "code", "execution_count": ${count}, "metadata": ${cell}, "outputs": ${outputs}, "source": "1"},
      {"cell_type": "markdown", "metadata": {}, "source": ""}], "metadata": ${own}, "nbformat": 4, "nbformat_minor": 5}`,
  );

test("what the filter takes out is told by its name, the most telling of it alone", () => {
  const printed = '[{"name": "stdout", "output_type": "stream", "text": "1"}]';
  const version = '{"language_info": {"name": "python", "version": "3.12.1"}}';
  expect(remainsIn(notebook({}), [])).toBe(null);
  expect(remainsIn(Buffer.from("{}"), [])).toBe(null);
  expect(remainsIn(notebook({ own: version }), [])).toBe("metadata");
  expect(remainsIn(notebook({ own: version }), ["--preserve-notebook-metadata"])).toBe(null);
  expect(remainsIn(notebook({ cell: '{"tags": ["a"]}' }), [])).toBe("metadata");
  expect(remainsIn(notebook({ count: "3", own: version }), [])).toBe("counts");
  expect(remainsIn(notebook({ count: "3", own: version }), ["--preserve-execution-counts"])).toBe("metadata");
  expect(remainsIn(notebook({ outputs: printed, count: "3", own: version }), [])).toBe("outputs");
  expect(remainsIn(notebook({ outputs: printed, own: version }), ["--preserve-cell-outputs"])).toBe(
    "metadata",
  );
  expect(remainsIn(notebook({}), ["--remove-empty-cells"])).toBe("empty-cells");
  expect(remainsIn(notebook({ outputs: `${printed}, "outputs": []` }), [])).toBe("outputs");
});
