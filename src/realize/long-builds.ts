// Says why an installation takes minutes: a package that has no ready-made file for this Python is built here. It knows
// that from uv's progress lines alone.

const LONG_MS = 15_000;

/** The builds that are going on: by `numpy==1.26.4`, since when. */
export type Builds = ReadonlyMap<string, number>;

/** The builds after a progress line as `readUvLine` gives it. */
export const followBuilds = (builds: Builds, detail: string, now: number): Builds => {
  const [, verb, name] = /^(building|built) (\S+)/.exec(detail) ?? [];
  if (verb === undefined || name === undefined) return builds;
  const others = [...builds].filter(([key]) => key !== name);
  return new Map(verb === "building" ? [...others, [name, builds.get(name) ?? now]] : others);
};

/** What is said of the first build that takes long; null while none does. @param python the version, in full */
export const sayLongBuild = (builds: Builds, now: number, python: string | null): string | null => {
  const name = [...builds].find(([, since]) => now - since >= LONG_MS)?.[0];
  if (name === undefined) return null;
  const minor = /^\d+\.\d+/.exec(python ?? "")?.[0];
  const where = minor === undefined ? "this Python" : `Python ${minor}`;
  return `building ${name.replace("==", " ")} here: there is no ready-made one for ${where}`;
};
