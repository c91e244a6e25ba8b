// Changes of services as lines, for a log or a screen reader: when, which, what it is now.

import type { ServiceStatus } from "../../api/contract.ts";
import { visibleText } from "../text/visible-text.ts";

/** A line for every service that is not as it was before. */
export const drawChanges = (
  services: readonly ServiceStatus[],
  before: readonly ServiceStatus[],
  at: Date,
): readonly string[] => {
  const width = Math.max(0, ...services.map(({ name }) => name.length));
  const known = new Map(before.map((status) => [status.name, sayState(status)]));
  const gone = before.filter(({ name }) => services.every((status) => status.name !== name));
  const time = at.toTimeString().slice(0, 8);
  return [
    ...services
      .filter((status) => known.get(status.name) !== sayState(status))
      .map((status) => `${time}  ${status.name.padEnd(width)}  ${sayState(status)}`),
    ...gone.map(({ name }) => `${time}  ${name.padEnd(width)}  no longer there`),
  ];
};

const sayState = ({ state, url, pid, reason }: ServiceStatus): string =>
  visibleText(
    [state, pid === null ? null : `pid ${pid}`, url, reason].filter((part) => part !== null).join("  "),
  );
