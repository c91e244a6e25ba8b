// A service's own secret, as it lies in its file. It is read where it is needed and kept nowhere.

import { readRegular } from "../../host/files/regular-file.ts";
import type { PlannedToken } from "../../plan/services/service-spec.ts";

/** Null when there is none, or when the file holds something else than a token of ours. */
export const readToken = (file: string): string | null => {
  try {
    const text = readRegular(file).toString("utf8");
    return /^[0-9a-f]{48}$/.test(text) ? text : null;
  } catch {
    return null;
  }
};

/** The headers that let a request in; empty when there is no token. */
export const tokenHeaders = (token: PlannedToken | null): Readonly<Record<string, string>> => {
  const text = token === null ? null : readToken(token.file);
  return token === null || text === null ? {} : { Authorization: `${token.scheme} ${text}` };
};
