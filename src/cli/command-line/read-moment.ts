// A moment in the past, as people write it: so long ago, a time of day, or a date. It looks at no clock by itself.

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DATE = /^\d{4}-\d\d-\d\d$/;
const DATE_AND_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?$/;

/**
 * `90s`, `10m`, `2h` or `3d` ago; `10:30`, the last time that clocks showed it; a date with or without a time. Without a zone
 * it is the time here. Null when it is none of them.
 */
export const readMoment = (text: string, now: Date): Date | null => {
  const [, amount, unit] = /^(\d{1,9}(?:\.\d{1,3})?)([smhd])$/.exec(text) ?? [];
  if (amount !== undefined) return new Date(now.getTime() - Number(amount) * (UNITS[unit ?? ""] ?? 0));
  const [, hours, minutes] = /^(\d?\d):(\d\d)$/.exec(text) ?? [];
  if (hours !== undefined) return lastTimeOfDay(Number(hours), Number(minutes), now);
  // A date alone would be taken for one in Greenwich.
  if (!isInCalendar(text)) return null;
  const written = DATE.test(text) ? `${text}T00:00` : text.replace(" ", "T");
  if (!DATE.test(text) && !DATE_AND_TIME.test(text)) return null;
  const moment = new Date(written);
  return Number.isNaN(moment.getTime()) ? null : moment;
};

/** `Date` takes the thirtieth of February for the second of March. */
const isInCalendar = (text: string): boolean => {
  const date = text.slice(0, "2026-02-30".length);
  const day = new Date(`${date}T00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
};

const lastTimeOfDay = (hours: number, minutes: number, now: Date): Date | null => {
  if (hours > 23 || minutes > 59) return null;
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate(), hours, minutes);
  return today <= now
    ? today
    : new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1, hours, minutes);
};
