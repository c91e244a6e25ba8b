// `ready`: how a service shows that it can be used.

import type { DescribedReady } from "../description.ts";
import { shapes } from "../keys.ts";
import { readDuration } from "./read-duration.ts";
import { readField, readTable, readText, report, reportKind, type Reading } from "../reading.ts";
import type { TomlEntry, TomlValue } from "../toml/toml-tree.ts";

type Probe = NonNullable<DescribedReady["probe"]>;

/** Reads a path, or a table with `http` or `tcp`, and `timeout`. */
export const readReady = (reading: Reading, value: TomlValue): DescribedReady | null => {
  const { range } = value;
  if (value.kind === "string") {
    const probe = readPath(reading, value, "`ready`");
    return probe === null ? null : { range, probe, timeoutMs: null };
  }
  if (value.kind !== "table") {
    const hint = 'write `ready = "/"`, or `ready = { tcp = true }`';
    return reportKind(reading, value, { what: "`ready`", wanted: "a path or a table", hint });
  }
  const fields = readTable(reading, value, shapes.ready);
  if (fields === null) return null;
  if (fields.size === 0) {
    const hint = "give it `http`, `tcp` or `timeout`";
    return report(reading, { code: "invalid-ready", message: "`ready` says nothing", range, hint });
  }
  const http = readField(fields, "http", (path) => readPath(reading, path, "`http`"));
  const tcp = readField(fields, "tcp", (flag) => readTcp(reading, flag));
  checkOneWay(reading, fields);
  const timeoutMs = readField(fields, "timeout", (time) => readDeadline(reading, time));
  return { range, probe: http ?? tcp, timeoutMs };
};

const readPath = (reading: Reading, value: TomlValue, what: string): Probe | null => {
  const path = readText(reading, value, what);
  if (path === null) return null;
  if (/^\/[^\s#\p{Cc}]*$/u.test(path.value)) return { kind: "http", path: path.value };
  return report(reading, {
    code: "invalid-ready",
    message: `${what} must be a path that begins with \`/\``,
    range: path.range,
    hint: hintForPath(path.value),
  });
};

const hintForPath = (path: string): string => {
  if (path === "tcp") return "write `{ tcp = true }`";
  if (/^https?:\/\//.test(path))
    return "leave out the scheme and the host: it is asked on the service's own port";
  if (path.startsWith("/")) return "write spaces and `#` as `%20` and `%23`";
  return 'as in `"/"` or `"/health"`';
};

const readTcp = (reading: Reading, value: TomlValue): Probe | null => {
  if (value.kind === "boolean" && value.value) return { kind: "tcp" };
  const hint = "it waits until the service's own `port` takes connections";
  return report(reading, {
    code: "invalid-ready",
    message: "`tcp` can only be `true`",
    range: value.range,
    hint,
  });
};

const checkOneWay = (reading: Reading, fields: ReadonlyMap<string, TomlEntry>): void => {
  const http = fields.get("http");
  const tcp = fields.get("tcp");
  if (http === undefined || tcp === undefined) return;
  const [first, second] = http.range.offset < tcp.range.offset ? [http, tcp] : [tcp, http];
  report(reading, {
    code: "invalid-ready",
    message: "`http` and `tcp` cannot both be asked",
    range: second.range,
    related: { message: "the other one", range: first.range },
    hint: "`http` is the better one where the service speaks it",
  });
};

const readDeadline = (reading: Reading, value: TomlValue): number | null => {
  const ms = readDuration(reading, value, "`timeout`");
  if (ms !== 0) return ms;
  return report(reading, {
    code: "invalid-duration",
    message: "no service is ready in no time",
    range: value.range,
    hint: 'give it some, as in `"60s"`',
  });
};
