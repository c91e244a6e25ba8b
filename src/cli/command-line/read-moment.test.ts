import { expect, test } from "bun:test";

import { readMoment } from "./read-moment.ts";

const now = new Date("2026-03-04T10:20:30Z");
const read = (text: string): string | null => readMoment(text, now)?.toISOString() ?? null;

const local = (day: number, hours: number, minutes: number): string =>
  new Date(2026, 2, day, hours, minutes).toISOString();

test("so long ago", () => {
  expect(read("90s")).toBe("2026-03-04T10:19:00.000Z");
  expect(read("10m")).toBe("2026-03-04T10:10:30.000Z");
  expect(read("1.5h")).toBe("2026-03-04T08:50:30.000Z");
  expect(read("3d")).toBe("2026-03-01T10:20:30.000Z");
});

test("a date or a time is the one here, unless it says where", () => {
  expect(read("2026-03-01T09:00Z")).toBe("2026-03-01T09:00:00.000Z");
  expect(read("2026-03-01 09:00:15+02:00")).toBe("2026-03-01T07:00:15.000Z");
  expect(read("2026-03-01")).toBe(new Date(2026, 2, 1).toISOString());
  expect(read("2026-03-01 09:00")).toBe(new Date(2026, 2, 1, 9).toISOString());
});

test("a time of day is the last one that has been", () => {
  const noon = new Date(2026, 2, 4, 12, 0);
  expect(readMoment("11:59", noon)?.toISOString()).toBe(local(4, 11, 59));
  expect(readMoment("12:01", noon)?.toISOString()).toBe(local(3, 12, 1));
});

test("a day that no calendar has is none", () => {
  for (const text of ["2026-02-30", "2026-02-29", "2026-04-31 10:00", "2026-02-30T10:00Z"])
    expect(read(text)).toBeNull();
  expect(read("2024-02-29T10:00Z")).toBe("2024-02-29T10:00:00.000Z");
});

test("anything else is none", () => {
  for (const text of ["", "soon", "10", "10x", "25:00", "2026-13-01", "2026-3-1", "-5m"])
    expect(read(text)).toBeNull();
});
