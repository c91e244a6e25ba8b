// A `pyproject.toml` that says which packages come from which index: uv takes that from no requirements file. Pure.

import type { ProjectIndex } from "../../describe/requirements/pyproject-indexes.ts";
import type { Lock } from "../../plan/lock/lock.ts";

/**
 * Asks again for what the lock has from these indexes.
 * @param requirements the file that is installed, as `requirementsText` writes it: its versions are the ones asked for
 */
export const sourcesText = (
  { packages }: Lock,
  { requirements, indexes }: { readonly requirements: string; readonly indexes: readonly ProjectIndex[] },
): string => {
  const known = new Set(indexes.map(({ name }) => name));
  const kept = packages.filter(({ index, place }) => place === undefined && known.has(index));
  const names = new Set(kept.map(({ name }) => name));
  // On another platform the same package may come from elsewhere.
  const others = new Set(
    packages.flatMap((item) => (kept.includes(item) ? [] : `${item.name}==${item.version}`)),
  );
  const asked = requirements.split("\n").flatMap((line) => {
    const [pinned = "", name = ""] = /^([^\s=]+)==\S+/.exec(line) ?? [];
    return names.has(name) && !others.has(pinned) ? [line.replace(/ \\$/, "")] : [];
  });
  const sourcesOf = (wanted: string): string =>
    kept
      .filter(({ name }) => name === wanted)
      .map(({ index, marker }) => {
        const where = marker === null ? "" : `, marker = ${JSON.stringify(marker)}`;
        return `{ index = ${JSON.stringify(index)}${where} }`;
      })
      .join(", ");
  return [
    "[project]",
    'name = "jig-installs-this"',
    'version = "0"',
    `dependencies = [${asked.map((line) => JSON.stringify(line)).join(", ")}]`,
    "",
    ...indexes.flatMap(({ name, url }) => [
      "[[tool.uv.index]]",
      `name = ${JSON.stringify(name)}`,
      `url = ${JSON.stringify(url)}`,
      "explicit = true",
      "",
    ]),
    "[tool.uv.sources]",
    ...[...names].map((name) => `${JSON.stringify(name)} = [${sourcesOf(name)}]`),
    "",
    "[tool.uv.workspace]",
    "members = []",
    "",
  ].join("\n");
};
