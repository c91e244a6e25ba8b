// A part of an address as it is meant: `%20` is a space.

/** As it is written, where it is no such spelling. */
export const decodePercent = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
