// JSON that somebody else wrote, or that was cut short: what cannot be read is as if it were not there.

import { isRecord } from "./is-record.ts";

/** Null when it is no JSON. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** Null when it is no JSON object. */
export const parseRecord = (text: string): Readonly<Record<string, unknown>> | null => {
  const value = parseJson(text);
  return isRecord(value) ? value : null;
};
