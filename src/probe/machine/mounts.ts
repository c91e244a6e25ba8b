// Which file system a path is on, and how it is mounted, as Linux tells it. Elsewhere nothing is known.

import type { Files } from "../../host/host.ts";
import { readSmallFile } from "../read-small-file.ts";

export interface Mount {
  readonly at: string;
  /** `ext4`, `9p`. */
  readonly fileSystem: string;
  /** `rw`, `noexec`. */
  readonly options: readonly string[];
}

/** In the order in which they were made: of two at one place the later one hides the earlier. */
export const readMounts = (files: Files): readonly Mount[] =>
  (readSmallFile(files, "/proc/self/mounts") ?? "").split("\n").flatMap((line) => {
    const [, at, fileSystem, options] = line.split(" ");
    return at === undefined || fileSystem === undefined || options === undefined
      ? []
      : [{ at: unescape(at), fileSystem, options: options.split(",") }];
  });

/** The mount that a path lies on; null when none is known. @param path absolute, links resolved */
export const mountOf = (mounts: readonly Mount[], path: string): Mount | null => {
  let best: Mount | null = null;
  for (const mount of mounts) {
    const isAbove = mount.at === "/" || path === mount.at || path.startsWith(`${mount.at}/`);
    if (isAbove && mount.at.length >= (best?.at.length ?? 0)) best = mount;
  }
  return best;
};

/** Spaces and the like are written as `\040`, byte by byte; what is not of ASCII stands as it is. */
const unescape = (text: string): string =>
  text.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
