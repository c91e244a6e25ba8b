// What stands in a file for a package, and what is asked of it now, as one requirement. Pure; it resolves nothing.

interface Parts {
  readonly name: string;
  readonly extras: readonly string[];
  /** With its space, as it is written; empty when any will do. */
  readonly versions: string;
  readonly marker: string;
  /** It says where the package comes from. */
  readonly isAddress: boolean;
}

/** The new versions, the extras of both, and the marker that is given: what the new one leaves out stays as it stands. */
export const mergeRequirement = (listed: string, asked: string): string => {
  const [old, now] = [partsOf(listed), partsOf(asked)];
  // A bare name asks for what is there, wherever it comes from.
  if (now !== null && now.versions === "" && now.extras.length === 0 && now.marker === "" && !now.isAddress)
    return listed;
  if (old === null || now === null) return asked.trim();
  const extras = [...new Set([...old.extras, ...now.extras])];
  const marker = now.marker === "" ? old.marker : now.marker;
  const versions = now.versions === "" ? old.versions : now.versions;
  if (extras.length === old.extras.length && versions === old.versions && marker === old.marker)
    return listed;
  return [
    old.name,
    extras.length === 0 ? "" : `[${extras.join(",")}]`,
    versions,
    marker === "" ? "" : ` ; ${marker}`,
  ].join("");
};

/** Whether it says which versions will do. */
export const hasVersions = (requirement: string): boolean => (partsOf(requirement)?.versions ?? "") !== "";

const partsOf = (text: string): Parts | null => {
  const pattern =
    /^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?([^;@]*)(@)?(?:;(.*))?/s;
  const [, name, extras = "", versions = "", address, marker = ""] = pattern.exec(text) ?? [];
  if (name === undefined) return null;
  return {
    name,
    extras: extras.split(",").flatMap((extra) => (extra.trim() === "" ? [] : [extra.trim()])),
    versions: versions.trimEnd(),
    marker: marker.trim(),
    isAddress: address !== undefined,
  };
};
