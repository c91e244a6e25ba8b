// Says why a step takes minutes: a package that nobody has built before is built here. It knows that from the progress lines
// of uv and Nix alone.

const LONG_MS = 15_000;

/** The builds that are going on: by `numpy==1.26.4`, since when. */
export type Builds = ReadonlyMap<string, number>;

/** The builds after a progress line, as `readUvLine` and `readNixLog` give it. */
export const followBuilds = (builds: Builds, detail: string, now: number): Builds => {
  const [, verb, name] = /^(building|built) (\S+)/.exec(detail) ?? [];
  if (verb === undefined || name === undefined) return builds;
  const others = [...builds].filter(([key]) => key !== name);
  return new Map(verb === "building" ? [...others, [name, builds.get(name) ?? now]] : others);
};

/** Who builds: Nix, or uv for a Python of this version, in full. */
export type Builder = "nix" | { readonly python: string | null };

/** What is said of the first build that takes long; null while none does. */
export const sayLongBuild = (builds: Builds, now: number, by: Builder): string | null => {
  const name = [...builds].find(([, since]) => now - since >= LONG_MS)?.[0];
  if (name === undefined) return null;
  if (by === "nix") return `${name} is built here: there is no ready-made one`;
  const minor = /^\d+\.\d+/.exec(by.python ?? "")?.[0];
  const where = minor === undefined ? "this Python" : `Python ${minor}`;
  return `building ${name.replace("==", " ")} here: there is no ready-made one for ${where}`;
};
