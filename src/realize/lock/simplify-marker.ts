// Markers as people would write them: uv repeats in each marker that the system is Linux or macOS, which is all that jig
// locks for.

/**
 * The marker without what is always true; null when nothing is left. On the systems that the lock is for (`linux`,
 * `darwin`) it means the same.
 */
export const simplifyMarker = (
  marker: string | null,
  systems: readonly string[] = ["linux", "darwin"],
): string | null => {
  if (marker === null) return null;
  const parts = systems.map((system) => `sys_platform == '${system}'`);
  for (const always of [parts.join(" or "), parts.toReversed().join(" or ")]) {
    if (marker === always) return null;
    const behind = ` and ${parts.length > 1 ? `(${always})` : always}`;
    if (marker.endsWith(behind)) {
      const rest = marker.slice(0, -behind.length);
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
