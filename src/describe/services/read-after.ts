// `after`: which services come first. Whether they exist is looked at when all are known.

import { nearest } from "../../base/nearest.ts";
import type { DescribedDependency, Until } from "../description.ts";
import { shapes } from "../keys.ts";
import { readField, readTable, readText, report, reportKind, type Reading } from "../reading.ts";
import type { TomlValue } from "../toml/toml-tree.ts";
import { listed, quote } from "../words.ts";

const UNTILS = ["started", "ready", "done"] as const satisfies readonly Until[];

/** Reads a name, a table `{ service, until }`, or a list of those. */
export const readAfter = (reading: Reading, value: TomlValue): readonly DescribedDependency[] => {
  const items = value.kind === "list" ? value.items : [value];
  return items.flatMap((item) => {
    const dependency = readDependency(reading, item);
    return dependency === null ? [] : [dependency];
  });
};

const readDependency = (reading: Reading, value: TomlValue): DescribedDependency | null => {
  const { range } = value;
  if (value.kind === "string") {
    const name = readText(reading, value, "`after`");
    return name === null ? null : { service: name.value, until: "ready", range };
  }
  if (value.kind !== "table") {
    const hint = 'write `after = ["other"]`, or `{ service = "other", until = "started" }`';
    return reportKind(reading, value, { what: "`after`", wanted: "a name, a table or a list of them", hint });
  }
  const fields = readTable(reading, value, shapes.after);
  if (fields === null) return null;
  const service = readField(fields, "service", (name) => readText(reading, name, "`service`"));
  const until = readField(fields, "until", (word) => readUntil(reading, word));
  if (!fields.has("service")) {
    return report(reading, {
      code: "missing-key",
      message: "`after` does not say which `service`",
      range,
      hint: 'write `{ service = "other", until = "ready" }`',
    });
  }
  return service === null ? null : { service: service.value, until: until ?? "ready", range: service.range };
};

const readUntil = (reading: Reading, value: TomlValue): Until | null => {
  const word = readText(reading, value, "`until`");
  if (word === null) return null;
  const until = UNTILS.find((known) => known === word.value);
  if (until !== undefined) return until;
  const meant = nearest(word.value, UNTILS);
  return report(reading, {
    code: "invalid-until",
    message: `${quote(word.value)} is not a state that a service can be waited for`,
    range: word.range,
    hint: meant === null ? `there are ${listed(UNTILS)}` : `did you mean \`${meant}\`?`,
  });
};
