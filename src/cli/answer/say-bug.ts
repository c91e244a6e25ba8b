// What a person sees when jig itself is at fault: all that a report needs.

import { JIG_VERSION } from "../../base/version.ts";

/** The text for standard error, without its last line ending. */
export const sayBug = (error: unknown): string =>
  [
    "error: jig has a bug, and this is it:",
    error instanceof Error ? (error.stack ?? error.message) : String(error),
    `jig ${JIG_VERSION}, ${process.platform}-${process.arch}`,
    "hint: please report it with the text above and your `jig.toml`",
  ].join("\n");
