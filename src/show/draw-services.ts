// The services as a table, and the summary that `up` ends with.

import type { Summary } from "../api/events.ts";
import type { ServiceState, ServiceStatus, StatusReport } from "../api/contract.ts";
import { sayDuration } from "./duration.ts";
import { visibleText } from "./visible-text.ts";
import type { Style } from "./style.ts";
import { drawTable } from "./table.ts";

/** The table of `jig status`. @param now milliseconds since the epoch */
export const drawStatus = (report: StatusReport, now: number, style: Style): string => {
  const { services } = report;
  if (services.length === 0) return `${visibleText(report.project.name)}: no services`;
  const rows = services.map((status) => [
    { text: status.name },
    { text: status.state, paint: paintFor(status.state, style) },
    { text: status.pid === null ? "" : String(status.pid) },
    {
      text:
        status.startedAt === null || !isUp(status.state)
          ? ""
          : sayDuration(Math.max(0, now - Date.parse(status.startedAt))),
    },
    { text: status.url ?? (status.port === null ? "" : `port ${status.port}`) },
    { text: remark(status), paint: style.dim },
  ]);
  return drawTable(["service", "state", "pid", "up", "address", ""], rows, style);
};

/** Whether a process of the service runs in this state. */
const isUp = (state: ServiceState): boolean =>
  ["starting", "ready", "unready", "stopping", "stuck"].includes(state);

const remark = (status: ServiceStatus): string => {
  const parts: string[] = [];
  if (status.restarts > 0) parts.push(status.restarts === 1 ? "1 restart" : `${status.restarts} restarts`);
  if (status.reason !== null) parts.push(status.reason);
  else if (status.exit !== null && !isUp(status.state)) parts.push(sayExit(status.exit));
  return parts.join(", ");
};

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

/**
 * The end of `up`: what runs, where, and how to go on.
 * @param links a link a service for people; with its token only where nobody else reads along
 */
export const drawSummary = (
  summary: Summary,
  links: Readonly<Record<string, string>>,
  style: Style,
): string => {
  const name = visibleText(summary.project.name);
  if (summary.services.length === 0) return `${style.good("✓")} ${name} is ready`;
  const rows = summary.services.map((status) => [
    { text: status.name },
    { text: status.state, paint: paintFor(status.state, style) },
    { text: links[status.name] ?? status.url ?? "" },
    { text: remark(status), paint: style.dim },
  ]);
  const head = summary.ok ? `${style.bold(name)} is up` : `${style.bold(name)} is not complete`;
  return [
    "",
    head,
    "",
    drawTable(["service", "state", "address", ""], rows, style),
    "",
    style.dim("stop: jig down   logs: jig logs -f   again: jig status"),
  ].join("\n");
};
