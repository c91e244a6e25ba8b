// One line of what a server says of a pull, as far as it can be believed. Whoever answers chooses every word of it: what has
// another form than Ollama's is left out here, before anybody takes it for a file or a number.

import { parseRecord } from "../../../base/parse-json.ts";
import * as v from "valibot";

import { isBytes } from "../is-bytes.ts";

export interface PullLine {
  readonly status: string | null;
  readonly error: string | null;
  /** `sha256:` and 64 hex digits. */
  readonly digest: string | null;
  readonly total: number | null;
  readonly completed: number;
}

/** What is called so can be a file of a folder of models, and no other. */
export const DIGEST = /^sha256:[0-9a-f]{64}$/;

const bytes = v.custom<number>(isBytes);

const shape = v.object({
  status: v.fallback(v.nullish(v.string(), null), null),
  error: v.fallback(v.nullish(v.string(), null), null),
  digest: v.fallback(v.nullish(v.pipe(v.string(), v.regex(DIGEST)), null), null),
  total: v.fallback(v.nullish(bytes, null), null),
  completed: v.fallback(v.nullish(bytes, 0), 0),
});

/** Null when it is no JSON object. */
export const readPullLine = (line: string): PullLine | null => {
  const said = parseRecord(line);
  return said === null ? null : v.parse(shape, said);
};
