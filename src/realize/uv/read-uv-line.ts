// What a line of uv's progress says. Its wording decides nothing but what a person sees, and no count is made of it: uv
// tells of the large files alone, so that a count would never come to its end.

const WORK = /^(?:Downloading|Building|Updating|Downloaded|Built|Prepared|Uninstalled|Installed|Audited) /;

/** What uv is at, in its words; null when a line does not tell that. */
export const readUvLine = (line: string): string | null => {
  const text = line.trim();
  if (/^Resolved \d+ packages? in/.test(text)) return "resolved";
  return WORK.test(text) ? text.slice(0, 1).toLowerCase() + text.slice(1) : null;
};
