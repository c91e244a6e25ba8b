// The C library that this process has loaded already, by its whole path. The runtime looks for a bare name that the
// system does not know in the current folder, where a clone could bring a library of that name: no bare name is opened.

import fs from "node:fs";

/** Its path. Throws when the system does not say. */
export const loadedLibc = (): string => {
  if (process.platform === "darwin") return "/usr/lib/libSystem.B.dylib";
  const found = libcIn(fs.readFileSync("/proc/self/maps", "latin1"));
  if (found === null) throw new Error("this process has no C library that is known");
  return found;
};

/** How the file of a C library ends. */
const endings = ["/libc.so.6\n", "/ld-musl-x86_64.so.1\n", "/ld-musl-aarch64.so.1\n"];

/** The path of glibc or musl in a list of what a process has mapped; null when it has neither. */
export const libcIn = (maps: string): string | null => {
  for (const ending of endings) {
    const end = maps.indexOf(ending);
    if (end === -1) continue;
    // The path is the last column, and the only one with a slash in it.
    const line = maps.lastIndexOf("\n", end) + 1;
    return maps.slice(maps.indexOf("/", line), end + ending.length - 1);
  }
  const other = /(\/\S.*\/(?:libc-2\.\d+\.so|libc\.musl-\w+\.so\.1|libc\.so))$/m.exec(maps);
  return other?.[1] ?? null;
};
