// The moment that `exclude-newer` means when a lock is made: what was published later does not count.

import { InternalError } from "../../base/result.ts";
import { TIME_OF_PUBLISHING } from "../../describe/tables/time-of-publishing.ts";

const HOURS: Readonly<Record<string, number>> = { hour: 1, day: 24, week: 7 * 24 };
const MS_PER_HOUR = 3_600_000;

/** The moment, in UTC. A day counts whole. Throws InternalError on a text that the description does not allow. */
export const momentOfPublishing = (text: string, now: Date): Date => {
  const [, count, unit = ""] = TIME_OF_PUBLISHING.exec(text) ?? [];
  if (count !== undefined)
    return new Date(now.getTime() - Number(count) * (HOURS[unit.replace(/s$/, "")] ?? 0) * MS_PER_HOUR);
  const start = Date.parse(text.length === "2026-01-31".length ? `${text}T00:00:00Z` : text);
  if (Number.isNaN(start)) throw new InternalError(`\`${text}\` is no moment`);
  return new Date(text.includes("T") ? start : start + 24 * MS_PER_HOUR);
};
