// A text as `jig.lock` has it. Pure.

/** A TOML basic string: JSON's escapes are TOML's. All but ASCII is escaped, so that no line ends where none should. */
export const quote = (text: string): string =>
  JSON.stringify(text).replaceAll(
    /[\u007F-\uFFFF]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
