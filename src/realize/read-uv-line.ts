// What a line of uv's progress says. Its wording decides nothing but what a person sees.

export interface UvLine {
  readonly detail: string;
  /** How many more packages are at hand, out of `total` when the line tells it. */
  readonly done: number;
  readonly total: number | null;
}

/** Null when a line tells nothing of how far uv is. */
export const readUvLine = (line: string): UvLine | null => {
  const text = line.trim();
  const resolved = /^Resolved (\d+) packages? in/.exec(text)?.[1];
  if (resolved !== undefined) return { detail: "resolved", done: 0, total: Number(resolved) };
  if (/^(Downloading|Building|Updating) /.test(text))
    return { detail: lowerFirst(text), done: 0, total: null };
  if (/^(Downloaded|Built) /.test(text)) return { detail: lowerFirst(text), done: 1, total: null };
  if (/^(Prepared|Uninstalled|Installed|Audited) \d+/.test(text)) {
    return { detail: lowerFirst(text), done: 0, total: null };
  }
  return null;
};

const lowerFirst = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);
