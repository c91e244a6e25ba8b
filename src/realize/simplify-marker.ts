// Markers as people would write them: uv repeats in each marker that the system is Linux or macOS, which is all that jig
// locks for.

const everywhere = [
  "sys_platform == 'darwin' or sys_platform == 'linux'",
  "sys_platform == 'linux' or sys_platform == 'darwin'",
];

/** The marker without what is always true; null when nothing is left. On Linux and macOS it means the same. */
export const simplifyMarker = (marker: string | null): string | null => {
  if (marker === null) return null;
  for (const always of everywhere) {
    if (marker === always) return null;
    if (marker.endsWith(` and (${always})`)) {
      const rest = marker.slice(0, -` and (${always})`.length);
      // A list of alternatives would come apart without its partner; uv brackets it, and then so it stays.
      return hasBareOr(rest) ? marker : withoutBrackets(rest);
    }
  }
  return marker;
};

/** Whether an `or` stands outside of all brackets and quotes. */
const hasBareOr = (marker: string): boolean => {
  let bare = marker.replaceAll(/'[^']*'|"[^"]*"/g, "");
  for (let before = ""; before !== bare;) {
    before = bare;
    bare = bare.replaceAll(/\([^()]*\)/g, "");
  }
  return /\bor\b/.test(bare);
};

/** `(a or b)` alone needs no brackets. */
const withoutBrackets = (marker: string): string =>
  /^\([^()]*\)$/.test(marker) ? marker.slice(1, -1) : marker;
