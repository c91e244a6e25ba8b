// Telling apart what went wrong with a file, by the system's code and never by a message.

/** The code of node's system error (`ENOENT`), or the empty text when it is another kind of error. */
export const errorCode = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

/** What a look at another's things gives; null for what this user may not see, as for what is gone. */
export const visible = <Value>(look: () => Value | null): Value | null => {
  try {
    return look();
  } catch (error) {
    if (errorCode(error) === "EACCES" || errorCode(error) === "EPERM") return null;
    throw error;
  }
};
