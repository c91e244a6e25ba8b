// `[gpu]`: whether CUDA is wished for, insisted on, or not wanted. What this machine has is not known here.

import type { Located } from "../../base/place.ts";
import type { CudaWish, DescribedGpu } from "../description.ts";
import { NO_VERSION, shapes } from "../keys.ts";
import { readBoolean, readField, readTable, readText, report, reportKind, type Reading } from "../reading.ts";
import type { TomlEntry, TomlValue } from "../toml/toml-tree.ts";
import { quote } from "../words.ts";

export const CUDA_WISHES: readonly CudaWish[] = ["auto", "require", "off"];

/** Reads the table `[gpu]`; null when it is none, which is noted. */
export const readGpu = (reading: Reading, entry: TomlEntry): DescribedGpu | null => {
  const hint = 'write `[gpu]`, and under it `cuda = "auto"`';
  const fields = readTable(reading, entry.value, { ...shapes.gpu, hint });
  if (fields === null) return null;
  return {
    range: entry.range,
    cuda: readField(fields, "cuda", (value) => readWish(reading, value)),
    toolkit: readField(fields, "toolkit", (value) => readBoolean(reading, value, "`toolkit`")),
  };
};

const readWish = (reading: Reading, value: TomlValue): Located<CudaWish> | null => {
  if (value.kind !== "string")
    return reportKind(reading, value, { what: "`cuda`", wanted: "a word", hint: hintInsteadOf(value) });
  const text = readText(reading, value, "`cuda`");
  if (text === null) return null;
  const wish = CUDA_WISHES.find((word) => word === text.value);
  if (wish !== undefined) return { value: wish, range: text.range };
  return report(reading, {
    code: "invalid-cuda",
    message: `\`cuda\` cannot be ${quote(text.value)}`,
    range: text.range,
    hint: /^(?:v|cu(?:da)?)?[ -]?\d/i.test(text.value)
      ? `write ${NO_VERSION}`
      : 'write `"auto"`, `"require"` or `"off"`',
  });
};

const hintInsteadOf = (value: TomlValue): string => {
  if (value.kind !== "boolean") return `write ${NO_VERSION}`;
  return value.value
    ? 'write `"auto"`, or `"require"` where nothing may start without a GPU'
    : 'write `"off"`';
};
