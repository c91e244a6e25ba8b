// The services as a table, and the summary that `up` ends with. What there is to say of a service stands below the
// table: in a column of its own it would push the addresses off a narrow terminal.

import type { Summary } from "../../api/events.ts";
import type { ServiceState, ServiceStatus, StatusReport } from "../../api/contract.ts";
import { drawModels } from "./draw-models.ts";
import { sayDuration } from "../text/duration.ts";
import type { Paper } from "../problems/draw-problem.ts";
import { visibleText, widthOf } from "../text/visible-text.ts";
import { sayLocal } from "../say-notes.ts";
import type { Style } from "../text/style.ts";
import { drawRows, type Cell } from "../text/table.ts";
import { wrapWords, type Columns } from "../text/wrap-words.ts";

/** The table of `jig status`. @param now milliseconds since the epoch */
export const drawStatus = (report: StatusReport, now: number, { style, columns }: Paper): string => {
  const { services } = report;
  const { name, id } = report.project;
  const below = [
    ...(id === undefined ? [] : ["", style.dim(`  id ${id}`)]),
    ...drawLocal(report.local ?? [], { style, columns }),
  ];
  if (services.length === 0) return [`${visibleText(name)}: jig.toml names no services`, ...below].join("\n");
  return [...drawServices(services, now, { style, columns }), ...below].join("\n");
};

/** The table of services and what there is to say of them, line by line. */
export const drawServices = (
  services: readonly ServiceStatus[],
  now: number,
  { style, columns }: Paper,
): readonly string[] => {
  const rows = services.map((status) => [
    ...nameAndState(status, style),
    { text: status.pid === null ? "" : String(status.pid) },
    { text: sayTimeUp(status, now) },
    { text: addressOf(status) },
  ]);
  const heading = ["service", "state", "pid", "up", "address"].map((text) => ({ text, paint: style.dim }));
  const table = drawAddresses([heading, ...rows], columns, "");
  return [
    ...table,
    ...drawRemarks(services, { style, columns }),
    ...drawAllModels(services, { style, columns }),
  ];
};

/**
 * The end of `up`: what runs, where, and how to go on.
 * @param asked the services that it was asked for by name; null when all were meant
 * @param links a link a service for people; with its token only where nobody else reads along
 */
export const drawSummary = (
  summary: EndOfUp,
  links: Readonly<Record<string, string>>,
  { style, columns }: Paper,
): string => {
  const rows = summary.services.map((status) => [
    ...nameAndState(status, style),
    { text: visibleText(links[status.name] ?? addressOf(status)) },
  ]);
  // Why a service failed was told with the end of its log just before.
  const others = summary.services.filter(({ state }) => state !== "failed");
  return [
    "",
    wrapWords(sayUp(summary, style), columns, "  "),
    "",
    ...drawAddresses(rows, columns, "  "),
    ...drawRemarks(others, { style, columns }),
    ...drawAllModels(summary.services, { style, columns }, "  "),
    ...drawLocal(summary.local ?? [], { style, columns }),
    ...(summary.gpu ?? []).flatMap((line, at) => [
      ...(at === 0 ? [""] : []),
      wrapWords(`  ${visibleText(line)}`, columns, "    "),
    ]),
    "",
    style.dim("  stop: jig down   logs: jig logs -f   again: jig status"),
  ].join("\n");
};

/** A line a service; where that is too long for the terminal, each address stands on a line of its own. */
const drawAddresses = (
  rows: readonly (readonly Cell[])[],
  columns: Columns,
  indent: string,
): readonly string[] => {
  const lines = drawRows(rows).map((line) => `${indent}${line}`);
  if (columns === null || lines.every((line) => widthOf(line) <= columns)) return lines;
  const heads = drawRows(rows.map((row) => row.slice(0, -1)));
  return heads.flatMap((head, index) => {
    const { text = "", paint = visibleText } = rows[index]?.at(-1) ?? {};
    const address = paint(visibleText(text));
    return text === "" ? [`${indent}${head}`] : [`${indent}${head}`, `${indent}  ${address}`];
  });
};

interface EndOfUp extends Pick<Summary, "ok" | "services"> {
  readonly project: NonNullable<Summary["project"]>;
  readonly asked: readonly string[] | null;
  /** Nobody waits for it any more, and nothing has failed. */
  readonly isOnItsWay?: boolean;
  /** The keys that `jig.local.toml` changes; absent: none. */
  readonly local?: readonly string[];
  /** What there is to say of the GPU, in lines; absent: nothing. */
  readonly gpu?: readonly string[];
}

/** The models of every service that has some. */
const drawAllModels = (
  services: readonly ServiceStatus[],
  { style, columns }: Paper,
  indent = "",
): readonly string[] => {
  const inner = columns === null ? null : columns - indent.length;
  const lines = drawModels(
    services.flatMap(({ models }) => models ?? []),
    { style, columns: inner },
  );
  return lines.length === 0 ? [] : ["", ...lines.map((line) => (line === "" ? "" : `${indent}${line}`))];
};

/** What is this machine's alone, so that nobody wonders why it differs. */
const drawLocal = (keys: readonly string[], { style, columns }: Paper): readonly string[] => {
  const inner = columns === null ? null : columns - 2;
  const lines = keys.length === 0 ? [] : wrapWords(sayLocal(keys), inner, "    ").split("\n");
  return lines.length === 0 ? [] : ["", ...lines.map((line) => style.dim(`  ${line}`))];
};

/** What is up, and no more than that: a project with a service that is not is up without it. */
const sayUp = ({ ok, services, project, asked, isOnItsWay }: EndOfUp, style: Style): string => {
  const name = style.bold((asked ?? [project.name]).map(visibleText).join(", "));
  const verb = asked !== null && asked.length > 1 ? "are" : "is";
  if (isOnItsWay === true)
    return `${style.careful("→")} ${name} ${verb} on ${verb === "is" ? "its" : "their"} way`;
  if (!ok) return `${style.bad("✗")} ${name} ${verb} not ${asked === null ? "complete" : "up"}`;
  const missing = services.filter(({ state }) => asked === null && !isUp(state));
  const without = missing.map((status) => visibleText(status.name)).join(", ");
  return `${style.good("✓")} ${name} ${verb} up${without === "" ? "" : `, without ${without}`}`;
};

const isUp = (state: ServiceState): boolean => ["ready", "done", "external"].includes(state);

const nameAndState = (status: ServiceStatus, style: Style): readonly Cell[] => [
  { text: status.name },
  { text: status.state, paint: paintFor(status.state, style) },
];

const addressOf = ({ url, port }: ServiceStatus): string => url ?? (port === null ? "" : `port ${port}`);

const sayTimeUp = ({ startedAt, state }: ServiceStatus, now: number): string =>
  startedAt === null || !hasProcess(state) ? "" : sayDuration(Math.max(0, now - Date.parse(startedAt)));

const drawRemarks = (services: readonly ServiceStatus[], { style, columns }: Paper): readonly string[] => {
  const inner = columns === null ? null : columns - 2;
  const remarks = services.flatMap((status) => {
    const text = remark(status);
    if (text === "") return [];
    const line = wrapWords(`${visibleText(status.name)}: ${visibleText(text)}`, inner, "    ");
    return line.split("\n");
  });
  return remarks.length === 0 ? [] : ["", ...remarks.map((line) => style.dim(`  ${line}`))];
};

const remark = ({ restarts, reason, exit, state }: ServiceStatus): string => {
  const parts: string[] = [];
  if (restarts > 0) parts.push(restarts === 1 ? "restarted once" : `restarted ${restarts} times`);
  if (reason !== null) parts.push(reason);
  else if (exit !== null && state === "failed") parts.push(sayExit(exit));
  return parts.join("; ");
};

/** Whether a process of the service runs in this state. */
const hasProcess = (state: ServiceState): boolean =>
  ["starting", "ready", "unready", "stopping", "stuck"].includes(state);

/** `exit code 3`, `ended by SIGKILL`. */
const sayExit = (exit: NonNullable<ServiceStatus["exit"]>): string =>
  "code" in exit ? `exit code ${exit.code}` : `ended by ${exit.signal}`;

const paintFor = (state: ServiceState, style: Style) => {
  switch (state) {
    case "ready":
    case "done":
    case "external":
      return style.good;
    case "failed":
    case "stuck":
      return style.bad;
    case "stopped":
      return style.dim;
    case "waiting":
    case "starting":
    case "unready":
    case "backoff":
    case "stopping":
    case "unavailable":
      return style.careful;
  }
};
