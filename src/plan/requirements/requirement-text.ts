// One PEP 508 requirement as text: brought to one spelling, so that how it was typed decides nothing. It resolves nothing.

/** The PEP 503 name of a distribution: `Python_FastHTML` is `python-fasthtml`. */
export const normaliseName = (name: string): string => name.toLowerCase().replaceAll(/[-_.]+/g, "-");

/** The distribution's normalised name; null when the text begins with none. */
export const requirementName = (text: string): string | null => {
  const name = /^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)/.exec(text)?.[1];
  return name === undefined ? null : normaliseName(name);
};

/** Whether it names a place instead of versions (an address, a path, a repository): such a thing has no hash to lock. */
export const isPlace = (text: string): boolean =>
  /:\/\/|^\s*(?:\.{0,2}\/|-e\b|git\+)|\s@\s|\S@\s*\S/.test(beforeMarker(text));

/** The same requirement in one spelling: name and extras normalised, no space that means nothing. It stays valid PEP 508. */
export const normaliseRequirement = (text: string): string => {
  const left = beforeMarker(text).replaceAll(/\s+/g, "");
  const [, name = "", extras = "", versions = ""] = /^([A-Za-z0-9._-]*)(\[[^\]]*\])?(.*)$/.exec(left) ?? [];
  const bare = /^\((.*)\)$/.exec(versions)?.[1] ?? versions;
  // pip takes a comma at the end, and the resolver does not.
  const sorted = bare
    .split(",")
    .filter((part) => part !== "")
    .toSorted()
    .join(",");
  const marker = text.slice(beforeMarker(text).length + 1).trim();
  return `${normaliseName(name)}${normaliseExtras(extras)}${sorted}${marker === "" ? "" : ` ; ${normaliseMarker(marker)}`}`;
};

const beforeMarker = (text: string): string => text.split(";", 1)[0] ?? "";

const normaliseExtras = (extras: string): string => {
  const names = extras
    .slice(1, -1)
    .split(",")
    .filter((name) => name !== "");
  return names.length === 0
    ? ""
    : `[${names
        .map((name) => normaliseName(name))
        .toSorted()
        .join(",")}]`;
};

/** A text that has the one quote in it keeps the other around it. */
const normaliseMarker = (marker: string): string =>
  marker
    .replaceAll(/"[^"]*"|'([^'"]*)'/g, (quoted, text: string | undefined) =>
      text === undefined ? quoted : `"${text}"`,
    )
    .replaceAll(/\s+/g, " ");
