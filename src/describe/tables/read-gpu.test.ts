import { expect, test } from "bun:test";

import { joinSources } from "../../base/place.ts";
import { describe } from "../describe.ts";

const read = (text: string, local?: string) => {
  const own = { file: "jig.toml", text };
  const described = describe(
    local === undefined ? own : joinSources(own, { file: "jig.local.toml", text: local }),
  );
  if (described.ok) return described.value.gpu;
  return described.failure.map(({ message, hint }) => `${message}; ${hint}`);
};

const AUTO = '`"auto"`: which CUDA it is, each machine\'s driver decides';

test("what to do about a GPU is one of three words, and `auto` when nothing is said", () => {
  expect(read("")).toBeNull();
  expect(read("[gpu]")).toMatchObject({ cuda: null });
  for (const word of ["auto", "require", "off"])
    expect(read(`[gpu]\ncuda = "${word}"`)).toMatchObject({ cuda: { value: word } });
});

test("one machine may wish for something else", () => {
  expect(read('[gpu]\ncuda = "require"', '[gpu]\ncuda = "off"')).toMatchObject({ cuda: { value: "off" } });
});

test("anything else is told with what to write", () => {
  expect(read('[gpu]\ncuda = "yes"')).toEqual([
    '`cuda` cannot be `yes`; write `"auto"`, `"require"` or `"off"`',
  ]);
  expect(read('[gpu]\ncuda = "12.4"')).toEqual([
    '`cuda` cannot be `12.4`; write `"auto"`: which CUDA it is, each machine\'s driver decides',
  ]);
  for (const [written, kind] of [
    ["12.4", "number"],
    ["12", "number"],
    ['["12"]', "list"],
    ['{ version = "12" }', "table"],
  ])
    expect(read(`[gpu]\ncuda = ${written}`)).toEqual([
      `\`cuda\` must be a word, not a ${kind}; write ${AUTO}`,
    ]);
  for (const written of ["cu126", "CUDA 12.4", "v12", "cuda-13"])
    expect(read(`[gpu]\ncuda = "${written}"`)).toEqual([`\`cuda\` cannot be \`${written}\`; write ${AUTO}`]);
  expect(read('[gpu]\nversion = "12"')).toEqual([`unknown key \`version\`; write \`cuda\` = ${AUTO}`]);
  expect(read("[gpu]\ncuda = true")).toEqual([
    '`cuda` must be a word, not a boolean; write `"auto"`, or `"require"` where nothing may start without a GPU',
  ]);
  expect(read("[gpu]\ncuda = false")).toEqual(['`cuda` must be a word, not a boolean; write `"off"`']);
  expect(read('models = []\n[cuda]\nversion = "12"\n')).toEqual([
    "unknown key `models`; `models` belongs in `[ollama]`",
    `unknown key \`cuda\`; \`cuda\` belongs in \`[gpu]\`: ${AUTO}`,
  ]);
  expect(read("gpu = 1")).toEqual([
    '`[gpu]` must be a table, not a number; write `[gpu]`, and under it `cuda = "auto"`',
  ]);
  expect(read("[gpu]\nrocm = true")).toEqual(["unknown key `rocm`; `[gpu]` takes `cuda` and `toolkit`"]);
});
