// The limits that the system sets to open and watched files, as Linux tells them; elsewhere they are unknown.

import type { Limits } from "../../diagnose/symptoms.ts";
import type { Files } from "../../host/host.ts";
import { readSmallFile } from "../read-small-file.ts";

/** What a service would get: jig hands its own limits on. */
export const probeLimits = (files: Files): Limits => ({
  openFiles: numberIn(/^Max open files\s+(\d+)/m, readSmallFile(files, "/proc/self/limits")),
  watches: numberIn(/^(\d+)/, readSmallFile(files, "/proc/sys/fs/inotify/max_user_watches")),
  watchers: numberIn(/^(\d+)/, readSmallFile(files, "/proc/sys/fs/inotify/max_user_instances")),
});

const numberIn = (pattern: RegExp, text: string | null): number | null => {
  const digits = pattern.exec(text ?? "")?.[1];
  return digits === undefined ? null : Number(digits);
};
