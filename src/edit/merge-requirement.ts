// What stands in a file for a package, and what is asked of it now, as one requirement. Pure; it resolves nothing.

interface Parts {
  readonly name: string;
  readonly extras: readonly string[];
  /** With its space, as it is written; empty when any will do. */
  readonly versions: string;
  readonly marker: string;
  /** Where the package comes from; empty when it does not say. */
  readonly address: string;
}

/**
 * The new versions or the new address, the extras of both, and the marker that is given: what the new one leaves out stays as it
 * stands.
 */
export const mergeRequirement = (listed: string, asked: string): string => {
  const [old, now] = [partsOf(listed), partsOf(asked)];
  // A bare name asks for what is there, wherever it comes from.
  if (now !== null && now.extras.length === 0 && now.marker === "" && !saysWhich(now)) return listed;
  if (now === null) return FOLDER.test(asked) ? folderInPlaceOf(listed, asked.trim()) : asked.trim();
  if (old === null) return now.marker === "" ? `${asked.trim()}${markerOf(listed)}` : asked.trim();
  // The one stands for the other.
  const { versions, address } = saysWhich(now) ? now : old;
  const marker = now.marker === "" ? old.marker : now.marker;
  const extras = [...new Set([...old.extras, ...now.extras])];
  const isSame = versions === old.versions && address === old.address && marker === old.marker;
  return isSame && extras.length === old.extras.length
    ? listed
    : inOne({ name: old.name, extras, versions, address, marker });
};

const FOLDER = /^\s*(?:-e|--editable)\b/;

/** A folder that is used as it is, with what stood in its place: extras and marker. */
const folderInPlaceOf = (listed: string, asked: string): string => {
  const old = partsOf(listed);
  const [, folder = asked, extras = "", given = ""] = /^(.*?)(?:\[([^\]]*)\])?(\s+;.*)?$/s.exec(asked) ?? [];
  const before = old?.extras ?? listOf(/\[([^\]]*)\]\s*(?:;.*)?$/s.exec(listed)?.[1] ?? "");
  const all = [...new Set([...before, ...listOf(extras)])];
  const former = old === null ? markerOf(listed) : old.marker === "" ? "" : ` ; ${old.marker}`;
  const marker = given === "" ? former : given;
  return `${folder}${all.length === 0 ? "" : `[${all.join(",")}]`}${marker}`;
};

const listOf = (extras: string): readonly string[] =>
  extras.split(",").flatMap((extra) => (extra.trim() === "" ? [] : [extra.trim()]));

/** With what is before it. */
const markerOf = (place: string): string => /\s;.*$/s.exec(place)?.[0] ?? "";

const saysWhich = ({ versions, address }: Parts): boolean => versions !== "" || address !== "";

const inOne = ({ name, extras, versions, address, marker }: Parts): string =>
  [
    name,
    extras.length === 0 ? "" : `[${extras.join(",")}]`,
    address === "" ? versions : ` @ ${address}`,
    marker === "" ? "" : ` ; ${marker}`,
  ].join("");

/** Whether it says which versions will do. */
export const hasVersions = (requirement: string): boolean => (partsOf(requirement)?.versions ?? "") !== "";

const partsOf = (text: string): Parts | null => {
  const pattern =
    /^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?([^;@]*)(?:@([^;]*))?(?:;(.*))?/s;
  const [, name, extras = "", versions = "", address = "", marker = ""] = pattern.exec(text) ?? [];
  // An address alone begins as a name does.
  if (name === undefined || /^\s*[+:/]/.test(versions)) return null;
  return {
    name,
    extras: listOf(extras),
    versions: versions.trimEnd(),
    marker: marker.trim(),
    address: address.trim(),
  };
};
