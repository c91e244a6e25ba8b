// `stop`: how a service is asked to end, and how long it may take.

import { nearest } from "../../base/nearest.ts";
import type { DescribedStop, StopSignal } from "../description.ts";
import { shapes } from "../keys.ts";
import { readDuration } from "./read-duration.ts";
import { readField, readTable, readText, report, type Reading } from "../reading.ts";
import type { TomlValue } from "../toml/toml-tree.ts";
import { listed, quote } from "../words.ts";

const SIGNALS = ["TERM", "INT", "QUIT", "HUP", "USR1", "USR2"] as const satisfies readonly StopSignal[];

/** Reads a table with `signal` (with or without `SIG`) and `timeout`. */
export const readStop = (reading: Reading, value: TomlValue): DescribedStop | null => {
  const hint = 'write `stop = { signal = "INT", timeout = "20s" }`';
  const fields = readTable(reading, value, { ...shapes.stop, hint });
  if (fields === null) return null;
  return {
    range: value.range,
    signal: readField(fields, "signal", (signal) => readSignal(reading, signal)),
    timeoutMs: readField(fields, "timeout", (time) => readDuration(reading, time, "`timeout`")),
  };
};

const readSignal = (reading: Reading, value: TomlValue): StopSignal | null => {
  const text = readText(reading, value, "`signal`");
  if (text === null) return null;
  const word = text.value.trim().toUpperCase().replace(/^SIG/, "");
  const signal = SIGNALS.find((known) => known === word);
  if (signal !== undefined) return signal;
  return report(reading, {
    code: "invalid-signal",
    message: `${quote(text.value)} is not a signal that asks a service to end`,
    range: text.range,
    hint: hintForSignal(word),
  });
};

const hintForSignal = (word: string): string => {
  if (word === "KILL") return "KILL is sent by itself when `timeout` has passed";
  const meant = nearest(word, SIGNALS);
  return meant === null ? `there are ${listed(SIGNALS)}` : `did you mean \`${meant}\`?`;
};
